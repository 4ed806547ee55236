import { closeSync, openSync } from 'node:fs';

const TICK_MS = 1_000;
const LOST_AFTER = 5;
/** A pipeline keeps every line. */
const UNWATCHED_TICKS = 30;

/** The engine, as far as progress needs it. */
export interface ProgressEngine {
    /** Shows a status at the resource. */
    readonly show: (line: string) => Promise<boolean>;
    /** Tells whether the engine still answers. */
    readonly isThere: () => Promise<boolean>;
    /** Whether the status is written over. Elsewhere the CLI prints each one as a line of its own. */
    readonly isWatched: boolean;
}

/**
 * Shows where a run is: each second to somebody who watches, every 30 seconds in a pipeline, and nothing twice. Notices when the engine is gone.
 *
 * A provider whose engine was killed lives on; this is how it learns that it is alone and must stop at the next safe point.
 */
export class ProgressLine {
    /** Aborted when the engine has not answered for some seconds. */
    readonly signal: AbortSignal;
    private readonly timer: NodeJS.Timeout;
    private format: (() => string) | undefined;
    private shown = '';
    private ticks = 0;
    private failures = 0;

    constructor({ show, isThere, isWatched }: ProgressEngine) {
        const controller = new AbortController();
        this.signal = controller.signal;
        this.timer = setInterval(() => {
            this.ticks += 1;
            const line = isWatched || this.ticks % UNWATCHED_TICKS === 0 ? (this.format?.() ?? this.shown) : this.shown;
            const answer = line === this.shown ? isThere() : show(line);
            this.shown = line;
            void answer.then((isAnswered) => {
                this.failures = isAnswered ? 0 : this.failures + 1;
                if (this.failures >= LOST_AFTER) controller.abort(new Error('the Pulumi engine is gone'));
            });
        }, TICK_MS);
    }

    /** Sets what says where the run is. */
    set(format: () => string): void {
        this.format = format;
    }

    /** Stops showing. */
    close(): void {
        clearInterval(this.timer);
    }
}

/** Tells whether somebody sits at a terminal. The CLI does not say whether it draws over its lines: a process with a terminal mostly does. */
export function hasTerminal(): boolean {
    if ((process.env['CI'] ?? '') !== '') return false;
    if (process.platform === 'win32') return true;
    try {
        closeSync(openSync('/dev/tty', 'r'));
        return true;
    } catch {
        return false;
    }
}
