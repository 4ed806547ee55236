import { isMigrationError } from '../errors.ts';
import type { RunTime } from '../run/run-time.ts';

/**
 * Gives the time of a group: once begun, it is brought to its end although the run is to stop, so that no ID has two users until the next attempt.
 * Only another process that takes the run over ends it at once.
 */
export function groupTimeOf(time: RunTime): RunTime {
    const lost = new AbortController();
    const onAbort = () => {
        const reason: unknown = time.signal.reason;
        if (isMigrationError(reason) && reason.code === 'RUN_LOCKED') lost.abort(reason);
    };
    if (time.signal.aborted) onAbort();
    else time.signal.addEventListener('abort', onAbort, { once: true });
    return {
        ...time,
        signal: lost.signal,
        stopIfAsked() {
            lost.signal.throwIfAborted();
        },
        sleep: (ms) => time.clock.sleep(ms, lost.signal),
        close() {
            time.signal.removeEventListener('abort', onAbort);
        },
    };
}
