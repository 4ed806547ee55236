import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { formatPlan, inspectMigration, planMigration } from '../../../migrator/index.ts';
import { usersIn } from './look-at-the-world.ts';
import { isExport } from './meddle.ts';
import { openWorld, people, type World } from './open-world.ts';

describe('what is refused or said before anything moves', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const exportsBegun = () =>
        [world.source, world.target].flatMap(({ proxy }) => proxy.requests.filter(isExport)).length;

    for (const phase of ['cutover', 'decommission'] as const) {
        it(`the phase ${phase} of a run that has moved nobody`, async () => {
            world = await openWorld({ users: people(3) });
            const { error, report } = await world.attempt({ phase });
            assert.equal(report, undefined);
            assert.equal(error?.code, 'NOT_VERIFIED');
            assert.equal((await usersIn(world.target)).length, 0);
            assert.equal(exportsBegun(), 0);
        });
    }

    it('users who are left to log in, where the target has no import mode', async () => {
        world = await openWorld({ users: people(3), passwords: "{ hashExport: HASHES, whenMissing: 'lazy' }" });
        const { error, report } = await world.attempt();
        assert.equal(report, undefined);
        assert.equal(error?.code, 'LAZY_WITHOUT_IMPORT_MODE');
        assert.equal((await usersIn(world.target)).length, 0);
        const { refusals } = await inspectMigration(world.settings());
        assert.ok(refusals.map(({ code }): string => code).includes('LAZY_WITHOUT_IMPORT_MODE'));
    });

    it('roles and organizations that are left behind: a loss of the plan', async () => {
        world = await openWorld({ users: people(2) });
        const { management } = world.source.tenant;
        const role = await management.roles.create({ name: 'support' });
        await management.roles.users.assign(String(role.id), { users: ['auth0|u00001'] });
        const plan = await planMigration(world.settings());
        const losses = plan.losses.map(({ what }) => what).join('; ');
        assert.match(losses, /roles/);
        assert.match(losses, /permissions/);
        assert.match(losses, /organization/);
        assert.match(formatPlan(plan), /roles/);
    });

    it('the plan of an encrypted run: the preview shows it', async () => {
        process.env['AUTH0_USER_MIGRATION_KEY'] = randomBytes(32).toString('hex');
        try {
            world = await openWorld({ users: people(3) });
            const { digest } = await planMigration(world.settings());
            const { plan } = await inspectMigration(world.settings());
            assert.equal(plan?.digest, digest);
            assert.equal(plan.users.new, 3);
        } finally {
            Reflect.deleteProperty(process.env, 'AUTH0_USER_MIGRATION_KEY');
        }
    });
});
