import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPulumiOptions, type LocalPulumiResult, runLocalPulumi } from '../../local/pulumi/index.ts';
import type { ResourceState } from '../../local/pulumi/state/resource-state.ts';
import { errorsOf, messagesOf } from '../local/pulumi/things-stack.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';

describe('a program that has its connections from elsewhere', function () {
    this.timeout(180_000);
    let source: OpenTenant;
    let target: OpenTenant;
    let folder: string;

    beforeEach(async () => {
        const script = 'function login(email, password, callback) { /* a-password-in-a-script */ callback(null); }';
        source = await openTenant({
            seed: [
                { connection: { name: 'legacy', options: { customScripts: { login: script } } } },
                {
                    user: {
                        ...{ connection: 'legacy', user_id: 'ann-1', email: 'ann@example.com', email_verified: true },
                        password: 'Legacy-pass-1',
                    },
                },
            ],
        });
        target = await openTenant({});
        folder = mkdtempSync(join(tmpdir(), 'inputs-'));
        const authorities = [source, target].map(({ caFile }) => readFileSync(caFile, 'utf8'));
        writeFileSync(join(folder, 'ca.pem'), authorities.join('\n'));
    });
    afterEach(async () => {
        await target.close();
        await source.close();
        rmSync(folder, { recursive: true });
    });

    const run = (command: LocalPulumiOptions['command'], mode: string): Promise<LocalPulumiResult> =>
        runLocalPulumi({
            command,
            projectFolder: join(import.meta.dirname, 'fixtures', 'inputs'),
            stack: 'dev',
            stateFile: join(folder, 'dev.json'),
            env: {
                ...process.env,
                NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
                PULUMI_CONFIG_PASSPHRASE: '',
                // A tenant that is given a provider has its domain from there.
                ...(mode === 'typo' ? { AUTH0_SOURCE_DOMAIN: source.domain } : {}),
                AUTH0_SOURCE_CLIENT_ID: source.clientId,
                AUTH0_SOURCE_CLIENT_SECRET: source.clientSecret,
                ...(mode === 'alone'
                    ? {}
                    : {
                          AUTH0_TARGET_DOMAIN: target.domain,
                          AUTH0_TARGET_CLIENT_ID: target.clientId,
                          AUTH0_TARGET_CLIENT_SECRET: target.clientSecret,
                      }),
            },
            config: {
                ...{ mode, domain: source.domain, providerClientId: source.clientId, clientId: target.clientId },
                runsFolder: join(folder, 'runs'),
            },
            secretConfig: { providerClientSecret: source.clientSecret },
        });
    const stepsOf = ({ steps }: LocalPulumiResult) =>
        steps.map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf('::') + 2)}`);
    const resourceOf = (name: string): ResourceState => {
        const { deployment } = JSON.parse(readFileSync(join(folder, 'dev.json'), 'utf8')) as {
            deployment: { resources: ResourceState[] };
        };
        const found = deployment.resources.find(({ urn, custom }) => custom && urn.endsWith(`::${name}`));
        assert.ok(found, name);
        return found;
    };

    it('says in one sentence that a connection is not there', async () => {
        const errors = errorsOf(await run('preview', 'typo'));
        assert.deepEqual(errors.slice(1), ['preview failed']);
        assert.match(
            errors[0] ?? '',
            /^CONNECTION_NOT_FOUND: The tenant source has no connection with the name `legasy`\. [^\n]*Database\. If a decommissioning [^\n]*program\. More: [^\n]*docs\/errors\.md#connection_not_found$/,
        );
    });

    it('needs no settings of a target to read a source', async () => {
        const preview = await run('preview', 'alone');
        assert.deepEqual(errorsOf(preview), []);
        assert.ok(stepsOf(preview).includes('read legacy-connection'));
    });

    it('reads a connection that it has looked up itself, through a provider of its own', async () => {
        const preview = await run('preview', 'result');
        assert.deepEqual(errorsOf(preview), []);
        assert.ok(stepsOf(preview).includes('read legacy-connection'));
        assert.ok(!stepsOf(preview).some((step) => step.endsWith('source-auth0')), 'no second provider');

        const up = await run('up', 'result');
        assert.deepEqual(errorsOf(up), []);
        assert.equal((up.outputs['report']?.value as { imported: number }).imported, 1);
        assert.equal(readFileSync(join(folder, 'dev.json'), 'utf8').includes('a-password-in-a-script'), false);
        assert.deepEqual(Object.keys((await run('preview', 'result')).changes), ['same']);

        const app = resourceOf('app').urn;
        for (const name of ['customers-connection', 'customers-run']) {
            assert.ok(resourceOf(name).dependencies.includes(app), `${name} waits for what its component waits for`);
        }
        const { id = '' } = resourceOf('customers-connection');
        assert.equal((await run('destroy', 'result')).failed, true);
        const clients = await target.call('GET', `/api/v2/connections/${id}/clients`);
        assert.deepEqual(await clients.json(), { clients: [{ client_id: target.clientId }] });
        assert.equal((await source.management.connections.list({ name: 'legacy' })).data.length, 1);
    });

    it('moves users of a connection that it manages, once that is there', async () => {
        const preview = await run('preview', 'resource');
        assert.deepEqual(errorsOf(preview), []);
        assert.match(messagesOf(preview), /Not inspected yet: `sourceConnection`, `targetConnectionId` are not known/);
        const up = await run('up', 'resource');
        assert.deepEqual(errorsOf(up), []);
        assert.equal(up.outputs['status']?.value, 'complete');
    });

    it('shows the clients of a connection that a preview does not know yet, and says so', async () => {
        const preview = await run('preview', 'late');
        assert.deepEqual(errorsOf(preview), []);
        assert.match(
            messagesOf(preview),
            /The connection of legacy is not known yet, so this preview cannot look for its clients/,
        );
        assert.ok(stepsOf(preview).includes('create legacy-clients'), stepsOf(preview).join(', '));
        const up = await run('up', 'late');
        assert.deepEqual(errorsOf(up), []);
        assert.ok(stepsOf(up).includes('import legacy-clients'), stepsOf(up).join(', '));
        const again = await run('preview', 'late');
        assert.deepEqual(Object.keys(again.changes), ['same']);
        assert.doesNotMatch(messagesOf(again), /not known yet/);
    });

    it('goes on in a preview where names are not known, and says so', async () => {
        const preview = await run('preview', 'unknown');
        assert.deepEqual(errorsOf(preview), []);
        assert.match(
            messagesOf(preview),
            /Not inspected yet: `definition`, `targetConnection`, `targetConnectionId` are not known/,
        );
        const up = await run('up', 'unknown');
        assert.deepEqual(errorsOf(up), []);
        assert.equal((up.outputs['report']?.value as { imported: number }).imported, 1);
        assert.deepEqual(Object.keys((await run('preview', 'unknown')).changes), ['same']);
    });
});
