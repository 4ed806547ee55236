import assert from 'node:assert/strict';
import type { PassingRequest } from '../running/interfering-proxy.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const API = 'https://shop.example.com';
const READ = { permissions: [{ resource_server_identifier: API, permission_name: 'read' }] };
const EVERYTHING = { roles: ['support'], permissions: ['read'], organizations: ['acme: support'] };

/** Lists of the source: one that says nothing must not say that nobody has anything. */
const LISTS: Readonly<Record<string, RegExp>> = {
    roles: /\/api\/v2\/roles$/,
    'users of a role': /\/roles\/[^/]*\/users$/,
    organizations: /\/api\/v2\/organizations$/,
    members: /\/organizations\/[^/]*\/members$/,
    'permissions of a user': /\/users\/[^/]*\/permissions$/,
};

describe('an answer without a list', function () {
    this.timeout(300_000);
    let world: TwoTenants;
    before(async () => {
        world = await openTwoTenants("roles: 'copy', permissions: 'copy', organizations: 'copy',");
        for (const { tenant } of [world.source, world.target]) {
            const { management: sdk } = tenant;
            await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read' }] });
            const { id: support = '' } = await sdk.roles.create({ name: 'support' });
            const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
            if (tenant === world.target.tenant) continue;
            await sdk.users.roles.assign(world.idOf(0), { roles: [support] });
            await sdk.organizations.members.create(acme, { members: [world.idOf(0)] });
            await sdk.organizations.members.roles.assign(acme, world.idOf(0), { roles: [support] });
            await sdk.users.permissions.create(world.idOf(0), READ);
        }
        await world.run();
        assert.deepEqual(await world.heldByMoved(0), EVERYTHING);
    });
    after(() => world.close());

    for (const [name, path] of Object.entries(LISTS)) {
        it(`takes nothing from anybody: ${name}`, async () => {
            // Before the import, and where nobody asks again, after it.
            let left = 2;
            world.source.proxy.interferences = {
                afterTenant(passing: PassingRequest) {
                    if (left === 0 || passing.method !== 'GET' || !path.test(passing.path)) return undefined;
                    left -= 1;
                    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') };
                },
            };
            const { report } = await world.run();
            assert.equal(left, 0);
            assert.deepEqual(await world.heldByMoved(0), EVERYTHING);
            assert.equal(report?.isVerified, true);
        });
    }
});
