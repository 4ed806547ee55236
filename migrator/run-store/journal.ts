import type { JournalEntry } from './journal-entry.ts';
import type { RunState } from './run-state.ts';

/**
 * The port to what a run remembers between processes.
 *
 * An implementation appends in order, returns from `append` only when the entry would survive a power cut, and folds the
 * entries into the same state when it is opened again; an entry that was cut off at the end was never written.
 * Run `journalContract` of `test/contract/` over it.
 */
export interface Journal {
    /** What the entries so far say together; folded once, and kept up to date by `append`. */
    readonly state: RunState;
    /**
     * Adds a fact.
     *
     * @throws `STORAGE_FULL` when there is no room; the entry was not written, and the journal can be opened again
     */
    append(entry: JournalEntry): Promise<void>;
    /** Waits for the last append and lets go of the file. */
    close(): Promise<void>;
}
