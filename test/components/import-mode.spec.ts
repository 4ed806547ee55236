import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPulumiOptions, type LocalPulumiResult, runLocalPulumi } from '../../local/pulumi/index.ts';
import { errorsOf, messagesOf } from '../local/pulumi/things-stack.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';
import { trust } from '../migrator/running/trust.ts';

const PASSWORD = 'Legacy-pass-1';
const user = (name: string) => ({
    user: {
        ...{ connection: 'legacy', user_id: `${name}-1`, email: `${name}@example.com`, username: name },
        ...{ email_verified: true, password: PASSWORD },
    },
});

describe('DatabaseConnection with import mode', function () {
    this.timeout(180_000);
    let source: OpenTenant;
    let target: OpenTenant;
    let folder: string;

    beforeEach(async () => {
        source = await openTenant({
            seed: [{ connection: { name: 'legacy', options: { requires_username: true } } }, user('ann'), user('bo')],
        });
        target = await openTenant({ control: true, scriptHosts: [source.domain] });
        trust(source.caFile);
        folder = mkdtempSync(join(tmpdir(), 'import-mode-'));
        const authorities = [source, target].map(({ caFile }) => readFileSync(caFile, 'utf8'));
        writeFileSync(join(folder, 'ca.pem'), authorities.join('\n'));
    });
    afterEach(async () => {
        await target.close();
        await source.close();
        rmSync(folder, { recursive: true });
    });

    const run = (
        command: LocalPulumiOptions['command'],
        mode: string,
        config: Record<string, string> = {},
        as: Partial<OpenTenant> = {},
    ): Promise<LocalPulumiResult> =>
        runLocalPulumi({
            command,
            projectFolder: join(import.meta.dirname, 'fixtures', 'import-mode'),
            stack: 'dev',
            stateFile: join(folder, 'dev.json'),
            env: {
                ...process.env,
                NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
                PULUMI_CONFIG_PASSPHRASE: '',
                ...settingsOf('SOURCE', source),
                ...settingsOf('TARGET', { ...target, ...as }),
            },
            config: { mode, clientId: target.clientId, ...config },
        });
    const connection = async () => {
        const [found] = (await (await target.call('GET', '/api/v2/connections?name=customers')).json()) as {
            id: string;
            options: Record<string, unknown>;
        }[];
        assert.ok(found);
        return found;
    };
    const setOption = async (name: string, value: unknown) => {
        const { id, options } = await connection();
        const body = { options: { ...options, [name]: value } };
        assert.equal((await target.call('PATCH', `/api/v2/connections/${id}`, body)).status, 200);
    };

    it('moves users from another tenant by a client that it makes there, and says so in the preview', async () => {
        const preview = await run('preview', 'lazy');
        assert.deepEqual(errorsOf(preview), []);
        assert.match(messagesOf(preview), /2 users in legacy, 0 users in customers/);
        assert.match(messagesOf(preview), /Auth0's own addresses.*getOutboundIps/s);
        assert.match(messagesOf(preview), /Ghosts: these scripts allow profile-in-the-way/);

        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        assert.equal((await target.logIn('customers', 'ann@example.com', 'wrong')).status, 403);
        assert.equal((await target.logIn('customers', 'ann@example.com', PASSWORD)).status, 200);
        const [ann] = await target.management.users.listUsersByEmail({ email: 'ann@example.com' });
        assert.deepEqual([ann?.user_id, ann?.username, ann?.email_verified], ['auth0|ann-1', 'ann', true]);
        assert.deepEqual(ann?.app_metadata, { previous_user_id: 'auth0|ann-1' });

        const second = await run('up', 'lazy');
        assert.deepEqual(errorsOf(second), []);
        assert.deepEqual(Object.keys(second.changes), ['same']);
        const refreshed = await run('refresh', 'lazy');
        assert.deepEqual(Object.keys(refreshed.changes), ['same']);
        assert.equal(readFileSync(join(folder, 'dev.json'), 'utf8').includes(source.clientSecret), false);
    });

    it('warns in the preview when the source refuses the client of the scripts, and a refresh mends it', async function () {
        this.timeout(400_000);
        const warnings = async () => {
            const preview = await run('preview', 'lazy');
            assert.deepEqual(errorsOf(preview), []);
            return messagesOf(preview).match(/The tenant \S+ refuses the client .*\(HTTP \d+\)/g) ?? [];
        };
        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        assert.deepEqual(await warnings(), []);

        const { data: clients } = await source.management.clients.list();
        const clientId = String(clients.find(({ name }) => name === 'customers: import mode')?.client_id);
        const { data: grants } = await source.management.clientGrants.list({ client_id: clientId });
        const refused = (status: number) => [
            `The tenant ${source.domain} refuses the client by which the scripts ask it (HTTP ${status})`,
        ];
        await source.management.clientGrants.delete(String(grants[0]?.id));
        assert.deepEqual(await warnings(), refused(403));
        await source.management.clients.rotateSecret(clientId);
        assert.deepEqual(await warnings(), refused(401));

        assert.deepEqual(errorsOf(await run('refresh', 'lazy')), []);
        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        assert.deepEqual(await warnings(), []);
        assert.equal((await target.logIn('customers', 'ann@example.com', PASSWORD)).status, 200);
    });

    it('moves users where Auth0 calls scripts with their context', async () => {
        assert.deepEqual(errorsOf(await run('up', 'lazy-context')), []);
        assert.equal((await target.logIn('customers', 'ann@example.com', PASSWORD)).status, 200);
    });

    it('lets Login look for usernames that are taken, by a client of the target that it makes', async () => {
        const up = await run('up', 'lazy-checked');
        assert.deepEqual(errorsOf(up), []);
        const clients = (await (await target.call('GET', '/api/v2/clients')).json()) as { name: string }[];
        assert.ok(clients.some(({ name }) => name === 'customers: taken names'));
        const { options } = await connection();
        assert.deepEqual(Object.keys(options['configuration'] as object).sort(), [
            ...['SOURCE_CLIENT_ID', 'SOURCE_CLIENT_SECRET', 'TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET'],
        ]);
        const preview = await run('preview', 'lazy-checked');
        assert.match(messagesOf(preview), /Ghosts: these scripts allow none/);
        assert.deepEqual(Object.keys(preview.changes), ['same']);
        // What is not needed any more cannot be taken out of `configuration`; it is made worthless.
        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        assert.deepEqual(Object.keys((await run('up', 'lazy')).changes), ['same']);
    });

    it('refuses to finish while somebody has not moved, and then finishes for good', async () => {
        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        assert.equal((await target.logIn('customers', 'ann', PASSWORD)).status, 200);
        const early = await run('preview', 'finished');
        assert.match(errorsOf(early).join('\n'), /1 of 2 users of legacy have not moved/);
        assert.match(
            errorsOf(await run('up', 'finished-unseen')).join('\n'),
            /Cannot tell whether everybody has moved/,
        );
        assert.equal((await target.logIn('customers', 'bo@example.com', PASSWORD)).status, 200);
        assert.deepEqual(errorsOf(await run('up', 'finished')), []);
        const { options } = await connection();
        assert.equal(options['import_mode'], true);
        assert.deepEqual(Object.keys((await run('up', 'finished')).changes), ['same']);
        assert.equal((await target.logIn('customers', 'bo@example.com', PASSWORD)).status, 200);
        const off = await run('preview', 'off');
        assert.match(errorsOf(off).join('\n'), /IMPORT_MODE_TURNED_OFF/);
        assert.match(errorsOf(off).join('\n'), /DATABASE_KIND_CHANGED/);
    });

    it('leaves a connection, once it is finished, in which people sign up, are created and forget their passwords', async () => {
        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        assert.equal((await target.logIn('customers', 'ann@example.com', PASSWORD)).status, 200);
        assert.deepEqual(errorsOf(await run('up', 'left-behind')), []);
        const signUp = await target.fetch(`https://${target.domain}/dbconnections/signup`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
                ...{ client_id: target.clientId, connection: 'customers', password: PASSWORD },
                ...{ email: 'cy@example.com', username: 'cy' },
            }),
        });
        assert.equal(signUp.status, 200);
        const { management } = target;
        // Somebody who was left behind is nobody here, and can begin anew.
        assert.equal((await target.logIn('customers', 'bo@example.com', PASSWORD)).status, 403);
        const bo = { connection: 'customers', email: 'bo@example.com', username: 'bo', password: PASSWORD };
        assert.ok((await management.users.create(bo)).user_id);
        const [ann] = await management.users.listUsersByEmail({ email: 'ann@example.com' });
        await management.users.update(String(ann?.user_id), { connection: 'customers', password: 'Chosen-anew-2' });
        for (const [email, password] of [
            ['ann@example.com', 'Chosen-anew-2'],
            ['bo@example.com', PASSWORD],
            ['cy@example.com', PASSWORD],
        ] as const)
            assert.equal((await target.logIn('customers', email, password)).status, 200, email);
        const { data } = await management.users.list({ q: 'identities.connection:"customers"' });
        assert.deepEqual(data.map(({ email }) => email).sort(), [
            'ann@example.com',
            'bo@example.com',
            'cy@example.com',
        ]);
        assert.deepEqual(Object.keys((await run('up', 'left-behind')).changes), ['same']);
    });

    it('refuses to drop an option that was set elsewhere, and drops it when it is told to', async () => {
        assert.deepEqual(errorsOf(await run('up', 'left-behind')), []);
        await setOption('custom_password_hash', { action_id: 'action-1' });
        const refused = await run('preview', 'left-behind');
        assert.match(
            errorsOf(refused).join('\n'),
            /OPTION_DROPPED: `custom_password_hash` of the connection customers/,
        );
        assert.deepEqual(errorsOf(await run('preview', 'left-behind', { drop: 'custom_password_hash' })), []);
        const password = { enabled: true, api_behavior: 'required', signup_behavior: 'block' };
        await setOption('authentication_methods', { password, passkey: { enabled: true } });
        assert.match(
            errorsOf(await run('preview', 'left-behind', { drop: 'custom_password_hash' })).join('\n'),
            /OPTION_DROPPED: `authentication_methods\.password\.signup_behavior` of the connection customers/,
        );
    });

    it('shows an option that was changed elsewhere, and sets it back', async () => {
        assert.deepEqual(errorsOf(await run('up', 'left-behind')), []);
        await setOption('disable_signup', true);
        const refreshed = await run('refresh', 'left-behind');
        assert.equal(refreshed.changes['update'], 1);
        const preview = await run('preview', 'left-behind');
        assert.equal(preview.changes['update'], 1);
        assert.deepEqual(errorsOf(await run('up', 'left-behind')), []);
        assert.equal((await connection()).options['disable_signup'], false);
    });

    it('refuses another name for a connection that is there, since its users would be deleted', async () => {
        assert.deepEqual(errorsOf(await run('up', 'left-behind')), []);
        assert.match(errorsOf(await run('preview', 'left-behind', { name: 'clients' })).join('\n'), /protect/);
        assert.ok(await connection());
    });

    it('says which ghosts scripts of your own allow, and who becomes one when import mode is turned on', async () => {
        const answering = /Ghosts: these scripts allow reset-without-login, .*stale-get-user, for Get User may answer/;
        assert.match(messagesOf(await run('preview', 'own')), answering);
        assert.deepEqual(errorsOf(await run('up', 'legacy')), []);
        assert.equal((await target.logIn('customers', 'cy@example.com', PASSWORD)).status, 200);
        const preview = await run('preview', 'own');
        assert.deepEqual(errorsOf(preview), []);
        assert.match(messagesOf(preview), /1 user logged in without it.*login-without-import-mode/s);
    });

    it('refuses to overwrite a secret with a name of ours that a script of somebody else reads, until it is declared', async () => {
        assert.deepEqual(errorsOf(await run('up', 'own')), []);
        assert.match(
            errorsOf(await run('preview', 'lazy')).join('\n'),
            /CONFIGURATION_DROPPED: the connection customers has SOURCE_KEY/,
        );
        assert.match(errorsOf(await run('preview', 'left-behind')).join('\n'), /CONFIGURATION_DROPPED/);
        const declared = { configuration: 'key-of-the-source' };
        assert.deepEqual(errorsOf(await run('up', 'left-behind', declared)), []);
        assert.deepEqual(Object.keys((await run('up', 'left-behind', declared)).changes), ['same']);
    });

    it('refuses to finish a connection that is not there yet, or that it may not look at', async () => {
        assert.match(errorsOf(await run('preview', 'finished')).join('\n'), /2 of 2 users of legacy have not moved/);
        assert.deepEqual(errorsOf(await run('up', 'lazy')), []);
        const { management } = target;
        const client = await management.clients.create({ name: 'blind', grant_types: ['client_credentials'] });
        const [clientId, clientSecret] = [String(client.client_id), String(client.client_secret)];
        const audience = `https://${target.domain}/api/v2/`;
        const scope = ['read:connections', 'read:users', 'read:clients'];
        await management.clientGrants.create({ client_id: clientId, audience, scope });
        const blind = await run('preview', 'finished', {}, { clientId, clientSecret });
        assert.match(
            errorsOf(blind).join('\n'),
            /Could not read the connection customers, so it is unknown whether everybody has moved/,
        );
    });

    it('refuses scripts that would fail at Auth0, with their codes and lines', async () => {
        const errors = errorsOf(await run('preview', 'scripts')).join('\n');
        assert.match(
            errors,
            /^The scripts of the connection customers would fail/,
            'nothing stands before the sentence',
        );
        assert.doesNotMatch(errors, /^ +at /m, 'no stack');
        assert.match(errors, /login:3 SCRIPT_LOGS_PASSWORD/);
        assert.match(errors, /get_user:2 SCRIPT_UNKNOWN_USER_PROFILE/);
        const answer = await target.call('GET', '/api/v2/connections?name=customers');
        assert.deepEqual(await answer.json(), []);
    });
});

function settingsOf(side: string, { domain, clientId, clientSecret }: OpenTenant): Record<string, string> {
    return {
        [`AUTH0_${side}_DOMAIN`]: domain,
        [`AUTH0_${side}_CLIENT_ID`]: clientId,
        [`AUTH0_${side}_CLIENT_SECRET`]: clientSecret,
    };
}
