import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { ProgressLine } from '../../components/progress-line.ts';

describe('the progress at a resource', () => {
    beforeEach(() => {
        mock.timers.enable({ apis: ['setInterval'] });
    });
    afterEach(() => {
        mock.timers.reset();
    });

    /** Opens a line whose text counts the calls of its format, at an engine that answers as it is told. */
    const open = (isWatched: boolean, isThere = true) => {
        const shown: string[] = [];
        const line = new ProgressLine({
            show: (text) => {
                shown.push(text);
                return Promise.resolve(isThere);
            },
            isThere: () => Promise.resolve(isThere),
            isWatched,
        });
        return { line, shown };
    };

    it('is shown each second to somebody who watches, and never twice the same', () => {
        const { line, shown } = open(true);
        line.set(() => 'one');
        mock.timers.tick(3_000);
        line.set(() => 'two');
        mock.timers.tick(2_000);
        line.close();
        mock.timers.tick(5_000);
        assert.deepEqual(shown, ['one', 'two']);
    });

    it('is a line every 30 seconds in a pipeline: 360 in three hours', () => {
        const { line, shown } = open(false);
        let seconds = 0;
        line.set(() => `after ${(seconds += 1)}`);
        mock.timers.tick(3 * 3_600_000);
        line.close();
        assert.equal(shown.length, 360);
    });

    it('notices that the engine is gone, also while there is nothing to show', async () => {
        const { line } = open(false, false);
        for (let second = 0; second < 5; second += 1) {
            assert.equal(line.signal.aborted, false);
            mock.timers.tick(1_000);
            await Promise.resolve();
            await Promise.resolve();
        }
        assert.equal(line.signal.aborted, true);
        line.close();
    });
});
