import { formatProgress, formatRestart, type ProcessDeath, type Progress } from '../migrator/index.ts';
import { openStatusLine, type Repeat, type StatusStream } from './status-line.ts';

/** Shows where the work of a command is, until it is closed. */
export interface ProgressDisplay {
    readonly show: (progress: Progress) => void;
    /** Says that the process that did the work died and was started again. */
    readonly showRestart: (death: ProcessDeath) => void;
    /** Leaves nothing on the terminal. */
    readonly close: () => void;
}

/**
 * Opens the display of progress.
 *
 * @param flags - `quiet` shows nothing
 */
export function openProgress(
    { quiet }: { readonly quiet?: true },
    stream: StatusStream = process.stderr,
    repeat?: Repeat,
): ProgressDisplay {
    const line = quiet === true ? undefined : openStatusLine(stream, repeat);
    return {
        show(progress) {
            const receivedAt = performance.now();
            line?.set(() => formatProgress(progress, performance.now() - receivedAt));
        },
        showRestart(death) {
            line?.clear();
            stream.write(`${formatRestart(death)}\n`);
        },
        close() {
            line?.close();
        },
    };
}
