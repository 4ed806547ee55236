import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, clients and their grants', () => {
    let tenant: OpenTenant;

    before(async () => {
        tenant = await openTenant();
    });

    after(() => tenant.close());

    it('creates, reads, changes and deletes a client', async () => {
        const { clients } = tenant.management;
        const created = await clients.create({
            name: 'App',
            app_type: 'regular_web',
            callbacks: ['https://example.com'],
        });
        const id = String(created.client_id);
        assert.match(id, /^[A-Za-z0-9]{32}$/);
        assert.equal(created.client_secret?.length, 64);
        assert.deepEqual(created.grant_types, [
            'authorization_code',
            'implicit',
            'refresh_token',
            'client_credentials',
        ]);
        assert.deepEqual(await clients.get(id), created);
        const changed = await clients.update(id, { description: 'Changed', jwt_configuration: { alg: 'RS256' } });
        assert.deepEqual(changed, {
            ...created,
            description: 'Changed',
            jwt_configuration: { ...created.jwt_configuration, alg: 'RS256' },
        });
        await clients.delete(id);
        await assert.rejects(clients.get(id), {
            body: {
                statusCode: 404,
                error: 'Not Found',
                message: 'The client does not exist',
                errorCode: 'inexistent_client',
            },
        });
    });

    it('merges a change at every level, and removes what is null', async () => {
        const { clients } = tenant.management;
        const created = await clients.create({
            name: 'Merged',
            client_metadata: { colour: 'blue', size: 'small' },
            addons: { samlp: { audience: 'urn:a', recipient: 'https://example.com' } },
            initiate_login_uri: 'https://example.com/login',
            description: 'Before',
            callbacks: ['https://example.com/a', 'https://example.com/b'],
        });
        const id = String(created.client_id);
        const changed = await clients.update(id, {
            client_metadata: { colour: null, shape: 'round' },
            addons: { samlp: { audience: 'urn:b' } },
            initiate_login_uri: '',
            description: '',
            callbacks: ['https://example.com/c'],
            refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
        });
        assert.deepEqual(changed.client_metadata, { size: 'small', shape: 'round' });
        assert.deepEqual(changed.addons, { samlp: { audience: 'urn:b', recipient: 'https://example.com' } });
        assert.deepEqual(changed.callbacks, ['https://example.com/c']);
        assert.deepEqual([changed.initiate_login_uri, changed.description], [undefined, '']);
        assert.deepEqual(changed.refresh_token, {
            ...created.refresh_token,
            rotation_type: 'rotating',
            expiration_type: 'expiring',
        });
        const response = await tenant.call('PATCH', `/api/v2/clients/${id}`, { addons: null });
        assert.equal('addons' in ((await response.json()) as object), false);
    });

    it('has the defaults that Auth0 gives to clients with and without a secret', async () => {
        const { clients } = tenant.management;
        const lifetimes = ({ refresh_token: token }: Awaited<ReturnType<typeof clients.create>>) => [
            token?.token_lifetime,
            token?.idle_token_lifetime,
        ];
        const plain = await clients.create({ name: 'Plain' });
        assert.deepEqual(lifetimes(plain), [2_592_000, 1_296_000]);
        const secret = await clients.create({ name: 'Web', token_endpoint_auth_method: 'client_secret_post' });
        assert.deepEqual(lifetimes(secret), [31_557_600, 2_592_000]);
        const open = await clients.create({ name: 'Spa', app_type: 'spa', token_endpoint_auth_method: 'none' });
        assert.deepEqual(lifetimes(open), [2_592_000, 1_296_000]);
        assert.deepEqual(open.grant_types, ['authorization_code', 'implicit', 'refresh_token']);
    });

    it('lists clients by page and by checkpoint', async () => {
        const { client_id: id } = await tenant.management.clients.create({ name: 'Listed' });
        const ids: unknown[] = [];
        for await (const client of await tenant.management.clients.list({ per_page: 1 })) ids.push(client.client_id);
        assert.ok(ids.includes(id) && ids.includes(tenant.clientId));
        const response = await tenant.call('GET', '/api/v2/clients?take=1');
        const { clients, next } = (await response.json()) as { clients: object[]; next?: string };
        assert.equal(clients.length, 1);
        assert.equal(typeof next, 'string');
    });

    it('hides secrets from tokens that may not read keys', async () => {
        const { management } = tenant;
        const reader = await management.clients.create({ name: 'Reader' });
        const grant = await management.clientGrants.create({
            client_id: String(reader.client_id),
            audience: `https://${tenant.domain}/api/v2/`,
            scope: ['read:clients'],
        });
        const asReader = tenant.managementAs(String(reader.client_id), String(reader.client_secret));
        const shown = await asReader.clients.get(tenant.clientId);
        assert.equal(shown.client_secret, undefined);
        assert.equal((await management.clients.get(tenant.clientId)).client_secret, tenant.clientSecret);
        await management.clientGrants.delete(String(grant.id));
    });

    it('grants a client the Management API, once, and takes it back', async () => {
        const { clients, clientGrants } = tenant.management;
        const audience = `https://${tenant.domain}/api/v2/`;
        const client = await clients.create({ name: 'Worker' });
        const request = { client_id: String(client.client_id), audience, scope: ['read:users'] };
        const credentials = { client_id: String(client.client_id), client_secret: String(client.client_secret) };
        const ask = () => tenant.askToken({ ...credentials, grant_type: 'client_credentials', audience });
        assert.equal((await ask()).status, 403);
        const grant = await clientGrants.create(request);
        assert.match(String(grant.id), /^cgr_/);
        assert.equal((await ask()).body['scope'], 'read:users');
        await assert.rejects(clientGrants.create(request), { statusCode: 409 });
        const listed = await clientGrants.list({ client_id: request.client_id });
        assert.deepEqual(
            listed.data.map(({ id }) => id),
            [grant.id],
        );
        await clientGrants.delete(String(grant.id));
        assert.equal((await ask()).status, 403);
    });
});
