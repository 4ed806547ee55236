import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPulumiOptions, type LocalPulumiResult, runLocalPulumi } from '../../local/pulumi/index.ts';
import { errorsOf } from '../local/pulumi/things-stack.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';

const SECRET = 'key-of-the-source';
const CUSTOM_SCRIPTS = {
    login: `function login(identifier, password, callback) {
    if (password.length < 8) return callback(new WrongUsernameOrPasswordError(identifier));
    return callback(null, { user_id: configuration.KEY, email: identifier });
}`,
    get_user: 'function getUser(identifier, callback) { return callback(null); }',
};

// Everything that the dashboard can set of a database of Auth0's own, and the arguments that say the same.
const OPTIONS = {
    ...{ disable_signup: true, disable_self_service_change_password: true, brute_force_protection: false },
    ...{ requires_username: true, validation: { username: { min: 3, max: 20 } }, passwordPolicy: 'excellent' },
    ...{ password_complexity_options: { min_length: 12 }, password_history: { enable: true, size: 5 } },
    ...{ password_no_personal_info: { enable: true }, password_dictionary: { enable: true, dictionary: ['acme'] } },
    ...{ mfa: { active: false, return_enroll_settings: true }, non_persistent_attrs: ['ethnicity'] },
    ...{ custom_password_hash: { action_id: 'action-1' }, set_user_root_attributes: 'on_first_login' },
    authentication_methods: { password: { enabled: true }, passkey: { enabled: true } },
    ...{ passkey_options: { challenge_ui: 'button', progressive_enrollment_enabled: false } },
    ...{ realm_fallback: true, upstream_params: { screen_hint: { alias: 'hint' } } },
};
const ARGUMENTS = {
    ...{ signUp: false, selfServicePasswordReset: false, bruteForceProtection: false, mfa: false },
    username: { min: 3, max: 20 },
    passwords: { strength: 'excellent', minLength: 12, history: 5, noPersonalInfo: true, dictionary: ['acme'] },
    ...{ nonPersistentAttributes: ['ethnicity'], passwordHashActionId: 'action-1' },
    passkeys: { challengeUi: 'button', progressiveEnrollment: false },
    setUserRootAttributes: 'on_first_login',
    options: { realmFallback: true, upstreamParams: '{"screen_hint":{"alias":"hint"}}' },
};

describe('a connection that is taken over', function () {
    this.timeout(180_000);
    let target: OpenTenant;
    let folder: string;
    let id: string;
    beforeEach(async () => {
        target = await openTenant({ control: true });
        folder = mkdtempSync(join(tmpdir(), 'taken-over-'));
    });
    afterEach(async () => {
        await target.close();
        rmSync(folder, { recursive: true });
    });

    const make = async (options: object) => {
        const body = { name: 'customers', strategy: 'auth0', options, enabled_clients: [target.clientId] };
        id = ((await (await target.call('POST', '/api/v2/connections', body)).json()) as { id: string }).id;
    };
    const run = (
        command: LocalPulumiOptions['command'],
        args: object = {},
        config: Record<string, string> = { id },
    ): Promise<LocalPulumiResult> => {
        const all = { name: 'customers', importMode: false, enabledClients: [target.clientId], ...args };
        return runLocalPulumi({
            command,
            projectFolder: join(import.meta.dirname, 'fixtures', 'taken-over'),
            stack: 'dev',
            stateFile: join(folder, 'dev.json'),
            env: {
                ...process.env,
                NODE_EXTRA_CA_CERTS: target.caFile,
                PULUMI_CONFIG_PASSPHRASE: '',
                AUTH0_TARGET_DOMAIN: target.domain,
                AUTH0_TARGET_CLIENT_ID: target.clientId,
                AUTH0_TARGET_CLIENT_SECRET: target.clientSecret,
            },
            config: { args: JSON.stringify(all), ...config },
        });
    };
    const succeed = async (...given: Parameters<typeof run>): Promise<LocalPulumiResult['changes']> => {
        const result = await run(...given);
        assert.deepEqual(errorsOf(result), []);
        return result.changes;
    };
    const shown = async () =>
        (await (await target.call('GET', `/api/v2/connections/${id}`)).json()) as { options: Record<string, unknown> };
    const writes = async () => {
        const answer = await target.fetch(`https://${target.domain}/_local/calls`);
        const { calls } = (await answer.json()) as { calls: { route: string; count: number }[] };
        return calls.filter(({ route }) => !route.startsWith('GET ') && !route.includes('/oauth/token'));
    };

    it('stays as it is when one argument changes, whatever else is set on it', async () => {
        await make(OPTIONS);
        const before = await shown();
        await succeed('up', ARGUMENTS);
        assert.deepEqual(Object.keys(await succeed('preview', ARGUMENTS)), ['same']);
        assert.deepEqual(await shown(), before);
        await succeed('up', { ...ARGUMENTS, signUp: true });
        assert.deepEqual(await shown(), { ...before, options: { ...before.options, disable_signup: false } });
    });

    it('keeps the strength of passwords and second factors when nothing was said of them', async () => {
        await make({});
        const before = await shown();
        await succeed('up');
        await succeed('up', { signUp: false });
        assert.deepEqual(await shown(), { ...before, options: { ...before.options, disable_signup: true } });
    });

    it('is taken as it is where an update elsewhere has taken the defaults away', async () => {
        await make({});
        await target.call('PATCH', `/api/v2/connections/${id}`, { options: { disable_signup: true } });
        const before = await shown();
        await succeed('up', { signUp: false });
        assert.deepEqual(Object.keys(await succeed('preview', { signUp: false })), ['same']);
        assert.deepEqual(await shown(), before);
    });

    it('keeps what is left of a custom database that was switched off, if the program declares it', async () => {
        const left = { customScripts: CUSTOM_SCRIPTS, configuration: { KEY: SECRET } };
        await make({ ...left, enabledDatabaseCustomization: false });
        const { options: before } = await shown();
        const args = { configuration: left.configuration, options: { customScripts: CUSTOM_SCRIPTS } };
        await succeed('up', args);
        await succeed('up', { ...args, signUp: false });
        const { options } = await shown();
        for (const option of ['customScripts', 'configuration']) assert.deepEqual(options[option], before[option]);
        assert.equal(readFileSync(join(folder, 'dev.json'), 'utf8').includes(SECRET), false);
    });

    it('has the newer options of passwords, of which Auth0 fills in what is not said', async () => {
        await make({ password_options: { complexity: { min_length: 12 } } });
        const args = { options: { passwordOptions: { complexity: { minLength: 12 } } } };
        await succeed('up', args);
        assert.deepEqual(Object.keys(await succeed('preview', args)), ['same']);
    });

    it('is the one whose ID was given, or none', async () => {
        await make({});
        const { id: other } = await target.management.connections.create({ name: 'others', strategy: 'auth0' });
        const before = await shown();
        for (const [args, given] of [
            [{ name: 'others' }, { id }],
            [{}, { id: String(other) }],
            [{ name: 'nobody' }, { id }],
        ] as const) {
            const message = /imported resources .* may not be replaced.*: name/;
            assert.match(errorsOf(await run('up', args, given)).join('\n'), message);
            // Pulumi remembers what it has imported, though nothing came of it.
            rmSync(join(folder, 'dev.json'));
        }
        assert.deepEqual(await shown(), before);
    });

    it('is a database, whichever way it is named', async () => {
        const body = { name: 'google', strategy: 'google-oauth2', enabled_clients: [target.clientId] };
        const { id: google } = (await (await target.call('POST', '/api/v2/connections', body)).json()) as {
            id: string;
        };
        for (const config of [{ id: google }, { how: 'existing' }, {}] as Record<string, string>[]) {
            const refused = errorsOf(await run('preview', { name: 'google' }, config)).join('\n');
            assert.match(refused, /NOT_A_DATABASE_CONNECTION: the connection google .* strategy google-oauth2/);
        }
    });

    it('gets the values of the program in `configuration`, unless they are ignored at first', async () => {
        await make({
            enabledDatabaseCustomization: true,
            customScripts: CUSTOM_SCRIPTS,
            configuration: { KEY: 'old' },
        });
        const { options: before } = await shown();
        const args = { customScripts: CUSTOM_SCRIPTS, configuration: { KEY: SECRET } };
        const ignored = { id, opts: JSON.stringify({ ignoreChanges: ['options.configuration'] }) };
        assert.equal('update' in (await succeed('up', args, ignored)), false);
        assert.deepEqual((await shown()).options['configuration'], before['configuration']);
        assert.deepEqual(Object.keys(await succeed('preview', args, ignored)), ['same']);
        assert.equal((await succeed('up', args)).update, 1);
        assert.notDeepEqual((await shown()).options['configuration'], before['configuration']);
        assert.deepEqual(Object.keys(await succeed('preview', args)), ['same']);
    });

    it('keeps secret what stands in the raw options as `configuration`, and asks for the rest of it', async () => {
        const configuration = { KEY: 'old', OTHER: 'old' };
        await make({ enabledDatabaseCustomization: true, customScripts: CUSTOM_SCRIPTS, configuration });
        const args = { customScripts: CUSTOM_SCRIPTS, options: { configuration: { KEY: SECRET } } };
        const dropped = /^CONFIGURATION_DROPPED: the connection customers has OTHER in/;
        assert.match(errorsOf(await run('preview', args)).join('\n'), dropped);
        const both = { ...args, configuration: { OTHER: SECRET } };
        await succeed('up', both);
        assert.deepEqual(Object.keys(await succeed('preview', both)), ['same']);
        assert.equal(readFileSync(join(folder, 'dev.json'), 'utf8').includes(SECRET), false);
    });

    it('is not written where it is read only', async () => {
        await make(OPTIONS);
        await target.fetch(`https://${target.domain}/_local/calls`, { method: 'DELETE' });
        for (const command of ['preview', 'up', 'refresh', 'destroy'] as const) {
            await succeed(command, {}, { how: 'existing' });
        }
        assert.deepEqual(await writes(), []);
    });
});
