import assert from 'node:assert/strict';
import { ClockOffset } from '../../../migrator/imports/clock-offset.ts';

describe('the clock of import jobs', () => {
    const noon = Date.UTC(2026, 10, 22, 12, 0, 0, 7);

    it('is not misled by an answer that was late, however far the clocks are apart', () => {
        for (const apartMs of [0, -90_000, 90_000]) {
            const clock = new ClockOffset();
            const made = [0, 10_000, 20_000, 30_000].map((ms, index) => {
                const answerMs = index === 2 ? 900 : 3;
                return clock.madeAt(noon + ms + apartMs, noon + ms + answerMs);
            });
            assert.deepEqual(
                made.map((at) => at - noon),
                [3, 10_003, 20_003, 30_003],
            );
        }
    });

    it('follows clocks that drift apart', () => {
        const clock = new ClockOffset();
        // A tenth of a second in a hundred jobs.
        for (let job = 0; job < 100; job += 1) {
            const madeAt = noon + job * 9_000;
            const lateMs = clock.madeAt(madeAt - job, madeAt) - madeAt;
            assert.ok(Math.abs(lateMs) <= 16, `${lateMs} ms`);
        }
    });

    it('goes by the answer where the tenant says nothing, or only whole seconds', () => {
        const clock = new ClockOffset();
        assert.equal(clock.madeAt(undefined, noon), noon);
        for (const ms of [0, 9_000, 18_000]) assert.equal(clock.madeAt(noon - 7 + ms, noon + ms), noon + ms);
    });
});
