import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { inspectMigration, planMigration } from '../../../migrator/index.ts';
import { assertEachOnce, canLogIn, change, create, isThere, remove, userOf, usersIn } from './look-at-the-world.ts';
import { hashRecordsOf, openWorld, people, type World } from './open-world.ts';

describe('the cure that a refusal names', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const refusalsOf = async () => (await inspectMigration(world.settings())).refusals.map(({ code }) => code);

    it('works for hashes that were missing: the export is completed', async () => {
        world = await openWorld({ users: people(4) });
        const records = await hashRecordsOf(people(4));
        await world.writeHashes(records.slice(0, 2));
        assert.equal((await world.attempt()).error?.code, 'PASSWORD_HASHES_MISSING');
        await world.writeHashes(records);
        const report = await world.complete();
        assert.deepEqual([report.imported, report.isVerified], [4, true]);
        await assertEachOnce(world.target, people(4));
    });

    it('works for users who were in the target: they are deleted there', async () => {
        const [ann] = people(1);
        assert.ok(ann);
        world = await openWorld({
            users: people(3),
            inTarget: [{ ...ann, user_id: 'there' }],
            definition: "existingUsers: 'refuse',",
        });
        assert.equal((await world.attempt()).error?.code, 'EXISTING_USERS_REFUSED');
        await remove(world.target, (await userOf(world.target, ann.email)).user_id);
        assert.equal((await world.complete()).imported, 3);
        await assertEachOnce(world.target, people(3));
    });

    it('works for a plan that was not approved: the new plan is approved', async () => {
        world = await openWorld({ users: people(3), passwords: "{ hashExport: HASHES, whenMissing: 'reset' }" });
        const { digest: old } = await planMigration(world.settings());
        await create(world.source, { email: 'first@example.com', password: 'First-pass-1' });
        assert.equal((await world.attempt({ approvedPlan: old })).error?.code, 'PLAN_NOT_APPROVED');
        await create(world.source, { email: 'second@example.com', password: 'Second-pass-1' });
        const { digest } = await planMigration(world.settings());
        const report = await world.complete({ approvedPlan: digest });
        assert.equal(report.imported, 5);
    });

    it('is told with what differs from the plan that was approved', async () => {
        world = await openWorld({ users: people(3), passwords: "{ hashExport: HASHES, whenMissing: 'reset' }" });
        const { digest } = await planMigration(world.settings());
        await create(world.source, { email: 'first@example.com', password: 'First-pass-1' });
        const { error } = await world.attempt({ approvedPlan: digest });
        assert.equal(error?.code, 'PLAN_NOT_APPROVED');
        const words = error.message.replaceAll(/[0-9a-f]{64}/g, '');
        assert.match(words, /\b4\b.*\b3\b|\b3\b.*\b4\b|\b1 (more|new|additional)/s, words);
    });

    it('is not needed where nothing was decided anew: a log-in changes no plan', async () => {
        world = await openWorld({ users: people(3) });
        const { digest } = await planMigration(world.settings());
        assert.equal(await canLogIn(world.source, 'user-1@example.com', 'Pass-of-the-odd-1'), true);
        const report = await world.complete({ approvedPlan: digest });
        assert.equal(report.imported, 3);
    });

    it('is asked for again when the run may delete more', async () => {
        world = await openWorld({ users: people(2) });
        const { digest } = await planMigration(world.settings());
        await world.edit({ definition: 'ghosts: { repair: { max: 5 } },' });
        assert.equal((await world.attempt({ approvedPlan: digest })).error?.code, 'PLAN_NOT_APPROVED');
        assert.equal((await usersIn(world.target)).length, 0);
    });

    it('is asked for again when the target is another', async () => {
        world = await openWorld({ users: people(2), targetSeed: [{ connection: { name: 'another' } }] });
        const { digest } = await planMigration(world.settings());
        const { target } = world.settings();
        const { error } = await world.attempt({
            runId: 'other',
            target: { ...target, connectionName: 'another' },
            approvedPlan: digest,
        });
        assert.equal(error?.code, 'PLAN_NOT_APPROVED');
    });

    describe('is not needed by a finished migration', () => {
        it('whose hash export was deleted', async () => {
            world = await openWorld({ users: people(3) });
            await world.complete();
            await rm(world.hashExport);
            assert.deepEqual(await refusalsOf(), []);
            const report = await world.complete();
            assert.deepEqual([report.imported, report.isVerified], [3, true]);
        });

        it('where one more person signed up: who cannot go is listed, everything else goes on', async () => {
            world = await openWorld({ users: people(3) });
            await world.complete();
            await rm(world.hashExport);
            await create(world.source, { user_id: 'late', email: 'late@example.com', password: 'Late-pass-123' });
            await change(world.source, 'auth0|u00002', { name: 'Married Name' });
            assert.deepEqual(await refusalsOf(), []);
            const report = await world.complete();
            assert.deepEqual([report.sourceUsers, report.imported], [4, 3]);
            assert.deepEqual(report.excludedByReason, { PASSWORD_HASH_MISSING: 1 });
            assert.equal((await userOf(world.target, 'user-2@example.com'))['name'], 'Married Name');
            assert.equal(await isThere(world.target, 'late@example.com'), false);
        });

        it('and the cure that it names for who is left is taken', async () => {
            world = await openWorld({ users: people(3) });
            await world.complete();
            await create(world.source, { user_id: 'late', email: 'late@example.com', password: 'Late-pass-123' });
            await world.attempt();
            await world.edit({ passwords: "{ hashExport: HASHES, whenMissing: 'reset' }" });
            const report = await world.complete();
            assert.deepEqual([report.imported, report.excluded, report.isVerified], [4, 0, true]);
            assert.equal(await isThere(world.target, 'late@example.com'), true);
            await assertEachOnce(world.target, people(3), 1);
        });
    });
});
