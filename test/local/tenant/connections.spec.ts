import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, connections', () => {
    let tenant: OpenTenant;

    beforeEach(async () => {
        tenant = await openTenant();
    });

    afterEach(() => tenant.close());

    it('creates a database connection with Auth0’s defaults and reads the same back', async () => {
        const { connections } = tenant.management;
        const created = await connections.create({ name: 'customers', strategy: 'auth0' });
        assert.match(String(created.id), /^con_[A-Za-z0-9]{16}$/);
        assert.deepEqual(created.realms, ['customers']);
        assert.equal(created.options?.['passwordPolicy'], 'good');
        assert.deepEqual(await connections.get(String(created.id)), created);
    });

    it('shows the asked fields, and the few that Auth0 always shows', async () => {
        const { id } = await tenant.management.connections.create({ name: 'customers', strategy: 'auth0' });
        const shown = await tenant.management.connections.get(String(id), {
            fields: 'strategy,name',
            include_fields: true,
        });
        assert.deepEqual(Object.keys(shown).sort(), [
            'authentication',
            'connected_accounts',
            'id',
            'is_domain_connection',
            'name',
            'strategy',
        ]);
    });

    it('lists by page, by checkpoint, by name and by strategy', async () => {
        const { connections } = tenant.management;
        for (const name of ['one', 'two', 'three']) await connections.create({ name, strategy: 'auth0' });
        await connections.create({ name: 'mail', strategy: 'email' });
        const names: string[] = [];
        for await (const connection of await connections.list({ take: 3 })) names.push(String(connection.name));
        assert.deepEqual(names, ['one', 'two', 'three', 'mail']);
        const page = await tenant.call('GET', '/api/v2/connections?per_page=2&page=1&include_totals=true');
        const { total, start, limit, connections: shown } = (await page.json()) as Record<string, unknown>;
        assert.deepEqual([total, start, limit], [4, 2, 2]);
        assert.equal((shown as object[]).length, 2);
        const byName = await connections.list({ name: 'two' });
        assert.deepEqual(
            byName.data.map(({ name }) => name),
            ['two'],
        );
        const byStrategy = await connections.list({ strategy: ['email'] });
        assert.deepEqual(
            byStrategy.data.map(({ name }) => name),
            ['mail'],
        );
    });

    it('replaces options as a whole', async () => {
        const { connections } = tenant.management;
        const created = await connections.create({
            name: 'customers',
            strategy: 'auth0',
            options: { requires_username: true },
        });
        const patched = await connections.update(String(created.id), { options: { passwordPolicy: 'low' } });
        assert.equal(patched.options?.['passwordPolicy'], 'low');
        assert.equal(patched.options['requires_username'], undefined);
        assert.equal(patched.options['brute_force_protection'], true);
        assert.deepEqual(await connections.get(String(created.id)), patched);
    });

    it('refuses a second connection of a name, an unknown one and a new name', async () => {
        const { connections } = tenant.management;
        const { id } = await connections.create({ name: 'customers', strategy: 'auth0' });
        await assert.rejects(connections.create({ name: 'customers', strategy: 'auth0' }), {
            statusCode: 409,
            body: {
                statusCode: 409,
                error: 'Conflict',
                message: 'A connection with the same name already exists',
                errorCode: 'connection_conflict',
            },
        });
        await assert.rejects(connections.get('con_0000000000000000'), { statusCode: 404 });
        const renamed = await tenant.call('PATCH', `/api/v2/connections/${String(id)}`, { name: 'other' });
        assert.equal(renamed.status, 400);
    });

    it('does not turn custom scripts on while there are users', async () => {
        const { connections, users } = tenant.management;
        const created = await connections.create({
            name: 'customers',
            strategy: 'auth0',
            enabled_clients: [tenant.clientId],
        });
        const id = String(created.id);
        const enable = () => connections.update(id, { options: { enabledDatabaseCustomization: true } });
        assert.equal((await enable()).options?.['enabledDatabaseCustomization'], true);
        await connections.update(id, { options: {} });
        await users.create({ connection: 'customers', email: 'ann@example.com', password: 'Right horse 9' });
        await assert.rejects(enable(), /This database contains users\. You cannot change/);
    });

    it('enables and disables clients', async () => {
        const { connections, clients } = tenant.management;
        const { id } = await connections.create({ name: 'customers', strategy: 'auth0' });
        const { client_id: clientId } = await clients.create({ name: 'App' });
        const listed = async () => (await connections.clients.get(String(id))).data.map((one) => one.client_id);
        await connections.clients.update(String(id), [{ client_id: String(clientId), status: true }]);
        assert.deepEqual(await listed(), [clientId]);
        await connections.clients.update(String(id), [{ client_id: String(clientId), status: false }]);
        assert.deepEqual(await listed(), []);
        const tooMany = Array.from({ length: 51 }, () => ({ client_id: String(clientId), status: true }));
        await assert.rejects(connections.clients.update(String(id), tooMany), /Array is too long \(51\), maximum 50/);
    });

    it('deletes a connection with its users, then knows nothing of it', async () => {
        const { connections, users } = tenant.management;
        const created = await connections.create({
            name: 'customers',
            strategy: 'auth0',
            enabled_clients: [tenant.clientId],
        });
        const path = `/api/v2/connections/${String(created.id)}`;
        const user = await users.create({
            connection: 'customers',
            email: 'ann@example.com',
            password: 'Right horse 9',
        });
        const response = await tenant.call('DELETE', path);
        assert.equal(response.status, 202);
        assert.match(await response.text(), /^\{"deleted_at":"\d{4}-/);
        await assert.rejects(connections.get(String(created.id)), {
            body: {
                statusCode: 404,
                error: 'Not Found',
                message: 'The connection does not exist',
                errorCode: 'inexistent_connection',
            },
        });
        assert.equal((await tenant.call('DELETE', path)).status, 204);
        await assert.rejects(users.get(String(user.user_id)), { statusCode: 404 });
        await connections.create({ name: 'customers', strategy: 'auth0' });
    });

    it('deletes one user of a connection by e-mail address, and is content when there is none', async () => {
        const { connections, users } = tenant.management;
        const ids: string[] = [];
        for (const name of ['one', 'two']) {
            const connection = await connections.create({
                name,
                strategy: 'auth0',
                enabled_clients: [tenant.clientId],
            });
            ids.push(String(connection.id));
            await users.create({ connection: name, user_id: 'same', email: 'a+b@example.com', password: 'Horse 9 x' });
        }
        await connections.users.deleteByEmail(String(ids[0]), { email: 'a+b@example.com' });
        const left = await users.get('auth0|same');
        assert.equal(left.identities?.[0]?.connection, 'two');
        await connections.users.deleteByEmail(String(ids[0]), { email: 'a+b@example.com' });
        await assert.rejects(connections.users.deleteByEmail('con_0000000000000000', { email: 'a@example.com' }), {
            statusCode: 404,
        });
        const mail = await connections.create({ name: 'mail', strategy: 'email' });
        await assert.rejects(
            connections.users.deleteByEmail(String(mail.id), { email: 'a@example.com' }),
            /Connection must be a database connection/,
        );
    });
});
