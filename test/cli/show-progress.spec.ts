import assert from 'node:assert/strict';
import { openProgress } from '../../cli/show-progress.ts';
import type { Progress } from '../../migrator/index.ts';

const PROGRESS: Progress = {
    ...{ stage: 'import', done: 1_200, total: 5_000, usersPerSecond: 110 },
    ...{ jobsRunning: 2, slots: 2, remainingMs: 90_000 },
};
const LINE = 'import 1,200 of 5,000 · 110 users/s · 2 of 2 jobs · 1 min 30 s left';

/** Opens a display whose time is driven by hand. */
function open(options: { readonly isTTY: boolean; readonly columns?: number; readonly quiet?: true }) {
    const written: string[] = [];
    const state: { tick: () => void; everyMs: number | undefined } = { tick: () => undefined, everyMs: undefined };
    const { isTTY, columns = 120, quiet } = options;
    const display = openProgress(
        quiet === undefined ? {} : { quiet },
        { isTTY, columns, write: (text) => written.push(text) },
        (callback, everyMs) => {
            Object.assign(state, { tick: callback, everyMs });
            return () => {
                state.tick = () => undefined;
            };
        },
    );
    return { display, written, state };
}

describe('the progress of a command', () => {
    it('is one line of a terminal that is written over, and cleared at the end', () => {
        const { display, written, state } = open({ isTTY: true });
        display.show(PROGRESS);
        assert.deepEqual(written, [`\r\u001b[K${LINE}`]);
        state.tick();
        assert.equal(state.everyMs, 1_000);
        assert.match(written[1] ?? '', /^\r\u001b\[Kimport 1,200/);
        display.close();
        assert.equal(written.at(-1), '\r\u001b[K');
    });

    it('is never longer than the terminal, whose next line it could not clear', () => {
        const { display, written } = open({ isTTY: true, columns: 40 });
        display.show(PROGRESS);
        assert.equal(written[0], `\r\u001b[K${LINE.slice(0, 39)}`);
    });

    it('is a plain line every 30 seconds elsewhere', () => {
        const { display, written, state } = open({ isTTY: false });
        display.show(PROGRESS);
        assert.deepEqual(written, []);
        assert.equal(state.everyMs, 30_000);
        state.tick();
        assert.deepEqual(written, [`${LINE}\n`]);
        display.close();
        assert.equal(written.length, 1);
    });

    it('is silent with `--quiet`, but for a process that died', () => {
        for (const isTTY of [true, false]) {
            const { display, written, state } = open({ isTTY, quiet: true });
            display.show(PROGRESS);
            state.tick();
            display.close();
            assert.deepEqual(written, []);
        }
    });

    it('makes room for what is said meanwhile', () => {
        const { display, written } = open({ isTTY: true });
        display.show(PROGRESS);
        display.showRestart({
            ...{ pid: 7, signal: 'SIGKILL', exitCode: undefined, startFailure: undefined },
            lastLines: [],
        });
        assert.equal(written[1], '\r\u001b[K');
        assert.match(written[2] ?? '', /SIGKILL.*\n$/s);
    });
});
