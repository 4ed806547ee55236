import { appendFile } from 'node:fs/promises';
import type { Progress } from '../progress.ts';
import type { Journal } from './journal.ts';

/** Writes what happens in a run to a file, for programs: one JSON object a line, without personal data. */
export interface EventFile {
    /** Writes where the run is. */
    progress(progress: Progress): void;
    /** Gives a journal whose every entry is written once it is kept. */
    following(journal: Journal): Journal;
    /** Resolves when everything is in the file. */
    close(): Promise<void>;
}

/**
 * Opens an event file.
 *
 * Events are a convenience: where they cannot be written the run goes on without them.
 *
 * @param path - appended to; undefined for a file that keeps nothing
 */
export function openEventFile(path: string | undefined, now: () => number): EventFile {
    let tail: Promise<void> = Promise.resolve();
    const emit = (event: Readonly<Record<string, unknown>>) => {
        if (path === undefined) return;
        const line = `${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`;
        tail = tail.then(() => appendFile(path, line, { mode: 0o600 })).catch(() => undefined);
    };
    return {
        progress(progress) {
            emit({ event: 'progress', ...progress });
        },
        following: (journal) => ({
            get state() {
                return journal.state;
            },
            async append(entry) {
                await journal.append(entry);
                const { type, ...facts } = entry;
                emit({ ...facts, event: type });
            },
            close: () => journal.close(),
        }),
        close: () => tail,
    };
}
