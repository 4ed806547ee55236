import assert from 'node:assert/strict';
import { type OpenTenant, openTenant } from './open-tenant.ts';

describe('local tenant, who sees the options of a connection', () => {
    let tenant: OpenTenant;
    const configuration = { url: 'https://legacy.example.com' };

    before(async () => {
        const client = { client_id: 'limited', client_secret: 'limited-secret', name: 'Limited' };
        const scope = ['read:connections', 'update:connections'];
        tenant = await openTenant({
            seed: [{ connection: { name: 'db', options: { configuration } } }, { client: { ...client, scope } }],
        });
    });

    after(() => tenant.close());

    it('shows the configuration of scripts encrypted, and each time the same', async () => {
        const read = async () => (await tenant.management.connections.list({ name: 'db' })).data[0]?.options;
        const shown = Object(await read()) as { configuration: { url: string } };
        assert.match(shown.configuration.url, /^2\.0\$[0-9a-f]+\$[0-9a-f]+\$[0-9a-f]+$/);
        assert.deepEqual(await read(), shown);
    });

    it('keeps the options from those without their scope', async () => {
        const { connections } = tenant.managementAs('limited', 'limited-secret');
        const [connection] = (await connections.list({ name: 'db' })).data;
        assert.equal(connection?.options, undefined);
        const id = String(connection?.id);
        await assert.rejects(connections.update(id, { options: {} }), {
            statusCode: 403,
            message: /Insufficient scope, expected any of: update:connections_options/,
        });
        await connections.update(id, { display_name: 'Database' });
    });
});
