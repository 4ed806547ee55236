import { appendFile } from 'node:fs/promises';
import type { Journal, JournalEntry } from '../run-store/journal.ts';
import type { Progress } from '../progress.ts';

/** Writes what happens in a run to a file, for programs: one JSON object a line, without personal data. */
export interface EventFile {
    /** Notes where the run is. */
    progress(progress: Progress): void;
    /** Gives a journal of which every entry is noted once it is kept. */
    following(journal: Journal): Journal;
    /** Resolves when everything noted is in the file. */
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
    const note = (event: Readonly<Record<string, unknown>>) => {
        if (path === undefined) return;
        const line = `${JSON.stringify({ at: new Date(now()).toISOString(), ...event })}\n`;
        tail = tail.then(() => appendFile(path, line, { mode: 0o600 })).catch(() => undefined);
    };
    return {
        progress(progress) {
            note({ event: 'progress', ...progress });
        },
        following: (journal) => ({
            get entries() {
                return journal.entries;
            },
            async append(entry) {
                await journal.append(entry);
                note(eventOf(entry));
            },
            close: () => journal.close(),
        }),
        close: () => tail,
    };
}

function eventOf(entry: JournalEntry): Readonly<Record<string, unknown>> {
    const { type, ...facts } = entry;
    if (entry.type !== 'batch-finished') return { ...facts, event: type };
    // Users are counted here and named nowhere.
    return { ...facts, event: type, rejected: entry.rejected.length };
}
