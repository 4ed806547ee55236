import assert from 'node:assert/strict';
import { beforeFirst } from '../converge/meddle.ts';
import type { PassingRequest } from '../running/interfering-proxy.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const API = 'https://shop.example.com';
const PATH = encodeURIComponent(API);
const scopes = (...names: string[]) => ({ scopes: names.map((value) => ({ value, description: `Can ${value}` })) });
const isRead = ({ method, path }: PassingRequest) => method === 'GET' && /\/resource-servers\/./.test(path);
const isWritten = ({ method, path }: PassingRequest) => method === 'PATCH' && path.includes('/resource-servers/');

describe('scopes that the run adds to an API', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    beforeEach(async () => {
        world = await openTwoTenants("permissions: { missing: 'create' },");
        const [{ management: here }, { management: there }] = [world.source.tenant, world.target.tenant];
        await here.resourceServers.create({ identifier: API, ...scopes('read', 'write') });
        await there.resourceServers.create({ identifier: API, ...scopes('own') });
        const permissions = [{ resource_server_identifier: API, permission_name: 'write' }];
        await here.users.permissions.create(world.idOf(0), { permissions });
    });
    afterEach(() => world.close());

    const scopesThere = async () => {
        const { scopes: found = [] } = await world.target.tenant.management.resourceServers.get(PATH);
        return found.map(({ value, description }) => `${value}: ${String(description)}`);
    };
    const edit = (...names: string[]) => world.target.tenant.management.resourceServers.update(PATH, scopes(...names));
    const writes = () => world.target.proxy.requests.filter(isWritten);

    it('join one that somebody has added meanwhile', async () => {
        beforeFirst(world.target.proxy, isRead, () => edit('own', 'late'));
        assert.equal((await world.run()).report?.isVerified, true);
        assert.deepEqual(await scopesThere(), ['own: Can own', 'late: Can late', 'write: undefined']);
    });

    it('join one that somebody has added while Auth0 made the call wait', async () => {
        let reads = 0;
        world.target.proxy.interferences = {
            beforeTenant(passing) {
                if (isRead(passing)) reads += 1;
                if (isRead(passing) && reads === 2) return edit('own', 'late').then(() => undefined);
                if (!isWritten(passing) || reads > 1) return undefined;
                return { status: 429, headers: {}, body: Buffer.from('{"statusCode":429,"message":"Wait."}') };
            },
        };
        await world.run();
        assert.deepEqual(await scopesThere(), ['own: Can own', 'late: Can late', 'write: undefined']);
    });

    it('are not written where somebody has added them meanwhile', async () => {
        beforeFirst(world.target.proxy, isRead, () => edit('own', 'write'));
        assert.equal((await world.run()).report?.isVerified, true);
        assert.deepEqual(writes(), []);
        assert.deepEqual(await scopesThere(), ['own: Can own', 'write: Can write']);
    });
});
