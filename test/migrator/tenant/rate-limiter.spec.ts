import assert from 'node:assert/strict';
import { rateGroupOf } from '../../../migrator/tenant/rate-group.ts';
import { RateLimiter } from '../../../migrator/tenant/rate-limiter.ts';
import { createSkippingClock, type SkippingClock } from '../running/skipping-clock.ts';

describe('the rate limiter', () => {
    let clock: SkippingClock;
    beforeEach(() => {
        clock = createSkippingClock();
    });

    /** A bucket as Auth0 describes it, with traffic that is not ours. */
    function createBucket(burst: number, perSecond: number) {
        let tokens = burst;
        let filledAt = Math.floor(clock.now() / 1000);
        let lowest = burst;
        let refused = 0;
        return {
            call(limiter: RateLimiter) {
                const now = Math.floor(clock.now() / 1000);
                tokens = Math.min(burst, tokens + (now - filledAt) * perSecond);
                filledAt = now;
                if (tokens < 1) refused += 1;
                else tokens -= 1;
                lowest = Math.min(lowest, tokens);
                const headers = new Headers({
                    'x-ratelimit-limit': String(burst),
                    'x-ratelimit-remaining': String(Math.floor(tokens)),
                    'x-ratelimit-reset': String(now + 1),
                });
                limiter.record('read-users', headers);
                return Promise.resolve();
            },
            take: (count: number) => {
                tokens = Math.max(0, tokens - count);
            },
            seen: () => ({ lowest, refused }),
        };
    }

    it('lets calls pass while it knows of no limit', async () => {
        const limiter = new RateLimiter(clock);
        for (let call = 0; call < 100; call += 1) await limiter.run('read-users', () => Promise.resolve());
        assert.deepEqual(clock.sleeps, []);
    });

    for (const [plan, burst, perSecond] of [
        ['free', 2, 2],
        ['enterprise', 50, 16],
        ['essentials', 40, 8],
    ] as const) {
        it(`is never refused on the plan ${plan}, leaves others their share, and uses the rest`, async () => {
            const limiter = new RateLimiter(clock, 0.8);
            const bucket = createBucket(burst, perSecond);
            const startedAt = clock.now();
            for (let call = 0; call < 500; call += 1) await limiter.run('read-users', () => bucket.call(limiter));
            const { lowest, refused } = bucket.seen();
            assert.equal(refused, 0);
            assert.ok(lowest >= Math.min(burst - 1, Math.ceil(burst * 0.2)) - 1, `down to ${lowest} of ${burst}`);
            const seconds = (clock.now() - startedAt) / 1000;
            // One second's refill a second, at most; a limit of 2 leaves 1 to others.
            const possible = (500 - burst) / (burst === 2 ? 1 : perSecond);
            assert.ok(seconds < possible * 1.35 + 5, `${seconds} s where ${possible} s are possible`);
        });
    }

    it('stays below a limit that many calls at once would break', async () => {
        const limiter = new RateLimiter(clock, 0.8);
        const bucket = createBucket(10, 10);
        await limiter.run('read-users', () => bucket.call(limiter));
        await Promise.all(Array.from({ length: 100 }, () => limiter.run('read-users', () => bucket.call(limiter))));
        assert.equal(bucket.seen().refused, 0);
    });

    it('makes room when others use the budget, without being told by a refusal', async () => {
        const limiter = new RateLimiter(clock, 0.8);
        const bucket = createBucket(50, 16);
        for (let call = 0; call < 200; call += 1) {
            bucket.take(1);
            await limiter.run('read-users', () => bucket.call(limiter));
        }
        assert.equal(bucket.seen().refused, 0);
    });

    it('holds up no other group', async () => {
        const limiter = new RateLimiter(clock);
        const headers = { limit: '10', remaining: '0', reset: String(clock.now() / 1000 + 30) };
        limiter.record(
            'read-users',
            new Headers(Object.entries(headers).map(([name, value]) => [`x-ratelimit-${name}`, value])),
        );
        await limiter.run('others', () => Promise.resolve());
        assert.deepEqual(clock.sleeps, []);
        await limiter.run('read-users', () => Promise.resolve());
        assert.ok(clock.sleeps.some((ms) => ms >= 29_000));
    });

    it('does not believe a reset that is hours away', async () => {
        const limiter = new RateLimiter(clock);
        const headers = { limit: '10', remaining: '0', reset: String(clock.now() / 1000 + 7200) };
        limiter.record(
            'others',
            new Headers(Object.entries(headers).map(([name, value]) => [`x-ratelimit-${name}`, value])),
        );
        await assert.doesNotReject(Promise.race([limiter.run('others', () => Promise.resolve()), Promise.resolve()]));
        assert.ok(clock.sleeps.every((ms) => ms < 66_000));
    });

    it('counts calls with those that Auth0 counts them with', () => {
        assert.equal(rateGroupOf('GET', '/api/v2/users-by-email'), 'read-users');
        assert.equal(rateGroupOf('DELETE', '/api/v2/users/auth0%7C1'), 'delete-users');
        assert.equal(rateGroupOf('DELETE', '/api/v2/connections/con_1/users'), 'delete-users');
        assert.equal(rateGroupOf('GET', '/api/v2/connections'), 'read-connections');
        assert.equal(rateGroupOf('POST', '/api/v2/jobs/users-imports'), 'others');
        assert.equal(rateGroupOf('GET', '/api/v2/jobs/job_1'), 'others');
    });
});
