import { formatProgress, formatRestart, type ProcessDeath, type Progress } from '../migrator/index.ts';

const REDRAW_MS = 1_000;
const PLAIN_LINE_MS = 30_000;

/** Where progress goes: over one line of a terminal, or into a log as a line now and then. */
export interface ProgressStream {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
}

/** What calls a function again and again, until it is told to stop. */
export type Repeat = (callback: () => void, everyMs: number) => () => void;

/** Shows where the work of a command is, until it is closed. */
export interface ProgressDisplay {
    readonly show: (progress: Progress) => void;
    /** Says that the process that did the work died and was started again. */
    readonly showRestart: (death: ProcessDeath) => void;
    /** Leaves nothing on the terminal. */
    readonly close: () => void;
}

/**
 * Opens the display of progress: at a terminal one line that is written over each second, elsewhere a line every 30 seconds, so that nobody
 * takes a build for hanging.
 *
 * @param flags - `quiet` shows nothing
 */
export function openProgress(
    { quiet }: { readonly quiet?: true },
    stream: ProgressStream = process.stderr,
    repeat: Repeat = repeatUnheld,
): ProgressDisplay {
    const isTerminal = stream.isTTY === true;
    let newest: Progress | undefined;
    let receivedAt = 0;
    let isDrawn = false;
    const clear = (): void => {
        if (isDrawn) stream.write('\r\u001b[K');
        isDrawn = false;
    };
    const write = (): void => {
        if (newest === undefined) return;
        const text = formatProgress(newest, performance.now() - receivedAt);
        if (!isTerminal) {
            stream.write(`${text}\n`);
            return;
        }
        // A line that wraps could not be written over.
        stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
        isDrawn = true;
    };
    const stop = quiet === true ? () => undefined : repeat(write, isTerminal ? REDRAW_MS : PLAIN_LINE_MS);
    return {
        show(progress) {
            newest = progress;
            receivedAt = performance.now();
            if (isTerminal && quiet !== true) write();
        },
        showRestart(death) {
            clear();
            stream.write(`${formatRestart(death)}\n`);
        },
        close() {
            stop();
            clear();
        },
    };
}

function repeatUnheld(callback: () => void, everyMs: number): () => void {
    const timer = setInterval(callback, everyMs).unref();
    return () => {
        clearInterval(timer);
    };
}
