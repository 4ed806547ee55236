import assert from 'node:assert/strict';
import {
    assertEachOnce,
    canLogIn,
    change,
    create,
    isThere,
    oldIdsOf,
    remove,
    userOf,
    usersIn,
} from './look-at-the-world.ts';
import { beforeFirst, betweenImportAndVerification, isUpdate, stopAfterExports, stopAtSecondImport } from './meddle.ts';
import { type ConvergedReport, openWorld, people, type World } from './open-world.ts';

describe('a world that changes while users move', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    /** Every user of the source has one fate. */
    const assertAccounted = (report: ConvergedReport, sourceUsers: number): void => {
        const { imported, existing, excluded, rejected, deletedInTarget } = report;
        assert.equal(report.sourceUsers, sourceUsers);
        assert.equal(imported + existing + excluded + rejected + deletedInTarget, sourceUsers);
    };
    const NEWCOMER = { email: 'newcomer@example.com', password: 'Newcomer-pass-1', email_verified: true };

    it('counts who edited a profile between import and verification, and later users still move', async () => {
        world = await openWorld({
            users: people(6),
            passwords: "{ whenMissing: 'reset' }",
        });
        betweenImportAndVerification(world, async () => {
            const { user_id: id } = await userOf(world.target, 'user-3@example.com');
            await change(world.target, id, { name: 'Renamed by herself', user_metadata: { theme: 'dark' } });
        });
        const first = await world.complete();
        assert.deepEqual([first.imported, first.isVerified, first.verified.mismatched], [6, true, 0]);
        assert.equal(first.verified.changedSince, 1);
        world.target.proxy.interferences = {};
        await create(world.source, NEWCOMER);
        const second = await world.complete();
        assertAccounted(second, 7);
        assert.equal(second.imported, 7);
        const renamed = await userOf(world.target, 'user-3@example.com');
        assert.equal(renamed['name'], 'Renamed by herself');
        assert.equal(await isThere(world.target, NEWCOMER.email), true);
    });

    it('comes to its end when somebody deletes an account between import and verification', async () => {
        world = await openWorld({ users: people(6), passwords: "{ whenMissing: 'reset' }" });
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, 'user-3@example.com')).user_id);
        });
        const first = await world.attempt();
        world.target.proxy.interferences = {};
        const report = first.report ?? (await world.complete());
        assertAccounted(report, 6);
        assert.equal(report.isVerified, true);
        await create(world.source, NEWCOMER);
        const second = await world.complete();
        assertAccounted(second, 7);
        assert.equal(await isThere(world.target, NEWCOMER.email), true);
        const ids = (await usersIn(world.target)).flatMap(oldIdsOf);
        assert.equal(new Set(ids).size, ids.length, 'nobody is there twice');
    });

    it('leaves deleted who was imported, verified and deleted in the target', async () => {
        world = await openWorld({ users: people(5) });
        await world.complete();
        await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
        const report = await world.complete();
        assert.deepEqual([report.imported, report.deletedInTarget], [4, 1]);
        assertAccounted(report, 5);
        assert.equal(await isThere(world.target, 'user-2@example.com'), false);
    });

    it('brings back who was deleted in the target when the definition says so', async () => {
        world = await openWorld({ users: people(5), definition: "deletedInTarget: 'restore'," });
        await world.complete();
        await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
        const report = await world.complete();
        assert.deepEqual([report.imported, report.deletedInTarget], [5, 0]);
        await assertEachOnce(world.target, people(5));
    });

    it('moves a change of the source, though the number of users is the same', async () => {
        world = await openWorld({ users: people(5) });
        await world.complete();
        await change(world.source, 'auth0|u00002', {
            name: 'Married Name',
            given_name: 'Ann',
            user_metadata: { number: 22 },
            app_metadata: { roles: ['editor'] },
        });
        await change(world.source, 'auth0|u00003', { blocked: true });
        await change(world.source, 'auth0|u00004', { email: 'moved@example.com', email_verified: true });
        const report = await world.complete();
        assert.deepEqual([report.sourceUsers, report.imported, report.existing, report.isVerified], [5, 5, 0, true]);
        const changed = await userOf(world.target, 'user-2@example.com');
        assert.deepEqual([changed['name'], changed['given_name']], ['Married Name', 'Ann']);
        assert.deepEqual(changed['user_metadata'], { number: 22 });
        assert.deepEqual(changed['app_metadata'], { roles: ['editor'], previous_user_id: 'auth0|u00002' });
        assert.equal((await userOf(world.target, 'user-3@example.com'))['blocked'], true);
        const moved = await userOf(world.target, 'moved@example.com');
        assert.deepEqual([oldIdsOf(moved), moved['email_verified']], [['auth0|u00004'], true]);
        assert.deepEqual([report.thisPass.new, report.thisPass.updated, report.thisPass.unchanged], [0, 3, 2]);
        const persons = people(5).map((person) =>
            person.user_id === 'u00004' ? { ...person, email: 'moved@example.com' } : person,
        );
        await assertEachOnce(world.target, persons);
    });

    it('leaves a change that was made in the target alone', async () => {
        world = await openWorld({ users: people(4) });
        await world.complete();
        const { user_id: id } = await userOf(world.target, 'user-2@example.com');
        await change(world.target, id, { name: 'Of the target', user_metadata: { number: 2, theme: 'dark' } });
        await change(world.source, 'auth0|u00003', { name: 'Of the source' });
        const report = await world.complete();
        assert.deepEqual([report.thisPass.changedInTarget, report.thisPass.updated], [1, 1]);
        const kept = await userOf(world.target, 'user-2@example.com');
        assert.deepEqual([kept['name'], kept['user_metadata']], ['Of the target', { number: 2, theme: 'dark' }]);
        assert.equal((await userOf(world.target, 'user-3@example.com'))['name'], 'Of the source');
    });

    for (const [rule, name] of [
        ['report', 'Of the target'],
        ['target-wins', 'Of the target'],
        ['source-wins', 'Of the source'],
    ] as const) {
        it(`goes by the rule for a field that changed on both sides: ${rule}`, async () => {
            world = await openWorld({ users: people(3), definition: rule === 'report' ? '' : `conflicts: '${rule}',` });
            await world.complete();
            const { user_id: id } = await userOf(world.target, 'user-2@example.com');
            await change(world.target, id, { name: 'Of the target' });
            await change(world.source, 'auth0|u00002', { name: 'Of the source' });
            const report = await world.complete();
            assertAccounted(report, 3);
            const reported = rule === 'report' ? { CHANGED_ON_BOTH_SIDES: 1 } : {};
            assert.deepEqual(report.excludedByReason, reported);
            assert.equal((await userOf(world.target, 'user-2@example.com'))['name'], name);
        });
    }

    it('counts who is gone from the source, and leaves them in the target', async () => {
        world = await openWorld({ users: people(4) });
        await world.complete();
        await remove(world.source, 'auth0|u00004');
        const report = await world.complete();
        assert.deepEqual([report.sourceUsers, report.imported, report.goneFromSource], [3, 3, 1]);
        assert.equal(await isThere(world.target, 'user-4@example.com'), true);
    });

    it('counts a user once, whichever pass brought it, and each pass beside it', async () => {
        world = await openWorld({ users: people(4), passwords: "{ hashExport: HASHES, whenMissing: 'reset' }" });
        const first = await world.complete();
        await create(world.source, NEWCOMER);
        const second = await world.complete();
        assert.deepEqual([first.imported, second.imported, second.existing], [4, 5, 0]);
        assert.deepEqual([second.thisPass.new, second.thisPass.unchanged], [1, 4]);
        assert.deepEqual(
            second.passes.map(({ pass, new: imported }) => [pass, imported]),
            [
                [1, 4],
                [2, 1],
            ],
        );
    });

    it('sends a user whole whose account was deleted just before it became the user, with password and block', async () => {
        const persons = people(3).map((person) => ({
            ...person,
            email_verified: true,
            blocked: person.user_id === 'u00003',
        }));
        world = await openWorld({
            users: persons,
            inTarget: persons.map(({ email, password }) => ({
                ...{ user_id: `t-${email.slice(0, 6)}`, email, password },
                ...{ email_verified: true, name: 'As it was' },
            })),
            definition: "existingUsers: 'upsert',",
        });
        beforeFirst(world.target.proxy, isUpdate, async () => {
            for (const number of [2, 3]) {
                await remove(world.target, (await userOf(world.target, `user-${number}@example.com`)).user_id);
            }
        });
        const first = await world.attempt();
        world.target.proxy.interferences = {};
        const report = first.report ?? (await world.complete());
        assert.equal(report.isVerified, true);
        assertAccounted(report, 3);
        assert.equal((await usersIn(world.target)).length, 3);
        assert.equal(await canLogIn(world.target, 'user-2@example.com', 'Pass-of-the-even-2'), true);
        assert.equal((await userOf(world.target, 'user-3@example.com'))['blocked'], true);
    });
});

describe('a run that is stopped on Friday and goes on on Monday', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const persons = people(6).map((person) => ({ ...person, email_verified: true }));

    it('decides by what is true on Monday: erased users stay away, blocked ones arrive blocked', async () => {
        world = await openWorld({ users: persons });
        await stopAfterExports(world);
        await remove(world.source, 'auth0|u00002');
        await change(world.source, 'auth0|u00003', { blocked: true });
        await change(world.source, 'auth0|u00004', { email: 'moved@example.com', email_verified: true });
        const report = await world.complete();
        assert.deepEqual([report.sourceUsers, report.imported, report.isVerified], [5, 5, true]);
        assert.equal(await isThere(world.target, 'user-2@example.com'), false, 'the erased user is not made again');
        assert.equal((await userOf(world.target, 'user-3@example.com'))['blocked'], true);
        assert.deepEqual(oldIdsOf(await userOf(world.target, 'moved@example.com')), ['auth0|u00004']);
        assert.equal(await isThere(world.target, 'user-4@example.com'), false);
    });

    for (const policy of ['merge', 'upsert']) {
        it(`keeps what was written in the target over the weekend: ${policy}`, async () => {
            world = await openWorld({
                users: persons.map((person) => ({ ...person, user_metadata: { theme: 'light' } })),
                inTarget: persons.slice(0, 2).map(({ email, password }, index) => ({
                    ...{ user_id: `t-${index + 1}`, email, password },
                    email_verified: true,
                })),
                definition: `existingUsers: '${policy}',`,
            });
            await stopAfterExports(world);
            const { user_id: id } = await userOf(world.target, 'user-1@example.com');
            await change(world.target, id, {
                user_metadata: { theme: 'dark', language: 'de' },
                app_metadata: { plan: 'gold' },
            });
            await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
            const report = await world.complete();
            assert.deepEqual([report.sourceUsers, report.isVerified], [6, true]);
            const kept = await userOf(world.target, 'user-1@example.com');
            const metadata = { ...(kept['app_metadata'] as object), ...(kept['user_metadata'] as object) };
            if (policy === 'merge') {
                assert.deepEqual(kept['user_metadata'], { theme: 'dark', language: 'de' });
                assert.equal((kept['app_metadata'] as { plan?: string }).plan, 'gold');
            } else {
                assert.equal((metadata as { theme?: string }).theme, 'light', "an upsert takes the source's value");
            }
            // A user who was deleted in the target over the weekend was never ours: it moves as a new one, with its password.
            assert.equal(await canLogIn(world.target, 'user-2@example.com', 'Pass-of-the-even-2'), true);
        });
    }

    it('sends nobody again who was sent on Friday, and everybody else as they are on Monday', async () => {
        world = await openWorld({ users: people(20), passwords: "{ hashExport: HASHES, whenMissing: 'reset' }" });
        const settings = { maxImportFileBytes: 1_500 };
        await stopAtSecondImport(world, settings);
        for (const number of ['01', '20']) await change(world.source, `auth0|u000${number}`, { name: 'Monday' });
        for (const number of ['02', '19']) await remove(world.source, `auth0|u000${number}`);
        await create(world.source, { email: 'monday@example.com', password: 'Monday-pass-1', email_verified: true });
        const report = await world.complete(settings);
        assert.deepEqual([report.sourceUsers, report.imported, report.isVerified], [19, 19, true]);
        for (const number of [1, 20]) {
            assert.equal((await userOf(world.target, `user-${number}@example.com`))['name'], 'Monday');
        }
        assert.equal(await isThere(world.target, 'user-19@example.com'), false);
        const ids = (await usersIn(world.target)).flatMap(oldIdsOf);
        assert.equal(new Set(ids).size, ids.length, 'nobody is there twice');
    });
});
