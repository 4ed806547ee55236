import assert from 'node:assert/strict';
import type { Clock } from '../../../migrator/index.ts';
import { importsOf } from '../running/open-migration.ts';
import { assertEachOnce } from './look-at-the-world.ts';
import { isImport, stopAtSecondImport } from './meddle.ts';
import { openWorld, people, type World, type WorldSide } from './open-world.ts';

const HOUR_MS = 3_600_000;

describe('the time of a run', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const order = async ({ tenant }: WorldSide, fault: object): Promise<void> => {
        const answer = await tenant.fetch(`https://${tenant.domain}/_local/faults`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(fault),
        });
        assert.equal(answer.status, 201);
    };

    it('is over while another run holds the slots: the budget is obeyed', async () => {
        world = await openWorld({
            users: people(20),
            targetSeed: [{ connection: { name: 'another' } }],
            targetTenant: { control: true },
        });
        await order(world.target, { kind: 'endless-job', route: 'POST /api/v2/jobs/users-imports', count: 2 });
        const { target } = world.settings();
        const stopFirst = new AbortController();
        const stopSecond = new AbortController();
        const { promise: hasBoth, resolve } = Promise.withResolvers<undefined>();
        world.target.proxy.interferences = {
            afterTenant: (passing) => {
                if (isImport(passing) && importsOf(world.target.proxy).length >= 2) resolve(undefined);
                return undefined;
            },
        };
        const first = world.attempt({
            runId: 'another',
            target: { ...target, connectionName: 'another' },
            signal: stopFirst.signal,
            maxImportFileBytes: 1_500,
        });
        await hasBoth;
        const timer = setTimeout(() => {
            stopSecond.abort(new Error('the budget was not obeyed'));
        }, 280_000);
        // Long enough for a slow machine to come to the slots.
        const { error } = await world.attempt({ timeBudgetMinutes: 1 / 6, signal: stopSecond.signal });
        clearTimeout(timer);
        stopFirst.abort(new Error('enough'));
        await first;
        assert.equal(error?.code, 'TIME_BUDGET_SPENT');
        assert.match(
            error.message,
            /Done: 0 users sent in 0 import jobs\. Left of pass 1: 20 of 20 users in the stage import, then/,
        );
        assert.equal(stopSecond.signal.aborted, false);
    });

    /** A clock that is apart from the tenant's, and on which nobody may sleep for more than a minute. */
    const clockApart = (apartMs: number): Clock & { readonly sleeps: number[] } => {
        const sleeps: number[] = [];
        return {
            sleeps,
            now: () => Date.now() + apartMs,
            sleep: (ms, signal) => {
                sleeps.push(ms);
                if (ms > 60_000) return Promise.reject(new Error(`asked to wait for ${ms} ms`));
                return new Promise((resolve, reject) => {
                    signal?.throwIfAborted();
                    const timer = setTimeout(resolve, ms);
                    signal?.addEventListener('abort', () => {
                        clearTimeout(timer);
                        reject(signal.reason as Error);
                    });
                });
            },
        };
    };

    for (const hours of [4, -4]) {
        it(`waits for nothing longer than a minute when its clock is ${hours} hours off`, async () => {
            world = await openWorld({ users: people(20), targetTenant: { control: true } });
            for (const route of ['POST /api/v2/jobs/users-imports', 'POST /api/v2/jobs/users-exports']) {
                await order(world.target, { kind: 'rate-limit', route, count: 1, reset_in_s: 1 });
            }
            const clock = clockApart(hours * HOUR_MS);
            const report = await world.complete({ clock, maxImportFileBytes: 1_500 });
            assert.deepEqual([report.imported, report.isVerified], [20, true]);
            assert.ok(Math.max(...clock.sleeps) <= 60_000, `${Math.max(...clock.sleeps)} ms`);
        });

        it(`waits for nothing longer than a minute when its clock was ${hours} hours off before`, async () => {
            world = await openWorld({ users: people(20), targetTenant: { jobRate: 10 } });
            const settings = { maxImportFileBytes: 1_500, expectedUsersPerSecond: 10 };
            const wrong = clockApart(hours * HOUR_MS);
            await stopAtSecondImport(world, { ...settings, clock: wrong });
            const right = clockApart(0);
            const report = await world.complete({ ...settings, clock: right });
            assert.deepEqual([report.imported, report.isVerified], [20, true]);
            assert.ok(Math.max(...wrong.sleeps, ...right.sleeps) <= 60_000, `${Math.max(...right.sleeps)} ms`);
            await assertEachOnce(world.target, people(20));
        });
    }
});
