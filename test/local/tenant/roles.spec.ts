import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const IDENTIFIER = 'https://api.example.com/';
const read = { resource_server_identifier: IDENTIFIER, permission_name: 'read:x' };
const write = { resource_server_identifier: IDENTIFIER, permission_name: 'write:x' };

describe('local tenant, roles and permissions', () => {
    let tenant: OpenTenant;
    let roleId = '';

    beforeEach(async () => {
        const user = (id: string) => ({ user: { connection: 'db', user_id: id, email: `${id}@example.com` } });
        tenant = await openTenant({ seed: [{ connection: { name: 'db' } }, user('ann'), user('bob'), user('cid')] });
        const { management } = tenant;
        await management.resourceServers.create({
            identifier: IDENTIFIER,
            name: 'API',
            scopes: [{ value: 'read:x', description: 'Read x' }, { value: 'write:x' }],
        });
        roleId = String((await management.roles.create({ name: 'Reader', description: 'Reads' })).id);
    });

    afterEach(() => tenant.close());

    it('gives a role to users, and shows it on both sides until it is taken or deleted', async () => {
        const { roles, users } = tenant.management;
        await roles.users.assign(roleId, { users: ['auth0|ann', 'auth0|bob'] });
        assert.deepEqual((await users.roles.list('auth0|ann')).data, [
            { id: roleId, name: 'Reader', description: 'Reads' },
        ]);
        await users.roles.delete('auth0|ann', { roles: [roleId] });
        assert.deepEqual(
            (await roles.users.list(roleId)).data.map(({ user_id: id }) => id),
            ['auth0|bob'],
        );
        await roles.delete(roleId);
        assert.deepEqual((await users.roles.list('auth0|bob')).data, []);
    });

    it('gives a role to no one when one of them does not exist', async () => {
        const { roles } = tenant.management;
        await assert.rejects(roles.users.assign(roleId, { users: ['auth0|ann', 'auth0|no'] }), {
            statusCode: 404,
            message: /One or more of the users do not exist\./,
        });
        assert.deepEqual((await roles.users.list(roleId)).data, []);
    });

    it('forgets the roles of a user who is deleted', async () => {
        const { roles, users } = tenant.management;
        await users.roles.assign('auth0|ann', { roles: [roleId] });
        await users.delete('auth0|ann');
        assert.deepEqual((await roles.users.list(roleId)).data, []);
    });

    it('reads the users of a role by checkpoints to the end, though one is deleted meanwhile', async () => {
        await tenant.management.roles.users.assign(roleId, { users: ['auth0|ann', 'auth0|bob', 'auth0|cid'] });
        const page = async (from: string) =>
            (await (await tenant.call('GET', `/api/v2/roles/${roleId}/users?take=1&from=${from}`)).json()) as {
                users: { user_id: string }[];
                next?: string;
            };
        const first = await page('');
        await tenant.management.users.delete('auth0|ann');
        const second = await page(String(first.next));
        const third = await page(String(second.next));
        const seen = [first, second, third].flatMap(({ users }) => users.map(({ user_id: id }) => id));
        assert.deepEqual(seen, ['auth0|ann', 'auth0|bob', 'auth0|cid']);
        assert.equal(third.next, undefined);
        assert.match(Buffer.from(String(first.next), 'base64').toString(), /^[-0-9]{10} [0-9:.]{15}UTC,auth0\|ann$/);
    });

    it('shows permissions with where they come from', async () => {
        const { roles, users } = tenant.management;
        await roles.permissions.add(roleId, { permissions: [read] });
        await users.roles.assign('auth0|ann', { roles: [roleId] });
        await users.permissions.create('auth0|ann', { permissions: [read, write] });
        const answer = await tenant.call('GET', '/api/v2/users/auth0%7Cann/permissions');
        const shown = (await answer.json()) as { permission_name: string; sources: { source_type: string }[] }[];
        const sources = shown.map((one) => [one.permission_name, one.sources.map(({ source_type: type }) => type)]);
        assert.deepEqual(sources, [
            ['read:x', ['DIRECT', 'ROLE']],
            ['write:x', ['DIRECT']],
        ]);
    });

    it('takes permissions away with their scope', async () => {
        const { resourceServers, roles, users } = tenant.management;
        await roles.permissions.add(roleId, { permissions: [read, write] });
        await users.permissions.create('auth0|ann', { permissions: [write] });
        await resourceServers.update(IDENTIFIER, { scopes: [{ value: 'read:x' }] });
        assert.deepEqual(
            (await roles.permissions.list(roleId)).data.map((one) => one.permission_name),
            ['read:x'],
        );
        assert.deepEqual((await users.permissions.list('auth0|ann')).data, []);
    });

    it('lets a user have fifty roles', async () => {
        const { roles, users } = tenant.management;
        const ids: string[] = [];
        for (let count = 0; count < 51; count += 1) ids.push(String((await roles.create({ name: `r${count}` })).id));
        await assert.rejects(users.roles.assign('auth0|ann', { roles: ids }), /No more roles can be assigned/);
        await users.roles.assign('auth0|ann', { roles: ids.slice(1) });
    });

    it('lists roles and permissions by name, and says null only to whoever creates a role', async () => {
        const { organizations, resourceServers, roles, users } = tenant.management;
        const userId = String(
            (await users.create({ connection: 'db', email: 'sorted@example.com', password: 'Right horse 9' })).user_id,
        );
        const names = ['Writer', 'Auditor', 'Manager'];
        const ids: string[] = [];
        for (const name of names) {
            const created = await roles.create({ name: `Sorted ${name}` });
            assert.equal(created.description, null);
            ids.push(String(created.id));
            assert.equal((await roles.get(String(created.id))).description, '');
        }
        const sorted = ['Sorted Auditor', 'Sorted Manager', 'Sorted Writer'];
        const shown = (list: { data: { name?: string | undefined }[] }) => list.data.map(({ name }) => name);
        await users.roles.assign(userId, { roles: ids });
        assert.deepEqual(shown(await users.roles.list(userId)), sorted);
        assert.deepEqual(shown(await roles.list({ name_filter: 'Sorted' })), sorted);
        const organization = String((await organizations.create({ name: 'sorted' })).id);
        await organizations.members.roles.assign(organization, userId, { roles: ids });
        assert.deepEqual(shown(await organizations.members.roles.list(organization, userId)), sorted);

        const identifier = 'https://sorted.example.com/';
        const scopes = ['write', 'audit', 'manage'].map((value) => ({ value }));
        await resourceServers.create({ identifier, scopes });
        const permissions = scopes.map(({ value }) => ({
            resource_server_identifier: identifier,
            permission_name: value,
        }));
        await users.permissions.create(userId, { permissions });
        await roles.permissions.add(String(ids[0]), { permissions });
        const granted = (list: { data: { permission_name?: string | undefined }[] }) =>
            list.data.map(({ permission_name: name }) => name);
        assert.deepEqual(granted(await users.permissions.list(userId)), ['audit', 'manage', 'write']);
        assert.deepEqual(granted(await roles.permissions.list(String(ids[0]))), ['audit', 'manage', 'write']);
    });

    it('gives an API the defaults of Auth0, and no name that it was not given', async () => {
        const { id, ...api } = await tenant.management.resourceServers.create({ identifier: 'urn:nameless' });
        assert.ok(id);
        assert.deepEqual(api, {
            identifier: 'urn:nameless',
            allow_offline_access: false,
            skip_consent_for_verifiable_first_party_clients: false,
            signing_alg: 'RS256',
            subject_type_authorization: { client: { policy: 'require_client_grant' }, user: { policy: 'allow_all' } },
            token_lifetime: 86_400,
            token_lifetime_for_web: 7200,
        });
    });

    it('finds an API also where its identifier was escaped twice', async () => {
        const identifier = 'https://twice.example.com/';
        const { id } = await tenant.management.resourceServers.create({ identifier });
        const twice = encodeURIComponent(encodeURIComponent(identifier));
        const response = await tenant.call('GET', `/api/v2/resource-servers/${twice}`);
        assert.equal(((await response.json()) as { id: string }).id, id);
    });
});
