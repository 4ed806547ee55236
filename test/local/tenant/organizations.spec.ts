import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, organizations', () => {
    let tenant: OpenTenant;
    let id = '';
    const userIds = Array.from({ length: 12 }, (_, index) => `auth0|u${String(index).padStart(2, '0')}`);

    beforeEach(async () => {
        const users = userIds.map((userId) => {
            const own = userId.replace('auth0|', '');
            return { user: { connection: 'db', user_id: own, email: `${own}@example.com` } };
        });
        tenant = await openTenant({ seed: [{ connection: { name: 'db' } }, ...users] });
        id = String((await tenant.management.organizations.create({ name: 'acme', display_name: 'Acme' })).id);
    });

    afterEach(() => tenant.close());

    it('takes ten members at a time, and no more', async () => {
        const { members } = tenant.management.organizations;
        await assert.rejects(members.create(id, { members: userIds.slice(0, 11) }), { statusCode: 400 });
        await members.create(id, { members: userIds.slice(0, 10) });
        const { data } = await tenant.management.users.organizations.list(String(userIds[0]));
        assert.deepEqual(
            data.map(({ name }) => name),
            ['acme'],
        );
    });

    it('ends its members with an empty page, as recorded', async () => {
        await tenant.management.organizations.members.create(id, { members: userIds.slice(0, 1) });
        const page = async (query: string) =>
            (await (await tenant.call('GET', `/api/v2/organizations/${id}/members?${query}`)).json()) as {
                members: object[];
                next?: string;
            };
        const first = await page('take=100');
        assert.equal(first.members.length, 1);
        assert.deepEqual(await page(`take=100&from=${String(first.next)}`), { members: [] });
    });

    it('gives a member roles, which go with the membership', async () => {
        const { organizations, roles } = tenant.management;
        const member = String(userIds[0]);
        const roleId = String((await roles.create({ name: 'Reader' })).id);
        await organizations.members.create(id, { members: [member] });
        await organizations.members.roles.assign(id, member, { roles: [roleId] });
        assert.equal((await organizations.members.roles.list(id, member)).data.length, 1);
        await organizations.members.delete(id, { members: [member] });
        assert.equal((await organizations.members.roles.list(id, member)).data.length, 0);
    });

    it('shows its connections by either name, and loses one that is deleted', async () => {
        const { connections, organizations } = tenant.management;
        const connection = String((await connections.create({ name: 'other', strategy: 'auth0' })).id);
        const settings = { is_signup_enabled: true, assign_membership_on_login: true };
        await organizations.enabledConnections.add(id, { connection_id: connection, ...settings });
        const shown = await (await tenant.call('GET', `/api/v2/organizations/${id}/connections`)).json();
        const older = {
            connection_id: connection,
            ...settings,
            show_as_button: true,
            connection: { name: 'other', strategy: 'auth0' },
        };
        assert.deepEqual(shown, [{ ...older, is_enabled: true, organization_access_level: 'none' }]);
        assert.deepEqual((await organizations.enabledConnections.list(id)).data, [older]);
        await connections.delete(connection);
        assert.deepEqual((await organizations.enabledConnections.list(id)).data, []);
    });

    it('answers its two lists of connections with the limit and in the order of each', async () => {
        const { connections, organizations } = tenant.management;
        const ids: string[] = [];
        for (const name of ['x', 'y', 'z']) {
            ids.push(String((await connections.create({ name, strategy: 'auth0' })).id));
            await organizations.enabledConnections.add(id, { connection_id: String(ids.at(-1)) });
        }
        const list = async (path: string) => {
            const answer = await tenant.call('GET', `/api/v2/organizations/${id}/${path}`);
            return (await answer.json()) as { limit: number; connections?: { connection_id: string }[] } & {
                enabled_connections?: { connection_id: string }[];
            };
        };
        const older = await list('enabled_connections?include_totals=true');
        assert.equal(older.limit, 3);
        assert.deepEqual(
            older.enabled_connections?.map((one) => one.connection_id),
            ids,
        );
        const newer = await list('connections?include_totals=true');
        assert.equal(newer.limit, 50);
        assert.deepEqual(
            newer.connections?.map((one) => one.connection_id.toLowerCase()),
            ids.map((one) => one.toLowerCase()).sort(),
        );
        const path = `/api/v2/organizations/${id}/connections/${String(ids[0])}`;
        await tenant.call('PATCH', path, { is_enabled: false });
        assert.equal((await list('connections?include_totals=true&is_enabled=true')).connections?.length, 2);
    });

    it('lets sign up only those who become members', async () => {
        const { connections, organizations } = tenant.management;
        const connection = String((await connections.create({ name: 'other', strategy: 'auth0' })).id);
        const { enabledConnections } = organizations;
        const refused = { statusCode: 400, message: /assign_membership_on_login/ };
        const body = { connection_id: connection, is_signup_enabled: true };
        await assert.rejects(enabledConnections.add(id, body), refused);
        await enabledConnections.add(id, { ...body, assign_membership_on_login: true });
        await assert.rejects(enabledConnections.update(id, connection, { assign_membership_on_login: false }), refused);
        await assert.rejects(organizations.create({ name: 'other', enabled_connections: [body] }), refused);
    });

    it('has client grants, and discovery domains by their names', async () => {
        const { clients, clientGrants, organizations, resourceServers } = tenant.management;
        assert.deepEqual((await organizations.clientGrants.list(id)).data, []);
        const audience = 'https://api.example.com/';
        await resourceServers.create({ identifier: audience });
        const client = String((await clients.create({ name: 'App' })).client_id);
        const grant = String((await clientGrants.create({ client_id: client, audience, scope: [] })).id);
        await organizations.clientGrants.create(id, { grant_id: grant });
        const grants = await organizations.clientGrants.list(id, { client_id: client });
        assert.deepEqual(
            grants.data.map((one) => [one.id, one.audience]),
            [[grant, audience]],
        );
        const { data } = await clientGrants.organizations.list(grant, { take: 10 });
        assert.deepEqual(
            data.map(({ name }) => name),
            ['acme'],
        );
        await organizations.clientGrants.delete(id, grant);
        assert.deepEqual((await organizations.clientGrants.list(id)).data, []);
        const domain = await organizations.discoveryDomains.create(id, { domain: 'acme.example.com' });
        assert.equal((await organizations.discoveryDomains.getByName(id, 'acme.example.com')).id, domain.id);
        await assert.rejects(organizations.discoveryDomains.getByName(id, 'other.example.com'), { statusCode: 404 });
    });

    it('loses a member who is deleted', async () => {
        const { organizations, users } = tenant.management;
        await organizations.members.create(id, { members: userIds.slice(0, 2) });
        await users.delete(String(userIds[0]));
        assert.deepEqual((await organizations.members.list(id)).data.length, 1);
    });
});
