import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { connectionOptions } from '../../../components/connection-options.ts';
import type { Auth0Tenant } from '../../../components/index.ts';
import {
    type LocalPulumiOptions,
    type LocalPulumiResult,
    runLocalPulumi,
    toJsonDigest,
} from '../../../local/pulumi/index.ts';
import { ManagementClient } from '../../../local/pulumi/providers/auth0/management-client.ts';
import { type PropertyMap, textOf } from '../../../local/pulumi/values/property-value.ts';
import { type LocalTenant, startLocalTenant } from '../../../local/tenant/index.ts';
import { errorsOf } from './things-stack.ts';

describe('the auth0 resources of the local Pulumi host', () => {
    let tenant: LocalTenant;
    let folder: string;
    let env: NodeJS.ProcessEnv;

    before(async () => {
        tenant = await startLocalTenant();
        env = { ...process.env, NODE_EXTRA_CA_CERTS: tenant.caFile, PULUMI_CONFIG_PASSPHRASE: '' };
    });
    after(async () => {
        await tenant.close();
    });
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'local-pulumi-'));
    });
    afterEach(async () => {
        await run('destroy');
        rmSync(folder, { recursive: true });
    });

    function run(
        command: LocalPulumiOptions['command'],
        config: Record<string, string> = {},
    ): Promise<LocalPulumiResult> {
        return runLocalPulumi({
            command,
            projectFolder: join(import.meta.dirname, 'fixtures', 'tenant'),
            stack: 'dev',
            stateFile: join(folder, 'dev.json'),
            env,
            config: { domain: tenant.domain, clientId: tenant.clientId, ...config },
            secretConfig: { clientSecret: tenant.clientSecret },
        });
    }

    /** Asks the tenant itself. */
    function ask(path: string): Promise<PropertyMap> {
        return new ManagementClient(tenant, env).call('GET', path);
    }

    function idOf(result: LocalPulumiResult): string {
        return String(result.outputs['connectionId']?.value);
    }

    it('are made in the tenant as they were declared, and then left alone', async () => {
        const preview = await run('preview');
        assert.deepEqual(errorsOf(preview), []);
        assert.deepEqual(preview.changes, { create: 5 });
        assert.deepEqual(await ask('/connections'), []);

        const first = await run('up');
        assert.deepEqual(errorsOf(first), []);
        const connection = await ask(`/connections/${idOf(first)}`);
        assert.equal(connection['name'], 'customers');
        const options = connection['options'] as PropertyMap;
        assert.equal(options['import_mode'], true);
        assert.equal(options['enabledDatabaseCustomization'], true);
        assert.deepEqual(Object.keys(options['customScripts'] as PropertyMap), ['get_user', 'login']);
        const clientId = first.outputs['clientId']?.value;
        assert.deepEqual(await ask(`/connections/${idOf(first)}/clients`), { clients: [{ client_id: clientId }] });

        const second = await run('up');
        assert.deepEqual(errorsOf(second), []);
        assert.deepEqual(second.changes, { same: 5 });
        assert.deepEqual(second.outputs['found']?.value, { id: idOf(first), clients: [clientId] });
    });

    it('enable a connection on an organization, change how, and take it off again', async () => {
        const client = new ManagementClient(tenant, env);
        const { id: organizationId } = (await client.call('POST', '/organizations', { name: 'staff' })) as {
            id: string;
        };
        const first = await run('up', { organizationId });
        assert.deepEqual(errorsOf(first), []);
        const membership = () => ask(`/organizations/${organizationId}/enabled_connections/${idOf(first)}`);
        assert.equal((await membership())['assign_membership_on_login'], false);
        const second = await run('up', { organizationId, assign: 'true' });
        assert.deepEqual(errorsOf(second), []);
        assert.deepEqual(second.changes, { same: 5, update: 1 });
        assert.equal((await membership())['assign_membership_on_login'], true);
        assert.deepEqual((await run('refresh', { organizationId, assign: 'true' })).changes['update'] ?? 0, 0);
        assert.deepEqual(errorsOf(await run('up')), []);
        await assert.rejects(membership());
    });

    it('keep no credential and no configuration of the database in clear in the state', async () => {
        await run('up');
        const state = readFileSync(join(folder, 'dev.json'), 'utf8');
        assert.equal(state.includes(tenant.clientSecret), false);
        assert.equal(state.includes('postgres://'), false);
    });

    it('are changed in place, options as a whole', async () => {
        const first = await run('up');
        const result = await run('up', { importMode: 'false' });
        assert.deepEqual(errorsOf(result), []);
        assert.deepEqual(result.changes, { same: 4, update: 1 });
        const options = (await ask(`/connections/${idOf(first)}`))['options'] as PropertyMap;
        assert.equal(options['import_mode'], false);
        assert.equal(options['enabledDatabaseCustomization'], true);
    });

    it('have every option of the connection, in the form that each side has for it', async () => {
        const declared = connectionOptions({
            ...{
                tenant: undefined as unknown as Auth0Tenant,
                name: 'customers',
                importMode: false,
                enabledClients: [],
            },
            identifiers: {
                email: { verificationMethod: 'otp' },
                username: { signUp: 'optional', maxLength: 30 },
                phoneNumber: { isIdentifier: false, signUp: 'inactive' },
            },
            passwords: { strength: 'fair', minLength: 12, history: 4, noPersonalInfo: true, dictionary: ['customers'] },
            passkeys: { challengeUi: 'button' },
            mfa: false,
        });
        const config = { options: JSON.stringify(declared) };
        const first = await run('up', config);
        assert.deepEqual(errorsOf(first), []);
        const options = (await ask(`/connections/${idOf(first)}`))['options'] as PropertyMap;
        assert.deepEqual(options['password_dictionary'], { enable: true, dictionary: ['customers'] });
        const attributes = options['attributes'] as Record<string, PropertyMap>;
        assert.deepEqual(attributes['phone_number'], {
            identifier: { active: false },
            profile_required: false,
            signup: { status: 'inactive' },
        });
        assert.deepEqual(attributes['username']?.['validation'], {
            min_length: 1,
            max_length: 30,
            allowed_types: { email: false, phone_number: false },
        });
        assert.deepEqual(attributes['email']?.['signup'], { status: 'required', verification: { active: true } });

        assert.deepEqual((await run('up', config)).changes, { same: 5 });
        assert.deepEqual((await run('refresh')).changes, { same: 5 });
    });

    it('are imported, and changed in the same run where they differ', async () => {
        const existing = await new ManagementClient(tenant, env).call('POST', '/connections', {
            name: 'customers',
            strategy: 'auth0',
            options: { disable_signup: true },
        });
        const config = {
            importId: textOf(existing['id']),
            options: JSON.stringify({
                disableSignup: false,
                configuration: null,
                customScripts: null,
                importMode: false,
            }),
        };
        const preview = await run('preview', config);
        assert.deepEqual(errorsOf(preview), []);
        assert.deepEqual([preview.changes.import, preview.changes.update], [1, 1]);
        const client = new ManagementClient(tenant, env);
        const shown = async () => (await client.call('GET', `/connections/${config.importId}`))['options'];
        assert.equal(((await shown()) as { disable_signup?: boolean }).disable_signup, true);
        const first = await run('up', config);
        assert.deepEqual(errorsOf(first), []);
        assert.deepEqual([first.changes.import, first.changes.update], [1, 1]);
        assert.equal(idOf(first), config.importId);
        assert.notEqual(((await shown()) as { disable_signup?: boolean }).disable_signup, true);
        assert.deepEqual((await run('up', config)).changes, { same: 5 });
    });

    it('are replaced when the name changes, and their clients with them', async () => {
        const first = await run('up');
        const result = await run('up', { connectionName: 'people' });
        assert.deepEqual(errorsOf(result), []);
        assert.deepEqual(result.changes, { same: 3, replace: 2 });
        assert.notEqual(idOf(result), idOf(first));
        await assert.rejects(ask(`/connections/${idOf(first)}`), { statusCode: 404 });
    });

    it('are disabled and deleted when the program does not declare them any more', async () => {
        const first = await run('up');
        const result = await run('up', { enabled: 'false' });
        assert.deepEqual(result.changes, { same: 4, delete: 1 });
        assert.deepEqual(await ask(`/connections/${idOf(first)}/clients`), { clients: [] });
        await run('destroy');
        assert.deepEqual(await ask('/connections'), []);
    });

    it('show what somebody else changed after a refresh, and are put right by the next up', async () => {
        const first = await run('up');
        const client = new ManagementClient(tenant, env);
        const { options } = await client.call('GET', `/connections/${idOf(first)}`);
        await client.call('PATCH', `/connections/${idOf(first)}`, {
            options: { ...(options as PropertyMap), import_mode: false },
        });
        const refreshed = await run('refresh');
        assert.deepEqual(errorsOf(refreshed), []);
        assert.equal(refreshed.changes.update, 1);
        const result = await run('up');
        assert.deepEqual(result.changes, { same: 4, update: 1 });
        assert.equal(((await ask(`/connections/${idOf(first)}`))['options'] as PropertyMap)['import_mode'], true);
    });

    it('leave the state when somebody else deleted them', async () => {
        const first = await run('up');
        await new ManagementClient(tenant, env).call('DELETE', `/connections/${idOf(first)}`);
        const refreshed = await run('refresh');
        assert.equal(refreshed.changes.delete, 2);
        const result = await run('up');
        assert.deepEqual(result.changes, { same: 3, create: 2 });
    });

    it('of other types are refused with a word about the real CLI', async () => {
        const result = await run('up', { unsupported: 'admin' });
        assert.equal(result.failed, true);
        assert.match(errorsOf(result)[0] ?? '', /does not know `auth0:index\/role:Role`\. The real Pulumi CLI does\./);
    });

    it('fail with the words of the tenant', async () => {
        const result = await run('up', { clientId: 'nobody' });
        assert.equal(result.failed, true);
        assert.match(errorsOf(result)[0] ?? '', /POST \/oauth\/token: 401/);
        assert.equal(JSON.stringify(toJsonDigest(result)).includes(tenant.clientSecret), false);
    });
});
