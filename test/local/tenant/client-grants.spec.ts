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
                subject_type: 'client',
            },
        ]);
    });

    it('can be of all scopes, also of those that come later', async () => {
        const { clientGrants, resourceServers } = tenant.management;
        const changed = await clientGrants.update(grantId, { allow_all_scopes: true });
        assert.deepEqual([changed.allow_all_scopes, changed.scope], [true, undefined]);
        const [api] = (await resourceServers.list({ identifiers: [API] })).data;
        const scopes = [{ value: 'a' }, { value: 'b' }, { value: 'c' }];
        await resourceServers.update(String(api?.id), { scopes });
        assert.equal(await scopeOfToken(), 'a b c');
        const named = await clientGrants.update(grantId, { allow_all_scopes: false, scope: ['b'] });
        assert.deepEqual([named.allow_all_scopes, named.scope], [false, ['b']]);
        assert.equal(await scopeOfToken(), 'b');
    });

    it('can be of a client for users, of kinds of details, or the default of other clients', async () => {
        const { clientGrants } = tenant.management;
        const forUsers = await clientGrants.create({
            client_id: 'app',
            audience: API,
            scope: [],
            subject_type: 'user',
            authorization_details_types: ['payment'],
        });
        assert.deepEqual(
            [forUsers.subject_type, forUsers.scope, forUsers.authorization_details_types],
            ['user', [], ['payment']],
        );
        assert.equal(await scopeOfToken(), 'a');
        const byDefault = await clientGrants.create({
            default_for: 'third_party_clients',
            audience: API,
            scope: ['a'],
        });
        assert.deepEqual(
            [byDefault.client_id, byDefault.subject_type, byDefault.default_for],
            [undefined, 'client', 'third_party_clients'],
        );
        const { data } = await clientGrants.list({ default_for: 'third_party_clients' });
        assert.deepEqual(
            data.map(({ id }) => id),
            [byDefault.id],
        );
        await assert.rejects(clientGrants.create({ audience: API, scope: [] }), { statusCode: 400 });
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
