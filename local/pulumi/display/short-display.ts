import type { Diagnostic, EngineEventListener } from '../engine/engine-event.ts';
import { formatChanges, formatDuration } from './summary-lines.ts';

/** Receives lines that stay, and a status that takes the place of the one before. */
interface ShortDisplayListener {
    readonly say: (line: string) => void;
    readonly showStatus: (line: string) => void;
}

/** Makes a listener that shows what a run said and how many resources it changed, and not which: for runs among others. */
export function createShortDisplay({ say, showStatus }: ShortDisplayListener): EngineEventListener {
    return (event) => {
        if (event.type === 'status') showStatus(event.message);
        else if (event.type === 'diagnostic') for (const line of linesOf(event.diagnostic)) say(line);
        else if (event.type === 'run-finished')
            say(`${formatChanges(event.summary)} (${formatDuration(event.summary.durationMs)})`);
    };
}

function linesOf({ severity, message }: Diagnostic): string[] {
    if (severity === 'debug') return [];
    return `${severity === 'info' ? '' : `${severity}: `}${message}`.trimEnd().split('\n');
}
