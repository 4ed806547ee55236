import type { Diagnostic, EngineEvent, EngineEventListener, RunSummary } from '../engine/engine-event.ts';
import { nameOf } from '../values/urn.ts';
import { describeEnd, ResourceRows, typeLabel } from './resource-rows.ts';
import { wordsOf } from './step-words.ts';
import { formatChanges, formatDuration, formatOutputs } from './summary-lines.ts';

/** Where the display writes to; a terminal is drawn over in place, anything else gets line after line. */
export interface DisplayStream {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
}

const REDRAW_INTERVAL_MS = 100;
const STATUS_INTERVAL_MS = 1000;

/**
 * Makes a listener that shows a run as the CLI would: the resources while they change, then what was said about them,
 * the outputs, the summary.
 *
 * @param now - milliseconds that only grow; how often a status is shown depends on it
 */
export function createConsoleDisplay(
    stream: DisplayStream,
    now: () => number = () => performance.now(),
): EngineEventListener {
    const diagnostics: Diagnostic[] = [];
    const progress = stream.isTTY === true ? new TerminalProgress(stream, now) : new LineProgress(stream, now);
    return (event) => {
        switch (event.type) {
            case 'run-started':
                stream.write(
                    `Local Pulumi host: a stand-in for the Pulumi engine, not the real CLI. ${title(event.command)} ` +
                        `${event.project}/${event.stack}\n\n`,
                );
                progress.apply(event);
                break;
            case 'diagnostic':
                if (event.diagnostic.severity !== 'debug') {
                    diagnostics.push(event.diagnostic);
                    progress.apply(event);
                }
                break;
            case 'run-finished':
                progress.finish();
                stream.write(formatEnd(event.summary, diagnostics));
                break;
            default:
                progress.apply(event);
        }
    };
}

/** Writes one line for the begin and the end of each step that does something, and at most one status a second for each resource. */
class LineProgress {
    readonly #stream: DisplayStream;
    readonly #now: () => number;
    readonly #shownAt = new Map<string, number>();
    readonly #waiting = new Map<string, string>();
    #isPreview = false;

    constructor(stream: DisplayStream, now: () => number) {
        this.#stream = stream;
        this.#now = now;
    }

    apply(event: EngineEvent): void {
        if (event.type === 'status') {
            this.#waiting.set(event.urn, event.message);
            if (this.#now() - (this.#shownAt.get(event.urn) ?? Number.NEGATIVE_INFINITY) >= STATUS_INTERVAL_MS) {
                this.#showWaiting(event.urn);
            }
        } else if (event.type === 'run-started') {
            this.#isPreview = event.command === 'preview';
        } else if (event.type === 'step-started' && !this.#isPreview) {
            const { op, urn } = event.step;
            this.#write(urn, wordsOf(op).sign, `${wordsOf(op).running}...`);
        } else if (event.type === 'step-finished') {
            // However quick a step was, its last words are shown.
            this.#showWaiting(event.step.urn);
            // The summary counts what is unchanged.
            if (event.step.op === 'same') return;
            this.#write(
                event.step.urn,
                wordsOf(event.step.op).sign,
                describeEnd(event.step, event.elapsedMs, this.#isPreview),
            );
        } else if (event.type === 'step-failed') {
            this.#showWaiting(event.step.urn);
            const { sign, running } = wordsOf(event.step.op);
            this.#write(event.step.urn, sign, `**${running} failed** (${formatDuration(event.elapsedMs)})`);
        }
    }

    finish(): void {
        for (const urn of [...this.#waiting.keys()]) {
            this.#showWaiting(urn);
        }
    }

    #showWaiting(urn: string): void {
        const message = this.#waiting.get(urn);
        if (message !== undefined) {
            this.#waiting.delete(urn);
            this.#shownAt.set(urn, this.#now());
            this.#write(urn, '@', message);
        }
    }

    #write(urn: string, sign: string, text: string): void {
        const who = urn === '' ? '' : `${typeLabel(urn)} ${nameOf(urn)} `;
        this.#stream.write(` ${sign.padEnd(2)} ${who}${text}\n`);
    }
}

/** Draws the tree of resources, and draws it again in the same place when it changes. */
class TerminalProgress {
    readonly #stream: DisplayStream;
    readonly #now: () => number;
    readonly #rows = new ResourceRows();
    #drawnLines = 0;
    #drawnAt = Number.NEGATIVE_INFINITY;

    constructor(stream: DisplayStream, now: () => number) {
        this.#stream = stream;
        this.#now = now;
    }

    apply(event: EngineEvent): void {
        this.#rows.apply(event);
        const isEndOfStep = event.type === 'step-finished' || event.type === 'step-failed';
        if (isEndOfStep || this.#now() - this.#drawnAt >= REDRAW_INTERVAL_MS) {
            this.#draw();
        }
    }

    finish(): void {
        this.#draw();
    }

    #draw(): void {
        const columns = this.#stream.columns ?? 120;
        const lines = this.#rows.format().map((line) => line.slice(0, columns - 1));
        const back = this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A\u001b[0J`;
        this.#stream.write(`${back}${lines.map((line) => `${line}\n`).join('')}`);
        this.#drawnLines = lines.length;
        this.#drawnAt = this.#now();
    }
}

function formatEnd(summary: RunSummary, diagnostics: readonly Diagnostic[]): string {
    const lines: string[] = [''];
    if (diagnostics.length > 0) {
        lines.push('Diagnostics:', ...formatDiagnostics(diagnostics), '');
    }
    const outputs = formatOutputs(summary.outputs);
    if (outputs.length > 0) {
        lines.push('Outputs:', ...outputs, '');
    }
    lines.push(formatChanges(summary), `Duration: ${formatDuration(summary.durationMs)}`, '');
    return lines.join('\n');
}

function formatDiagnostics(diagnostics: readonly Diagnostic[]): string[] {
    const urns = [...new Set(diagnostics.map(({ urn }) => urn))];
    return urns.flatMap((urn) => [
        `  ${urn === '' ? 'the stack' : `${typeLabel(urn)} (${nameOf(urn)})`}:`,
        ...diagnostics
            .filter((diagnostic) => diagnostic.urn === urn)
            .flatMap(({ severity, message }) => {
                const text = severity === 'info' ? message : `${severity}: ${message}`;
                return text
                    .trimEnd()
                    .split('\n')
                    .map((line) => `    ${line}`);
            }),
    ]);
}

function title(command: string): string {
    return `${command.charAt(0).toUpperCase()}${command.slice(1)} of`;
}
