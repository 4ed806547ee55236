import { formatProgress, formatRestart, type ProcessDeath, type Progress } from '../migrator/index.ts';

/** Writes where the work is over the line before, for whoever sits at a terminal. */
export function showProgress(progress: Progress): void {
    process.stderr.write(`\r\x1b[K${formatProgress(progress)}`);
}

/** Says whether progress is shown: to a person, who has not forbidden it. */
export function showsProgress({ quiet }: { readonly quiet?: true }): boolean {
    return quiet !== true && process.stderr.isTTY;
}

/** Says that the process that did the work died and was started again. */
export function showRestart(death: ProcessDeath): void {
    console.error(formatRestart(death));
}
