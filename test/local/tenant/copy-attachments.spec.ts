import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const COUNT = 1250;
const API = 'https://api.example.com/';
const READ = { resource_server_identifier: API, permission_name: 'read' };
const PASSWORD = 'Right horse 9';

// Everything that a program calls which copies what hangs on users, on more users than offset pages reach.
describe('local tenant, what a copy of attachments needs', () => {
    let tenant: OpenTenant;
    let roleId: string;
    let organizationId: string;
    const userIds = Array.from({ length: COUNT }, (_, index) => `auth0|u${String(index).padStart(4, '0')}`);
    const [ann = '', bob = '', cid = ''] = userIds;

    before(async () => {
        const users = userIds.map((userId) => {
            const id = userId.replace('auth0|', '');
            return { user: { connection: 'source', user_id: id, email: `${id}@example.com` } };
        });
        tenant = await openTenant({
            seed: [
                { connection: { name: 'source' } },
                { connection: { name: 'target', enabled_clients: [] } },
                ...users,
            ],
        });
        const { organizations, resourceServers, roles } = tenant.management;
        await resourceServers.create({ identifier: API, scopes: [{ value: 'read' }, { value: 'write' }] });
        roleId = String((await roles.create({ name: 'Member' })).id);
        organizationId = String((await organizations.create({ name: 'acme' })).id);
    });
    after(() => tenant.close());

    const batches = (size: number) =>
        Array.from({ length: Math.ceil(COUNT / size) }, (_, index) => userIds.slice(index * size, (index + 1) * size));
    const idOf = async (name: string) => String((await tenant.management.connections.list({ name })).data[0]?.id);

    it('gives a role to users in batches, and lists them by checkpoints beyond the first thousand', async () => {
        const { roles } = tenant.management;
        for (const users of batches(50)) await roles.users.assign(roleId, { users });
        await roles.users.assign(roleId, { users: [ann] });
        const seen: string[] = [];
        let pages = 0;
        let page = await roles.users.list(roleId, { take: 100 });
        for (;;) {
            pages += 1;
            assert.ok(page.data.length <= 100);
            seen.push(...page.data.map(({ user_id: id }) => String(id)));
            if (!page.hasNextPage()) break;
            page = await page.getNextPage();
        }
        assert.deepEqual(seen.sort(), userIds);
        assert.equal(pages, 13);
        const tooFar = await tenant.call('GET', `/api/v2/roles/${roleId}/users?page=10&per_page=100`);
        assert.equal(tooFar.status, 400);
        assert.match(((await tooFar.json()) as { message: string }).message, /use the checkpoint pagination method/);
    });

    it('adds members ten at a time, and lists them with their roles by checkpoints', async () => {
        const { organizations } = tenant.management;
        for (const members of batches(10)) await organizations.members.create(organizationId, { members });
        await organizations.members.roles.assign(organizationId, bob, { roles: [roleId] });
        const seen = new Map<string, string[]>();
        const query = { take: 100, fields: 'user_id,roles', include_fields: true };
        let page = await organizations.members.list(organizationId, query);
        for (;;) {
            for (const member of page.data) {
                assert.deepEqual(Object.keys(member).sort(), ['roles', 'user_id']);
                seen.set(
                    String(member.user_id),
                    (member.roles ?? []).map(({ name }) => String(name)),
                );
            }
            if (!page.hasNextPage()) break;
            page = await page.getNextPage();
        }
        assert.deepEqual([...seen.keys()].sort(), userIds);
        assert.deepEqual(
            [...seen].filter(([, roles]) => roles.length > 0),
            [[bob, ['Member']]],
        );
    });

    it('gives, lists and takes the roles of a member', async () => {
        const { roles } = tenant.management.organizations.members;
        await roles.assign(organizationId, cid, { roles: [roleId] });
        const names = async () => (await roles.list(organizationId, cid)).data.map(({ name }) => name);
        assert.deepEqual(await names(), ['Member']);
        await roles.delete(organizationId, cid, { roles: [roleId] });
        assert.deepEqual(await names(), []);
    });

    it('gives, lists and takes the permissions of a user, and says which are direct', async () => {
        const { permissions } = tenant.management.users;
        await permissions.create(ann, { permissions: [READ, { ...READ, permission_name: 'write' }] });
        const direct = async () =>
            // The SDK's type leaves the sources out.
            (await permissions.list(ann)).data
                .map((permission) => permission as typeof permission & { sources?: { source_type: string }[] })
                .filter(({ sources }) => sources?.some(({ source_type: type }) => type === 'DIRECT') === true)
                .map(({ permission_name: name }) => name);
        assert.deepEqual(await direct(), ['read', 'write']);
        await permissions.delete(ann, { permissions: [READ] });
        assert.deepEqual(await direct(), ['write']);
    });

    it('enables a connection for an organization and for a client', async () => {
        const { clients, connections, organizations } = tenant.management;
        const target = await idOf('target');
        await organizations.enabledConnections.add(organizationId, {
            connection_id: target,
            assign_membership_on_login: true,
        });
        assert.equal((await organizations.enabledConnections.get(organizationId, target)).connection?.name, 'target');
        const client = String((await clients.create({ name: 'App' })).client_id);
        await assert.rejects(
            tenant.management.users.create({ connection: 'target', email: 'x@example.com', password: PASSWORD }),
            /Connection is disabled\./,
        );
        await connections.clients.update(target, [{ client_id: client, status: true }]);
        const { data } = await connections.clients.get(target, { take: 1000 });
        assert.deepEqual(data, [{ client_id: client }]);
        await connections.clients.update(target, [{ client_id: client, status: false }]);
        assert.deepEqual((await connections.clients.get(target)).data, []);
        await connections.clients.update(target, [{ client_id: tenant.clientId, status: true }]);
    });

    it('invites to an organization by the connection that users move to', async () => {
        const { invitations } = tenant.management.organizations;
        const target = await idOf('target');
        const made = await invitations.create(organizationId, {
            client_id: tenant.clientId,
            connection_id: target,
            inviter: { name: 'Ann' },
            invitee: { email: 'new@example.com' },
            roles: [roleId],
            ttl_sec: 3600,
        });
        const [listed] = (await invitations.list(organizationId)).data;
        assert.deepEqual([listed?.id, listed?.connection_id, listed?.roles], [made.id, target, [roleId]]);
        await invitations.delete(organizationId, String(made.id));
        assert.deepEqual((await invitations.list(organizationId)).data, []);
    });

    it('deletes a user by address on one connection, and not who has the same address or ID on another', async () => {
        const { connections, users } = tenant.management;
        const [source, target] = [await idOf('source'), await idOf('target')];
        const email = 'u0001@example.com';
        await users.create({ connection: 'target', email, password: PASSWORD, user_id: 'u0001' });
        await connections.users.deleteByEmail(source, { email });
        const found = await users.listUsersByEmail({ email });
        assert.deepEqual(
            found.map(({ identities }) => identities?.[0]?.connection),
            ['target'],
        );
        // Nobody is there any more: the same answer.
        await connections.users.deleteByEmail(source, { email });
        await connections.users.deleteByEmail(target, { email });
        assert.deepEqual(await users.listUsersByEmail({ email }), []);
    });

    it('makes a link for a new password by connection and address, which works once', async () => {
        const { tickets, users } = tenant.management;
        const target = await idOf('target');
        const email = 'reset@example.com';
        await users.create({ connection: 'target', email, password: PASSWORD });
        const { ticket } = await tickets.changePassword({ connection_id: target, email, mark_email_as_verified: true });
        const send = () =>
            tenant.fetch(ticket, { method: 'POST', body: new URLSearchParams({ password: 'Other horse 8' }) });
        assert.deepEqual([(await send()).status, (await send()).status], [200, 400]);
        assert.equal((await tenant.logIn('target', email, 'Other horse 8')).status, 200);
        assert.equal((await users.listUsersByEmail({ email }))[0]?.email_verified, true);
    });

    it('replaces and lists second factors of a user', async () => {
        const { authenticationMethods } = tenant.management.users;
        await authenticationMethods.set(ann, [{ type: 'phone', phone_number: '+15005550006' }]);
        await authenticationMethods.create(ann, { type: 'totp', name: 'App', totp_secret: 'JBSWY3DPEHPK3PXP' });
        const { data } = await authenticationMethods.list(ann);
        assert.deepEqual(data.map(({ type }) => type).sort(), ['phone', 'totp']);
    });
});
