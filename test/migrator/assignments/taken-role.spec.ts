import assert from 'node:assert/strict';
import { beforeFirst } from '../converge/meddle.ts';
import type { PassingRequest } from '../running/interfering-proxy.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const API = 'https://shop.example.com';
const isRoleMade = ({ method, path }: PassingRequest) => method === 'POST' && path.endsWith('/api/v2/roles');

describe('a role that somebody makes while the run makes it', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    afterEach(() => world.close());

    const open = async (): Promise<void> => {
        world = await openTwoTenants("roles: { missing: 'create' }, permissions: { missing: 'create' },");
        const { management: here } = world.source.tenant;
        for (const { tenant } of [world.source, world.target])
            await tenant.management.resourceServers.create({ identifier: API, scopes: [{ value: 'delete:all' }] });
        const { id: admin = '' } = await here.roles.create({ name: 'admin' });
        const permissions = [{ resource_server_identifier: API, permission_name: 'delete:all' }];
        await here.roles.permissions.add(admin, { permissions });
        await here.roles.users.assign(admin, { users: [world.idOf(0)] });
    };
    const makeByHand = async (): Promise<string> =>
        (await world.target.tenant.management.roles.create({ name: 'admin' })).id ?? '';
    const permissionsOf = async (role: string) =>
        (await world.target.tenant.management.roles.permissions.list(role)).data;

    it('gets no permissions from the run', async () => {
        await open();
        let role = '';
        beforeFirst(world.target.proxy, isRoleMade, async () => {
            role = await makeByHand();
        });
        await assert.rejects(world.run(), { code: 'REQUEST_REFUSED', message: /name is already in use/ });
        assert.equal((await world.run()).report?.isVerified, true);
        assert.deepEqual(await permissionsOf(role), []);
    });

    it('gets none either where the request of the run was lost and somebody has it by then', async () => {
        await open();
        const stop = new AbortController();
        world.target.proxy.interferences = {
            beforeTenant(passing) {
                if (!isRoleMade(passing)) return undefined;
                stop.abort();
                return 'cut';
            },
        };
        await assert.rejects(world.run({ signal: stop.signal }));
        world.target.proxy.interferences = {};
        const role = await makeByHand();
        await world.target.tenant.management.users.roles.assign(await world.movedIdOf(1), { roles: [role] });
        assert.equal((await world.run()).report?.isVerified, true);
        assert.deepEqual(await permissionsOf(role), []);
    });
});
