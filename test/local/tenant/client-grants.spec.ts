import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const API = 'https://api.example.com/';
const CLIENT = { client_id: 'app', client_secret: 'app-secret' };

describe('local tenant, client grants', () => {
    let tenant: OpenTenant;
    let grantId: string;

    beforeEach(async () => {
        tenant = await openTenant({ seed: [{ client: { name: 'App', ...CLIENT } }] });
        await tenant.management.resourceServers.create({
            identifier: API,
            name: 'API',
            scopes: [{ value: 'a' }, { value: 'b' }],
        });
        const grant = await tenant.management.clientGrants.create({ client_id: 'app', audience: API, scope: ['a'] });
        grantId = String(grant.id);
    });
    afterEach(() => tenant.close());

    const scopeOfToken = async () =>
        (await tenant.askToken({ ...CLIENT, grant_type: 'client_credentials', audience: API })).body['scope'];

    it('decide which scopes the client’s tokens have, from their change on', async () => {
        assert.equal(await scopeOfToken(), 'a');
        const changed = await tenant.management.clientGrants.update(grantId, { scope: ['a', 'b'] });
        assert.deepEqual(changed.scope, ['a', 'b']);
        assert.equal(await scopeOfToken(), 'a b');
    });

    it('keep what a change does not name', async () => {
        await tenant.management.clientGrants.update(grantId, {
            organization_usage: 'allow',
            allow_any_organization: true,
        });
        const { data } = await tenant.management.clientGrants.list({ client_id: 'app' });
        assert.deepEqual(data, [
            {
                id: grantId,
                client_id: 'app',
                audience: API,
                scope: ['a'],
                organization_usage: 'allow',
                allow_any_organization: true,
            },
        ]);
    });

    it('can’t be moved to another client or API, made twice, or made for what is not there', async () => {
        const call = async (method: string, path: string, body: object) =>
            (await tenant.call(method, `/api/v2/client-grants${path}`, body)).status;
        assert.equal(await call('PATCH', `/${grantId}`, { audience: 'https://other.example.com/' }), 400);
        assert.equal(await call('PATCH', `/${grantId}`, { client_id: 'other' }), 400);
        assert.equal(await call('PATCH', '/cgr_none', { scope: [] }), 404);
        assert.equal(await call('POST', '', { client_id: 'app', audience: API, scope: [] }), 409);
        assert.equal(await call('POST', '', { client_id: 'nobody', audience: API, scope: [] }), 404);
        assert.equal(
            await call('POST', '', { client_id: 'app', audience: 'https://none.example.com/', scope: [] }),
            404,
        );
    });

    it('end with their deletion', async () => {
        await tenant.management.clientGrants.delete(grantId);
        const { status, body } = await tenant.askToken({ ...CLIENT, grant_type: 'client_credentials', audience: API });
        assert.deepEqual([status, body['error']], [403, 'access_denied']);
    });
});
