import assert from 'node:assert/strict';
import { createManualClock } from '../../../local/tenant/index.ts';

describe('manual clock', () => {
    it('runs what falls due, in order, at its own time', () => {
        const clock = createManualClock(1000);
        const seen: string[] = [];
        clock.after(30, () => seen.push(`late at ${clock.now()}`));
        clock.after(10, () => {
            seen.push(`early at ${clock.now()}`);
            clock.after(5, () => seen.push(`follow-up at ${clock.now()}`));
        });
        clock.advance(20);
        assert.deepEqual(seen, ['early at 1010', 'follow-up at 1015']);
        assert.equal(clock.now(), 1020);
        clock.advance(10);
        assert.deepEqual(seen.at(-1), 'late at 1030');
    });

    it('does not run what was cancelled', () => {
        const clock = createManualClock(0);
        const cancel = clock.after(1, () => {
            assert.fail('was cancelled');
        });
        cancel();
        clock.advance(10);
    });
});
