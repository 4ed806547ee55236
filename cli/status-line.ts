const REDRAW_MS = 1_000;
const PLAIN_LINE_MS = 30_000;

/** Where a status goes: over one line of a terminal, or into a log as a line now and then. */
export interface StatusStream {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
}

/** Calls a function repeatedly. @returns what stops it */
export type Repeat = (callback: () => void, everyMs: number) => () => void;

/** A status that is shown until it is closed. */
export interface StatusLine {
    /** Sets what says the status; it is asked again whenever the status is shown. Without it there is no status until the next one. */
    readonly set: (format: (() => string) | undefined) => void;
    /** Takes the status off a terminal, to make room for other text. */
    readonly clear: () => void;
    /** Leaves nothing on the terminal. */
    readonly close: () => void;
}

/**
 * Opens a status: at a terminal one line that is written over each second, elsewhere a line every 30 seconds, so that nobody takes a build for
 * hanging.
 */
export function openStatusLine(stream: StatusStream = process.stderr, repeat: Repeat = repeatUnheld): StatusLine {
    const isTerminal = stream.isTTY === true;
    let format: (() => string) | undefined;
    let isDrawn = false;
    const clear = (): void => {
        if (isDrawn) stream.write('\r\u001b[K');
        isDrawn = false;
    };
    const write = (): void => {
        if (format === undefined) return;
        if (!isTerminal) {
            stream.write(`${format()}\n`);
            return;
        }
        // A line that wraps could not be written over.
        stream.write(`\r\u001b[K${format().slice(0, (stream.columns ?? 80) - 1)}`);
        isDrawn = true;
    };
    const stop = repeat(write, isTerminal ? REDRAW_MS : PLAIN_LINE_MS);
    return {
        set(next) {
            format = next;
            if (format === undefined) clear();
            else if (isTerminal) write();
        },
        clear,
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
