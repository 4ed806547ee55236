import assert from 'node:assert/strict';
import { beforeFirst } from '../converge/meddle.ts';
import type { PassingRequest } from '../running/interfering-proxy.ts';
import { type OpenMigration, readLines } from '../running/open-migration.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const API = 'https://shop.example.com';
const SCOPES = ['delete:orders', 'read:orders', 'write:orders'];
const permissions = (names: readonly string[]) => ({
    permissions: names.map((name) => ({ resource_server_identifier: API, permission_name: name })),
});
const isPermissionGiven = ({ method, path }: PassingRequest) =>
    method === 'POST' && /\/users\/[^/]*\/permissions$/.test(path);
const isMemberRoleGiven = ({ method, path }: PassingRequest) =>
    method === 'POST' && /\/members\/[^/]*\/roles$/.test(path);

describe('something that is gone in the moment before it is written', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    afterEach(() => world.close());

    const both = (act: (sdk: OpenMigration['tenant']['management']) => Promise<unknown>) =>
        Promise.all([act(world.source.tenant.management), act(world.target.tenant.management)]);
    const withScopes = () =>
        both((sdk) => sdk.resourceServers.create({ identifier: API, scopes: SCOPES.map((value) => ({ value })) }));

    it('is a permission: the user gets all others, and the list names the one', async () => {
        world = await openTwoTenants("permissions: 'copy',");
        await withScopes();
        const { management: here } = world.source.tenant;
        await here.users.permissions.create(world.idOf(0), permissions(SCOPES));
        beforeFirst(world.target.proxy, isPermissionGiven, () =>
            world.target.tenant.management.resourceServers.update(encodeURIComponent(API), {
                scopes: SCOPES.slice(1).map((value) => ({ value })),
            }),
        );
        // Another pass finds that the scope is missing.
        await assert.rejects(world.run(), { code: 'ASSIGNMENTS_MISSING_IN_TARGET' });
        assert.deepEqual((await world.heldByMoved(0)).permissions, SCOPES.slice(1));
        assert.deepEqual(
            (await readLines(world.source.fileOf('pass-1-unassigned.ndjson'))).map(({ kind, item }) => [kind, item]),
            [['permissions', `${API} delete:orders`]],
        );
    });

    it('is the user: one call tells, however many permissions there are', async () => {
        world = await openTwoTenants("permissions: 'copy',");
        await withScopes();
        await world.source.tenant.management.users.permissions.create(world.idOf(0), permissions(SCOPES));
        let calls = 0;
        world.target.proxy.interferences = {
            async beforeTenant(passing) {
                if (!isPermissionGiven(passing)) return undefined;
                calls += 1;
                if (calls === 1) await world.target.tenant.management.users.delete(await world.movedIdOf(0));
                return undefined;
            },
        };
        const { report } = await world.run();
        assert.equal(calls, 1);
        assert.equal(report?.isVerified, true);
        assert.equal((await readLines(world.source.fileOf('pass-1-unassigned.ndjson'))).length, SCOPES.length);
    });

    it('is a role of a member: the member gets all others', async () => {
        world = await openTwoTenants("organizations: 'copy',");
        const roles = ['editor', 'reader', 'writer'];
        const made = await both(async (sdk) => {
            const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
            const ids = await Promise.all(roles.map(async (name) => (await sdk.roles.create({ name })).id ?? ''));
            return { acme, ids };
        });
        const [here, there] = made as { acme: string; ids: string[] }[];
        const { members } = world.source.tenant.management.organizations;
        await members.create(here?.acme ?? '', { members: [world.idOf(0)] });
        await members.roles.assign(here?.acme ?? '', world.idOf(0), { roles: here?.ids ?? [] });
        beforeFirst(world.target.proxy, isMemberRoleGiven, () =>
            world.target.tenant.management.roles.delete(there?.ids[0] ?? ''),
        );
        await assert.rejects(world.run(), { code: 'ASSIGNMENTS_MISSING_IN_TARGET' });
        assert.deepEqual((await world.heldByMoved(0)).organizations, ['acme: reader+writer']);
    });

    it('is one of ten members who leave, or one of several permissions that go: the others go all the same', async () => {
        world = await openTwoTenants("organizations: 'copy', permissions: 'copy',");
        await withScopes();
        const [here = '', there = ''] = (await both(
            async (sdk) => (await sdk.organizations.create({ name: 'acme' })).id ?? '',
        )) as string[];
        const ten = Array.from({ length: 10 }, (_, number) => world.idOf(number));
        const { management: sdk } = world.source.tenant;
        await sdk.organizations.members.create(here, { members: ten });
        await sdk.users.permissions.create(world.idOf(0), permissions(SCOPES));
        await world.run();
        await sdk.organizations.members.delete(here, { members: ten });
        await sdk.users.permissions.delete(world.idOf(0), permissions(SCOPES));
        const gone = await world.movedIdOf(3);
        const isGone = ({ method, body }: PassingRequest) =>
            method === 'DELETE' && (body.includes(gone) || body.includes(SCOPES[1] ?? ''));
        const refusal = { statusCode: 404, error: 'Not Found', message: 'It does not exist.' };
        world.target.proxy.interferences = {
            beforeTenant: (passing) =>
                isGone(passing)
                    ? {
                          status: 404,
                          headers: { 'content-type': 'application/json' },
                          body: Buffer.from(JSON.stringify(refusal)),
                      }
                    : undefined,
        };
        await world.run();
        const left = await world.target.tenant.management.organizations.members.list(there);
        assert.deepEqual(
            left.data.map(({ user_id: id }) => id),
            [gone],
        );
        assert.deepEqual((await world.heldByMoved(0)).permissions, [SCOPES[1]]);
    });
});
