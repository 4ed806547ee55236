const SHOW_EVERY_MS = 1_000;
const LOST_AFTER = 5;

/**
 * Shows the newest of many lines, at most once a second, and notices when nobody receives them any more.
 *
 * A provider whose engine was killed lives on; its log is how it learns that it is alone and must stop at the next safe point.
 */
export class ProgressLine {
    /** Aborted when the engine has not answered for some seconds. */
    readonly signal: AbortSignal;
    private readonly timer: NodeJS.Timeout;
    private line: string | undefined;
    private failures = 0;

    constructor(show: (line: string) => Promise<boolean>) {
        const controller = new AbortController();
        this.signal = controller.signal;
        this.timer = setInterval(() => {
            if (this.line === undefined) return;
            void show(this.line).then((isReceived) => {
                this.failures = isReceived ? 0 : this.failures + 1;
                if (this.failures >= LOST_AFTER) controller.abort(new Error('the Pulumi engine is gone'));
            });
        }, SHOW_EVERY_MS);
    }

    /** Sets the line to show. */
    set(line: string): void {
        this.line = line;
    }

    /** Stops showing. */
    close(): void {
        clearInterval(this.timer);
    }
}
