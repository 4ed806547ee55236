import assert from 'node:assert/strict';
import { formatPlan, inspectMigration, planMigration, renderPlanPage } from '../../../migrator/index.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const API = 'https://shop.example.com';
const READ = { permissions: [{ resource_server_identifier: API, permission_name: 'read' }] };
const ALL = Array.from({ length: 12 }, (_, number) => number);
const EVERYTHING = { roles: ['support'], permissions: ['read'], organizations: ['acme: support'] };

describe('the most assignments that a pass removes', function () {
    this.timeout(300_000);
    let world: TwoTenants;
    let acme: string;
    let support: string;
    afterEach(() => world.close());

    const open = async (cap: string): Promise<void> => {
        world = await openTwoTenants(`roles: 'copy', permissions: 'copy', organizations: 'copy', ${cap}`);
        const { target, source } = world;
        for (const { tenant } of [target, source]) {
            const { management: sdk } = tenant;
            await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read' }] });
            ({ id: support = '' } = await sdk.roles.create({ name: 'support' }));
            ({ id: acme = '' } = await sdk.organizations.create({ name: 'acme' }));
        }
        const { management: sdk } = source.tenant;
        const users = ALL.map((number) => world.idOf(number));
        await sdk.roles.users.assign(support, { users });
        for (const members of [users.slice(0, 10), users.slice(10)])
            await sdk.organizations.members.create(acme, { members });
        for (const user of users) {
            await sdk.organizations.members.roles.assign(acme, user, { roles: [support] });
            await sdk.users.permissions.create(user, READ);
        }
        await world.run();
        assert.deepEqual(await world.heldByMoved(0), EVERYTHING);
    };
    const takePermissions = async (): Promise<void> => {
        for (const number of ALL)
            await world.source.tenant.management.users.permissions.delete(world.idOf(number), READ);
    };

    it('stops a source that was emptied by accident, in the plan and in the run, until somebody allows it', async () => {
        await open('maxRemovedAssignments: 35,');
        const { organizations, roles } = world.source.tenant.management;
        await roles.delete(support);
        await organizations.delete(acme);
        const settings = world.source.settings(world.to);
        const plan = await planMigration(settings);
        const removals = { roles: 12, organizations: 12, memberRoles: 12, connections: 0, permissions: 0, links: 0 };
        assert.deepEqual(plan.assignments?.removals, removals);
        assert.deepEqual(
            plan.refusals.map(({ code }) => code),
            ['TOO_MANY_REMOVALS'],
        );
        assert.match(
            formatPlan(plan),
            /removed, since the source no longer has them: 12 roles of users, 12 memberships of organizations, 12 roles of members/,
        );
        assert.match(renderPlanPage(plan), /Removed, since the source no longer has them/);
        assert.equal((await inspectMigration(settings)).mostRemovals, 35);
        await assert.rejects(world.run(), {
            code: 'TOO_MANY_REMOVALS',
            message: /no longer has 36 assignments.*`maxRemovedAssignments: 35`/,
        });
        assert.deepEqual(await world.heldByMoved(0), EVERYTHING);
        const allowed = await world.redefine('maxRemovedAssignments: 35', 'maxRemovedAssignments: 36');
        const { report } = await world.run(allowed);
        assert.deepEqual([report?.isVerified, report?.assignments?.removed], [true, removals]);
        assert.deepEqual(await world.heldByMoved(0), { roles: [], permissions: ['read'], organizations: [] });
    });

    it('counts direct permissions once they are read, and writes nothing else either', async () => {
        await open('maxRemovedAssignments: 11,');
        await takePermissions();
        const { id: late = '' } = await world.source.tenant.management.roles.create({ name: 'late' });
        await world.source.tenant.management.roles.users.assign(late, { users: [world.idOf(0)] });
        await world.target.tenant.management.roles.create({ name: 'late' });
        await assert.rejects(world.run(), { code: 'TOO_MANY_REMOVALS', message: /12 direct permissions/ });
        assert.deepEqual(await world.heldByMoved(0), EVERYTHING);
        await world.source.tenant.management.users.permissions.create(world.idOf(0), READ);
        const { report } = await world.run();
        assert.equal(report?.isVerified, true);
        assert.deepEqual(await world.heldByMoved(0), { ...EVERYTHING, roles: ['late', 'support'] });
        assert.deepEqual((await world.heldByMoved(1)).permissions, []);
    });
});
