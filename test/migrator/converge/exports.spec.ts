import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { systemClock } from '../../../migrator/clock.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { refusal } from '../running/interfering-proxy.ts';
import { noSearchLag } from '../running/no-search-lag.ts';
import { assertEachOnce, change, isThere, remove, usersIn } from './look-at-the-world.ts';
import { isDownload, isExport, stopAtSecondImport } from './meddle.ts';
import { openWorld, people, type World, type WorldSide } from './open-world.ts';

describe('the exports of a run', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    /** Every export of a side ends too early: this part of its users arrives in a file that looks whole. */
    const shorten = ({ proxy }: WorldSide, share: number): void => {
        proxy.interferences = {
            afterTenant: (passing, answer) => {
                if (!isDownload(passing)) return undefined;
                const lines = gunzipSync(answer.body)
                    .toString('utf8')
                    .split('\n')
                    .filter((line) => line !== '');
                const kept = lines.slice(0, Math.floor(lines.length * share)).map((line) => `${line}\n`);
                return { ...answer, body: gzipSync(kept.join('')) };
            },
        };
    };

    for (const share of [0, 0.5]) {
        it(`are refused where the source brings fewer users than it has: ${share * 20} of 20`, async () => {
            world = await openWorld({ users: people(20) });
            shorten(world.source, share);
            const { error, report } = await world.attempt({ clock: noSearchLag });
            assert.equal(report, undefined, 'nobody takes half a tenant for the whole');
            assert.equal(error?.code, 'EXPORT_INCOMPLETE');
            assert.equal((await usersIn(world.target)).length, 0);
            world.source.proxy.interferences = {};
            assert.equal((await world.complete()).imported, 20);
        });
    }

    it('are refused where the target brings fewer users than it has', async () => {
        world = await openWorld({ users: people(20) });
        await world.complete();
        shorten(world.target, 0.5);
        const { error, report } = await world.attempt({ clock: noSearchLag });
        assert.equal(report, undefined);
        assert.equal(error?.code, 'EXPORT_INCOMPLETE');
        world.target.proxy.interferences = {};
        const last = await world.complete();
        assert.deepEqual([last.imported, last.isVerified], [20, true]);
        await assertEachOnce(world.target, people(20));
    });

    it('are refused where the tenant brings fewer users than it has: an ID that another connection has stays unique', async () => {
        world = await openWorld({
            users: people(4),
            definition: "userIds: { policy: 'retain' },",
            targetSeed: [
                { connection: { name: 'bystanders' } },
                ...people(4).map(({ user_id: id }) => ({
                    user: { connection: 'bystanders', user_id: id, email: `${id}@elsewhere.example` },
                })),
            ],
        });
        shorten(world.target, 0);
        const { error } = await world.attempt({ clock: noSearchLag });
        assert.equal(error?.code, 'EXPORT_INCOMPLETE');
        assert.equal((await usersIn(world.target)).length, 0);
        world.target.proxy.interferences = {};
        assert.deepEqual((await world.complete()).excludedByReason, { USER_ID_IN_ANOTHER_CONNECTION: 4 });
    });

    for (const [failing, other] of [
        ['source', 'target'],
        ['target', 'source'],
    ] as const) {
        it(`end together: that of the ${other} is not tried on when that of the ${failing} has failed for good`, async () => {
            world = await openWorld({ users: people(2) });
            const { promise: isTriedAgain, resolve } = Promise.withResolvers<undefined>();
            let tries = 0;
            world[other].proxy.interferences = {
                beforeTenant: (passing) => {
                    if (!isExport(passing)) return undefined;
                    tries += 1;
                    if (tries === 2) resolve(undefined);
                    return refusal(503, 'Service unavailable.');
                },
            };
            world[failing].proxy.interferences = {
                beforeTenant: async (passing) => {
                    if (isExport(passing)) await isTriedAgain;
                    return undefined;
                },
                afterTenant: (passing) => (isExport(passing) ? refusal(400, 'No.') : undefined),
            };
            // Nobody sleeps long on it, so all tries would be over soon.
            const { error } = await world.attempt({ clock: impatientClock });
            assert.equal(error?.code, 'REQUEST_REFUSED');
            const triesOfAttempt = tries;
            for (let call = 0; call < 20; call += 1) await usersIn(world.target);
            assert.equal(tries, triesOfAttempt, 'nothing goes on behind an attempt');
            world[other].proxy.interferences = {};
            world[failing].proxy.interferences = {};
            assert.equal((await world.complete()).imported, 2);
        });
    }

    it('can be lost with everything but the journal: all is made again', async () => {
        world = await openWorld({ users: people(20) });
        const settings = { maxImportFileBytes: 1_500 };
        await stopAtSecondImport(world, settings);
        const folder = join(world.runsFolder, 'run');
        for (const name of await readdir(folder)) {
            if (name !== 'journal.ndjson') await rm(join(folder, name), { recursive: true });
        }
        await change(world.source, 'auth0|u00001', { name: 'Married Name' });
        const report = await world.complete(settings);
        assert.deepEqual([report.imported, report.isVerified], [20, true]);
        await assertEachOnce(world.target, people(20));
    });

    it('are taken up again where they take longer than the time budget: ten attempts come to the end', async () => {
        // Thirty users at ten a second: an export of the source takes three seconds.
        world = await openWorld({ users: people(30), sourceTenant: { jobRate: 1 } });
        let attempts = 0;
        let last = await world.attempt({ timeBudgetMinutes: 0.9 / 60 });
        for (attempts = 1; last.error !== undefined && attempts < 10; attempts += 1) {
            assert.equal(last.error.code, 'TIME_BUDGET_SPENT');
            last = await world.attempt({ timeBudgetMinutes: 0.9 / 60 });
        }
        assert.deepEqual([last.report?.imported, last.report?.isVerified], [30, true]);
        const begun = world.source.proxy.requests.filter(isExport).length;
        assert.ok(begun < attempts, `${begun} exports of the source in ${attempts} attempts`);
        await assertEachOnce(world.target, people(30));
    });

    it('are made anew where an earlier attempt has waited for them, and they are older than snapshots may be', async () => {
        world = await openWorld({ users: people(30), sourceTenant: { jobRate: 10 } });
        let apartMs = 0;
        const clock = { ...systemClock, now: () => Date.now() + apartMs };
        world.source.proxy.interferences = {
            beforeTenant: ({ method, path }) => {
                if (method === 'GET' && path.startsWith('/api/v2/jobs/')) apartMs += 10 * 60_000;
                return undefined;
            },
        };
        const first = await world.attempt({ timeBudgetMinutes: 10, clock });
        assert.equal(first.error?.code, 'TIME_BUDGET_SPENT');
        world.source.proxy.interferences = {};
        await remove(world.source, 'auth0|u00002');
        apartMs += 7 * 3_600_000;
        const { report } = await world.attempt({ timeBudgetMinutes: 10, clock });
        assert.equal(report?.imported, 29);
        assert.equal(await isThere(world.target, 'user-2@example.com'), false);
    });
});
