import assert from 'node:assert/strict';
import { inspectMigration } from '../../../migrator/index.ts';
import { noSearchLag } from '../running/no-search-lag.ts';
import { assertEachOnce, change, create, userOf, usersIn } from './look-at-the-world.ts';
import { openWorld, people, type World } from './open-world.ts';

describe('what may be edited when users were sent', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const RESET = "{ hashExport: HASHES, whenMissing: 'reset' }";

    for (const [what, from, to] of [
        ['transform', 'transform: (user) => ({ ...user, nickname: "a" }),', 'transform: (user) => user,'],
        ['userIds', '', "userIds: { policy: 'prefix', prefix: 'old|' },"],
        ['where the old ID is remembered', '', "userIds: { policy: 'regenerate', rememberAs: 'app_metadata.old' },"],
    ] as const) {
        it(`is not what maps users: ${what}`, async () => {
            world = await openWorld({ users: people(3), definition: from });
            await world.complete();
            await world.edit({ definition: to });
            assert.equal((await world.attempt()).error?.code, 'DEFINITION_CHANGED');
            const { refusals } = await inspectMigration(world.settings());
            assert.deepEqual(
                refusals.map(({ code }) => code),
                ['DEFINITION_CHANGED'],
            );
        });
    }

    it('is the description', async () => {
        world = await openWorld({ users: people(3) });
        await world.complete();
        await world.edit({ description: 'The same people, better described.' });
        assert.deepEqual((await inspectMigration(world.settings())).refusals, []);
        assert.equal((await world.complete()).imported, 3);
    });

    it('is `only`, which is widened', async () => {
        const first = "only: (user) => user.email === 'user-1@example.com' || user.email === 'user-2@example.com',";
        world = await openWorld({ users: people(5), definition: first });
        const { imported, excludedByReason } = await world.complete();
        assert.deepEqual([imported, excludedByReason], [2, { NOT_SELECTED: 3 }]);
        await world.edit({ definition: '' });
        const report = await world.complete();
        assert.deepEqual([report.imported, report.existing, report.excluded, report.isVerified], [5, 0, 0, true]);
        await assertEachOnce(world.target, people(5));
    });

    it('is `only`, which is narrowed: whoever was moved stays moved', async () => {
        world = await openWorld({ users: people(4), passwords: RESET });
        await world.complete();
        await world.edit({ definition: "only: (user) => user.email === 'user-1@example.com'," });
        const report = await world.complete();
        assert.equal(report.isVerified, true);
        assert.equal(report.imported + report.excluded, 4);
        assert.equal((await usersIn(world.target)).length, 4);
    });

    it('is `existingUsers`, for who is left', async () => {
        const persons = people(3).map((person) => ({ ...person, email_verified: true }));
        const [ann] = persons;
        assert.ok(ann);
        world = await openWorld({ users: persons, inTarget: [{ ...ann, user_id: 'there', name: 'Old Name' }] });
        const first = await world.complete();
        assert.deepEqual([first.imported, first.existing], [2, 1]);
        await world.edit({ definition: "existingUsers: 'upsert'," });
        const report = await world.complete();
        assert.deepEqual([report.excluded, report.rejected, report.isVerified], [0, 0, true]);
        assert.equal((await userOf(world.target, ann.email))['name'], 'User 1');
    });

    it('is `ghosts`, for who is left', async () => {
        const ghost = { ghost: { connection: 'customers', email: 'user-2@example.com' } };
        world = await openWorld({ users: people(3), targetSeed: [ghost] });
        const first = await world.complete();
        assert.deepEqual([first.imported, first.rejected], [2, 1]);
        await world.edit({ definition: 'ghosts: { repair: { max: 1 } },' });
        const report = await world.complete({ clock: noSearchLag });
        assert.deepEqual([report.imported, report.rejected, report.isVerified], [3, 0, true]);
        await assertEachOnce(world.target, people(3));
    });

    it('is a setting of speed or time, which is no change: the report says what the run has done in all', async () => {
        world = await openWorld({ users: people(4), passwords: RESET });
        await world.complete();
        const report = await world.complete({ timeBudgetMinutes: 1, maxImportFileBytes: 2_000, rateShare: 0.5 });
        assert.deepEqual([report.imported, report.existing, report.isVerified], [4, 0, true]);
        assert.deepEqual([report.thisPass.new, report.thisPass.unchanged], [0, 4]);
        await create(world.source, { email: 'late@example.com', password: 'Late-pass-123' });
        await change(world.source, 'auth0|u00001', { name: 'Married Name' });
        const third = await world.complete({ maxImportFileBytes: 1_000 });
        assert.equal(third.imported, 5);
    });
});
