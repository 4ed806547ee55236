import type { Artifacts } from './artifacts.ts';
import type { AssignmentLedger } from './assignment-ledger.ts';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Ledger } from './ledger.ts';

/** What a run begins with: what it is known by. */
export type RunStart = Pick<Extract<JournalEntry, { type: 'run-started' }>, 'definition' | 'source' | 'target'>;

/**
 * The port to where a run is remembered: its journal, its ledger and its artifacts, for one process at a time.
 *
 * An implementation is opened with its lock held, writes the run's first fact if there is none, and gives everything back to
 * the next process as it was left, whenever this one dies. Run `runStoreContract` of `test/contract/` over it.
 */
export interface RunStore {
    readonly journal: Journal;
    readonly ledger: Ledger;
    /** What it wrote of what users have beside their profiles. */
    readonly assigned: AssignmentLedger;
    /** Reads what other runs into the same connection wrote of that, as it is now. */
    otherAssigned(): Promise<readonly AssignmentLedger[]>;
    readonly artifacts: Artifacts;
    /** The same place, for what nobody but this process needs to read: password hashes on their way. Gone with the process. */
    readonly ephemeral: Artifacts;
    /** Says where the run is remembered, for a person: a path or an address. */
    readonly location: string;
    /** Aborted when another process took the run over, as happens to a process that was suspended for long. */
    readonly lost: AbortSignal;
    /** Tells whether somebody asked the run to stop; the request is gone afterwards. */
    takeStopRequest(): Promise<boolean>;
    /** Lets another process have the run. */
    close(): Promise<void>;
}
