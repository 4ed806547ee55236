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
        await organizations.enabledConnections.add(id, { connection_id: connection, is_signup_enabled: true });
        const shown = await (await tenant.call('GET', `/api/v2/organizations/${id}/connections`)).json();
        assert.deepEqual(shown, [
            {
                connection_id: connection,
                assign_membership_on_login: false,
                is_signup_enabled: true,
                show_as_button: true,
                connection: { name: 'other', strategy: 'auth0' },
            },
        ]);
        await connections.delete(connection);
        assert.deepEqual((await organizations.enabledConnections.list(id)).data, []);
    });

    it('loses a member who is deleted', async () => {
        const { organizations, users } = tenant.management;
        await organizations.members.create(id, { members: userIds.slice(0, 2) });
        await users.delete(String(userIds[0]));
        assert.deepEqual((await organizations.members.list(id)).data.length, 1);
    });
});
