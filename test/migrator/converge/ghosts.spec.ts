import assert from 'node:assert/strict';
import { noSearchLag } from '../running/no-search-lag.ts';
import { assertEachOnce, canLogIn, usersIn } from './look-at-the-world.ts';
import { openWorld, people, type World } from './open-world.ts';

const ghostOf = (number: number) => ({ ghost: { connection: 'customers', email: `user-${number}@example.com` } });
const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('ghosts that change while they are repaired', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('are checked again just before the delete: one that became whole stays', async () => {
        world = await openWorld({
            users: people(12),
            targetSeed: numbersTo(12).map(ghostOf),
            definition: 'ghosts: { repair: { max: 12 } },',
        });
        const { tenant, proxy } = world.target;
        const [connection] = (await tenant.management.connections.list({ name: 'customers' })).data;
        const whole = new Map<string, string>();
        proxy.interferences = {
            beforeTenant: async ({ method, path, query }) => {
                if (method !== 'DELETE' || !path.endsWith('/users') || whole.size > 0) return undefined;
                // While the first ghost is deleted, three that are far from it log in, and are whole from then on.
                const first = Number(/user-(\d+)@/.exec(query.get('email') ?? '')?.[1]);
                for (const number of [4, 5, 6].map((step) => ((first - 1 + step) % 12) + 1)) {
                    const email = `user-${number}@example.com`;
                    await tenant.call(
                        'DELETE',
                        `/api/v2/connections/${String(connection?.id)}/users?email=${encodeURIComponent(email)}`,
                    );
                    const made = await tenant.call('POST', '/api/v2/users', {
                        ...{ connection: 'customers', email, password: 'Chosen-in-a-reset-1', email_verified: true },
                        user_metadata: { since: 'the login' },
                    });
                    whole.set(email, ((await made.json()) as { user_id: string }).user_id);
                }
                return undefined;
            },
        };
        const first = await world.attempt({ clock: noSearchLag });
        proxy.interferences = {};
        const report = first.report ?? (await world.complete());
        assert.equal(whole.size, 3);
        const users = await usersIn(world.target);
        for (const [email, id] of whole) {
            const user = users.find((other) => other.email === email);
            assert.equal(user?.user_id, id, 'the whole user is not deleted');
            assert.deepEqual(user['user_metadata'], { since: 'the login' });
            assert.equal(await canLogIn(world.target, email, 'Chosen-in-a-reset-1'), true);
        }
        assert.equal(users.length, 12);
        assert.equal(report.imported + report.existing + report.excluded + report.rejected, 12);
        assert.ok(report.imported >= 9);
    });

    it('are repaired in parts under a budget, and the progress is kept: 60 with 12 an attempt', async () => {
        world = await openWorld({
            users: people(60),
            targetSeed: numbersTo(60).map(ghostOf),
            definition: 'ghosts: { repair: { max: 60 } },',
        });
        // Time passes by deletes alone, a second for each.
        let now = Date.now();
        const clock = {
            now: () => now,
            sleep: (ms: number, signal?: AbortSignal) =>
                new Promise<void>((resolve, reject) => {
                    signal?.throwIfAborted();
                    const timer = setTimeout(resolve, Math.min(ms, 5));
                    signal?.addEventListener('abort', () => {
                        clearTimeout(timer);
                        reject(signal.reason as Error);
                    });
                }),
        };
        let deletes = 0;
        world.target.proxy.interferences = {
            beforeTenant: ({ method, path }) => {
                if (method !== 'DELETE' || !path.endsWith('/users')) return undefined;
                deletes += 1;
                now += 1_000;
                return undefined;
            },
        };
        let last = await world.attempt({ clock, timeBudgetMinutes: 12.5 / 60 });
        for (let attempts = 1; last.error !== undefined && attempts < 10; attempts += 1) {
            assert.equal(last.error.code, 'TIME_BUDGET_SPENT');
            last = await world.attempt({ clock, timeBudgetMinutes: 12.5 / 60 });
        }
        assert.deepEqual([last.report?.imported, last.report?.rejected, last.report?.isVerified], [60, 0, true]);
        assert.ok(deletes < 120, `${deletes} deletes`);
        await assertEachOnce(world.target, people(60));
    });
});
