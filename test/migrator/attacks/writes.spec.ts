import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../migrator/clock.ts';
import { canLogIn, change, create, isThere, remove, signUp, userOf, usersIn } from '../converge/look-at-the-world.ts';
import {
    beforeFirst,
    betweenImportAndVerification,
    isDownload,
    isExport,
    isImport,
    isUpdate,
    stopAfterExports,
    stopAtLost,
} from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';
import { importsOf } from '../running/open-migration.ts';

describe('attacks on what is written and told', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const verified = (count: number) => people(count).map((person) => ({ ...person, email_verified: true }));
    // The request that writes users is lost, and the attempt stops before it is repeated.
    const stopAtWrite = () => stopAtLost(world, (passing) => isImport(passing) || isUpdate(passing));

    it('does not lose a change whose request was lost when its user logs in meanwhile', async () => {
        world = await openWorld({ users: verified(2) });
        await world.complete();
        await change(world.source, 'auth0|u00002', { user_metadata: { consent: 'revoked' } });
        await stopAtWrite();
        // Later than the second within which a poll sees a job end.
        for (const lostAt = Date.now(); Date.now() < lostAt + 1_500; )
            assert.equal(await canLogIn(world.target, 'user-2@example.com', 'Pass-of-the-even-2'), true);
        const { report, error } = await world.attempt();
        const { user_metadata: metadata } = await userOf(world.target, 'user-2@example.com');
        const isWritten = (metadata as { consent?: string } | undefined)?.consent === 'revoked';
        const isListed = (report?.excludedByReason['CHANGED_ON_BOTH_SIDES'] ?? 0) === 1;
        assert.ok(isWritten || isListed || error !== undefined, JSON.stringify(report?.thisPass));
    });

    it('does not take an account for a moved user because a request about it was lost', async () => {
        world = await openWorld({
            users: verified(1),
            inTarget: [{ user_id: 't1', email: 'user-1@example.com', email_verified: true, password: 'Target-pass-1' }],
            definition: "existingUsers: 'upsert',",
        });
        await stopAtWrite();
        await change(world.target, 'auth0|t1', { email: 'elsewhere@example.com', email_verified: true });
        const { report } = await world.attempt();
        assert.equal(report?.imported, 1);
        assert.equal(await isThere(world.target, 'user-1@example.com'), true, 'the user was moved');
        assert.equal(await canLogIn(world.target, 'user-1@example.com', 'Pass-of-the-odd-1'), true);
    });

    it('goes by the policy of now for an account about which a request was lost', async () => {
        world = await openWorld({
            users: verified(1),
            inTarget: [
                {
                    ...{ user_id: 't1', email: 'user-1@example.com', email_verified: true, password: 'Target-pass-1' },
                    name: 'Of the target',
                },
            ],
            definition: "existingUsers: 'upsert',",
        });
        await stopAtWrite();
        await world.edit({ definition: "existingUsers: 'skip'," });
        const { report } = await world.attempt();
        assert.equal((await userOf(world.target, 'user-1@example.com'))['name'], 'Of the target');
        assert.deepEqual([report?.imported, report?.existing], [0, 1]);
    });

    it('comes to its end when somebody signed up with the address of a user whose request was lost', async () => {
        world = await openWorld({ users: people(2) });
        await stopAtWrite();
        await signUp(world.target, { email: 'user-2@example.com', password: 'Pass-of-the-attacker-2' });
        const report = await world.complete();
        assert.deepEqual([report.imported, report.existing, report.isVerified], [1, 1, true]);
    });

    it('leaves deleted who was changed and deleted before the verification', async () => {
        world = await openWorld({ users: people(2), passwords: "{ whenMissing: 'reset' }" });
        await world.complete();
        await change(world.source, 'auth0|u00002', { blocked: true });
        let isChanged = false;
        world.target.proxy.interferences = {
            beforeTenant: async (passing) => {
                if (passing.method === 'PATCH') isChanged = true;
                if (!isChanged || !isExport(passing) || !(await isThere(world.target, 'user-2@example.com')))
                    return undefined;
                await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
                return undefined;
            },
        };
        const report = await world.complete();
        assert.equal(isChanged, true);
        assert.equal(await isThere(world.target, 'user-2@example.com'), false);
        assert.deepEqual([report.imported, report.deletedInTarget], [1, 1]);
    });

    it('does not undo an edit that was made after a verification failed', async () => {
        world = await openWorld({ users: people(2), passwords: "{ whenMissing: 'reset' }" });
        // Auth0 stores something else than was sent, twice.
        world.target.proxy.interferences = {
            beforeTenant: (passing) =>
                isImport(passing) || isUpdate(passing)
                    ? {
                          ...passing,
                          body: Buffer.from(passing.body.toString('latin1').replace('User 2', 'Usar 2'), 'latin1'),
                      }
                    : undefined,
        };
        const first = await world.attempt();
        assert.equal(first.error?.code, 'VERIFICATION_FAILED');
        world.target.proxy.interferences = {};
        const { user_id: id } = await userOf(world.target, 'user-2@example.com');
        // Later than the second within which a poll sees a job end.
        for (const failedAt = Date.now(); Date.now() < failedAt + 1_500; )
            await change(world.target, id, { name: 'Chosen by herself', user_metadata: { theme: 'dark' } });
        await world.complete();
        const now = await userOf(world.target, 'user-2@example.com');
        assert.deepEqual([now['name'], now['user_metadata']], ['Chosen by herself', { number: 2, theme: 'dark' }]);
    });

    it('sends nobody without approval in a second pass of the attempt', async () => {
        world = await openWorld({ users: people(3), passwords: "{ whenMissing: 'reset' }" });
        const probe = await world.attempt({ approvedPlan: '0'.repeat(32) });
        assert.equal(probe.error?.code, 'PLAN_NOT_APPROVED');
        const digest = /digest ([0-9a-f]+)/.exec(probe.error.message)?.[1];
        assert.ok(digest);
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, 'user-3@example.com')).user_id);
            await create(world.source, { email: 'new@example.com', password: 'New-pass-1234', email_verified: true });
        });
        const { report } = await world.attempt({ approvedPlan: digest, maxSnapshotAgeHours: 0 });
        assert.equal(await isThere(world.target, 'new@example.com'), false, JSON.stringify(report?.passes));
    });

    it('does not undo an edit because an answer was lost', async () => {
        world = await openWorld({ users: verified(3) });
        await world.complete();
        for (const number of [1, 2, 3]) await change(world.source, `auth0|u0000${number}`, { given_name: 'Given' });
        let isDone = false;
        world.target.proxy.interferences = {
            afterTenant: async (passing) => {
                const { user_id: id } = await userOf(world.target, 'user-2@example.com');
                if (!isUpdate(passing) || !decodeURIComponent(passing.path).endsWith(id) || isDone) return undefined;
                isDone = true;
                // Later than the second within which a poll sees a job end.
                for (const endedAt = Date.now(); Date.now() < endedAt + 1_500; )
                    await change(world.target, id, { given_name: 'Chosen', name: 'Chosen by herself' });
                return 'cut' as never;
            },
        };
        await world.attempt();
        const now = await userOf(world.target, 'user-2@example.com');
        assert.deepEqual([now['name'], now['given_name']], ['Chosen by herself', 'Chosen']);
    });

    it('does not count as imported who was seen to be deleted', async () => {
        world = await openWorld({ users: people(3) });
        await world.complete();
        const exports = () => world.target.proxy.requests.filter(isExport).length;
        const before = exports();
        let isDone = false;
        world.target.proxy.interferences = {
            beforeTenant: async (passing) => {
                // The second export of the attempt is the verification's.
                if (isDone || !isExport(passing) || exports() < before + 2) return undefined;
                isDone = true;
                await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
                return undefined;
            },
        };
        const report = await world.complete();
        assert.ok(isDone);
        assert.deepEqual([report.imported, report.deletedInTarget], [2, 1]);
    });

    it('does not forget an update that Auth0 refused', async () => {
        world = await openWorld({ users: verified(2) });
        await world.complete();
        await change(world.source, 'auth0|u00002', { given_name: 'Given' });
        const breakRecord = {
            beforeTenant: (passing: Parameters<typeof isImport>[0]) =>
                isUpdate(passing)
                    ? {
                          ...passing,
                          body: Buffer.from(
                              passing.body.toString('latin1').replace('"given_name":"Given"', '"given_name":12345  '),
                              'latin1',
                          ),
                      }
                    : undefined,
        };
        world.target.proxy.interferences = breakRecord;
        const first = await world.attempt();
        world.target.proxy.interferences = {};
        assert.equal(first.report?.rejected, 1, JSON.stringify(first.error?.message));
        await world.attempt();
        assert.equal((await userOf(world.target, 'user-2@example.com'))['given_name'], 'Given');
        assert.equal(importsOf(world.target.proxy).length > 0, true);
        assert.equal((await usersIn(world.target)).length, 2);
    });

    it('sends nobody without approval in a second pass that looks anew', async () => {
        world = await openWorld({ users: people(3), passwords: "{ whenMissing: 'reset' }" });
        const probe = await world.attempt({ approvedPlan: '0'.repeat(32) });
        const digest = /digest ([0-9a-f]+)/.exec(probe.error?.message ?? '')?.[1];
        assert.ok(digest);
        let offsetMs = 0;
        const clock = { ...systemClock, now: () => Date.now() + offsetMs };
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, 'user-3@example.com')).user_id);
            await create(world.source, { email: 'new@example.com', password: 'New-pass-1234', email_verified: true });
            offsetMs = 6 * 60_000;
        });
        const { report } = await world.attempt({ approvedPlan: digest, clock });
        assert.equal(await isThere(world.target, 'new@example.com'), false);
        assert.equal(report?.awaitingApproval, 2, 'also who is to be sent once more');
    });

    it('leaves no password hash behind in its folder', async () => {
        world = await openWorld({ users: people(3) });
        await world.complete();
        const folder = join(world.runsFolder, 'run');
        for (const name of await readdir(folder)) {
            const text = await readFile(join(folder, name), 'latin1').catch(() => '');
            if (/\$2[aby]\$/.test(text))
                assert.fail(`${name} holds hashes; files: ${(await readdir(folder)).join(' ')}`);
        }
    });

    it('says of a change of the source that cannot be written', async () => {
        world = await openWorld({
            users: people(2),
            definition: "transform: (user) => { if (user.name === 'Bad') throw new Error('no'); return user; },",
        });
        await world.complete();
        await change(world.source, 'auth0|u00002', { name: 'Bad', blocked: true });
        const { report } = await world.attempt();
        const isBlocked = (await userOf(world.target, 'user-2@example.com'))['blocked'] === true;
        assert.ok(isBlocked || (report?.excluded ?? 0) === 1);
    });

    it('does not delete an account that an administrator made again after its user was updated', async () => {
        world = await openWorld({ users: verified(1) });
        await world.complete();
        await change(world.source, 'auth0|u00001', { name: 'Ann' });
        betweenImportAndVerification(world, async () => {
            const user = await userOf(world.target, 'user-1@example.com');
            // Later than the second within which a poll sees a job end.
            for (const endedAt = Date.now(); Date.now() < endedAt + 1_500; )
                await userOf(world.target, 'user-1@example.com');
            await remove(world.target, user.user_id);
            await create(world.target, {
                ...{ email: user.email, email_verified: true, password: 'New-pass-of-ann-1' },
                app_metadata: { previous_user_id: 'auth0|u00001' },
            });
        });
        await world.attempt();
        assert.equal(await canLogIn(world.target, 'user-1@example.com', 'New-pass-of-ann-1'), true);
    });

    it('keeps what was written in the target since a snapshot of an interrupted attempt', async () => {
        world = await openWorld({
            users: verified(2).map((person) => ({ ...person, user_metadata: { theme: 'light' } })),
            inTarget: [{ user_id: 't1', email: 'user-1@example.com', email_verified: true, password: 'Target-pass-1' }],
            definition: "existingUsers: { policy: 'merge', conflicts: 'keep-target' },",
        });
        // The budget is so short that exports count as expensive.
        await stopAfterExports(world, { timeBudgetMinutes: 0.9 / 60 });
        await change(world.target, 'auth0|t1', { user_metadata: { theme: 'dark', language: 'de' } });
        await world.attempt({ timeBudgetMinutes: 0.9 / 60 });
        await world.complete();
        const now = await userOf(world.target, 'user-1@example.com');
        assert.deepEqual(now['user_metadata'], { theme: 'dark', language: 'de' });
    });

    it('keeps an edit that was made in the target after the export and before the update', async () => {
        world = await openWorld({ users: verified(2) });
        await world.complete();
        await change(world.source, 'auth0|u00001', { user_metadata: { theme: 'light' } });
        const { user_id: id } = await userOf(world.target, 'user-1@example.com');
        beforeFirst(
            world.target.proxy,
            ({ method, path }) => method === 'GET' && decodeURIComponent(path).endsWith(id),
            () => change(world.target, id, { user_metadata: { theme: 'dark' } }),
        );
        const { report } = await world.attempt();
        const { user_metadata: metadata } = await userOf(world.target, 'user-1@example.com');
        assert.deepEqual(metadata, { number: 1, theme: 'dark' });
        assert.deepEqual(report?.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
    });

    for (const userIds of ["{ policy: 'retain' }", "{ policy: 'regenerate' }"]) {
        it(`gives a new user the address that a moved one gave up, in the same attempt: ${userIds}`, async () => {
            world = await openWorld({
                users: verified(1),
                passwords: "{ whenMissing: 'reset' }",
                definition: `userIds: ${userIds},`,
            });
            await world.complete();
            await change(world.source, 'auth0|u00001', { email: 'other@example.com', email_verified: true });
            await create(world.source, {
                email: 'user-1@example.com',
                password: 'New-pass-1234',
                email_verified: true,
            });
            const report = await world.complete();
            assert.deepEqual([report.imported, report.existing, report.excluded], [2, 0, 0]);
            assert.equal((await userOf(world.target, 'other@example.com'))['name'], 'User 1');
            assert.notEqual((await userOf(world.target, 'user-1@example.com'))['name'], 'User 1');
            assert.deepEqual(
                report.passes.slice(1).map((pass) => [pass.new, pass.updated]),
                [
                    [0, 1],
                    [1, 0],
                ],
            );
        });
    }

    it('moves later changes when its folder was restored from an older backup', async () => {
        world = await openWorld({ users: verified(4) });
        await world.complete();
        const folder = join(world.runsFolder, 'run');
        const names = ['journal.ndjson', 'ledger.bin'];
        const backup = await Promise.all(
            names.map(async (name) => [name, await readFile(join(folder, name))] as const),
        );
        await change(world.source, 'auth0|u00002', { name: 'Second' });
        await change(world.source, 'auth0|u00003', { email: 'third@example.com', email_verified: true });
        await world.complete();
        for (const [name, content] of backup) await writeFile(join(folder, name), content);
        await remove(world.target, (await userOf(world.target, 'user-4@example.com')).user_id);
        const report = await world.complete();
        assert.deepEqual([report.imported, report.deletedInTarget, report.excluded], [3, 1, 0]);
        await change(world.source, 'auth0|u00002', { name: 'Third' });
        const last = await world.complete();
        assert.deepEqual(last.excludedByReason, {});
        assert.equal((await userOf(world.target, 'user-2@example.com'))['name'], 'Third');
        assert.equal((await usersIn(world.target)).length, 3);
    });

    it('takes what somebody changes in the second of the update for theirs', async () => {
        world = await openWorld({ users: verified(2) });
        await world.complete();
        const { user_id: id } = await userOf(world.target, 'user-1@example.com');
        await change(world.source, 'auth0|u00001', { email: 'moved@example.com', email_verified: false });
        betweenImportAndVerification(world, () => change(world.target, id, { email_verified: true }));
        const report = await world.complete();
        assert.deepEqual(
            [report.isVerified, (await userOf(world.target, 'moved@example.com'))['email_verified']],
            [true, true],
        );
        const again = await world.complete();
        assert.deepEqual([again.isVerified, again.thisPass.updated], [true, 0]);
    });

    it('says no part of a damaged export, and that it was damaged', async () => {
        world = await openWorld({ users: verified(1) });
        world.target.proxy.interferences = {
            afterTenant: (passing, answer) =>
                isDownload(passing)
                    ? { ...answer, body: gzipSync('{"email":"secret@example.com" secret@example.com}\n') }
                    : undefined,
        };
        const { error } = await world.attempt();
        assert.equal(error?.code, 'EXPORT_DAMAGED');
        assert.doesNotMatch(error.message, /secret/);
    });
});
