import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { MigrationError } from '../../errors.ts';
import type { Digest64 } from '../../records/digest.ts';
import type { Artifacts } from '../artifacts.ts';
import { AssignmentLedger } from '../assignment-ledger.ts';
import { JOURNAL_SCHEMA_VERSION, type JournalEntry } from '../journal-entry.ts';
import { LEDGER_STATUSES, type Ledger, type LedgerRecord, type LedgerStatus } from '../ledger.ts';
import { digestKeyOf, ledgerKeysOf } from '../ledger-index.ts';
import { RunStateFold } from '../run-state-fold.ts';
import type { RunStart, RunStore } from '../run-store.ts';

/** Keeps a run in the memory of this process: for plans without a folder, and for tests. */
export class MemoryStore implements RunStore {
    readonly journal: RunStore['journal'];
    readonly ledger: Ledger;
    readonly assigned: AssignmentLedger;
    readonly artifacts: Artifacts = new MemoryArtifacts();
    readonly ephemeral = this.artifacts;
    readonly location = 'memory';
    readonly lost: RunStore['lost'] = new AbortController().signal;

    /** Makes the store of a run that begins now. */
    constructor(start: RunStart, at = new Date().toISOString()) {
        const state = new RunStateFold();
        const digestKey = digestKeyOf(randomBytes(32));
        state.apply({ type: 'run-started', schemaVersion: JOURNAL_SCHEMA_VERSION, ...start, digestKey, at });
        this.journal = {
            state,
            append: (entry: JournalEntry) => {
                state.apply(entry);
                return Promise.resolve();
            },
            close: () => Promise.resolve(),
        };
        this.ledger = new MemoryLedger(digestKey);
        this.assigned = new AssignmentLedger(ledgerKeysOf(digestKey).digest);
    }

    otherAssigned(): Promise<readonly AssignmentLedger[]> {
        return Promise.resolve([]);
    }

    takeStopRequest(): Promise<boolean> {
        return Promise.resolve(false);
    }

    close(): Promise<void> {
        return Promise.resolve();
    }
}

/** A {@link Ledger} in a map. */
export class MemoryLedger implements Ledger {
    private readonly records = new Map<string, LedgerRecord>();
    private readonly keys: ReturnType<typeof ledgerKeysOf>;

    /**
     * Makes an empty ledger.
     *
     * @param digestKey - 16 bytes in hex
     */
    constructor(digestKey: string) {
        this.keys = ledgerKeysOf(digestKey);
    }

    get size(): number {
        return this.records.size;
    }

    digest(text: string): Digest64 {
        return this.keys.digest(text);
    }

    get(sourceUserId: string): LedgerRecord | undefined {
        return this.records.get(sourceUserId);
    }

    append(records: Parameters<Ledger['append']>[0]): Promise<void> {
        for (const [sourceUserId, record] of records) this.records.set(sourceUserId, record);
        return Promise.resolve();
    }

    forEach(visit: (record: LedgerRecord) => void): void {
        for (const record of this.records.values()) visit(record);
    }

    countByStatus(): Readonly<Record<LedgerStatus, number>> {
        const counts = Object.fromEntries(LEDGER_STATUSES.map((status) => [status, 0])) as Record<LedgerStatus, number>;
        for (const { status } of this.records.values()) counts[status] += 1;
        return counts;
    }

    close(): Promise<void> {
        return Promise.resolve();
    }
}

class MemoryArtifacts implements Artifacts {
    readonly isEncrypted = false;
    private readonly files = new Map<string, Buffer>();

    async write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
        const parts: Uint8Array[] = [];
        // Copies: who makes the chunks may use their memory again.
        for await (const chunk of chunks) parts.push(Buffer.from(chunk));
        this.files.set(name, Buffer.concat(parts));
    }

    read(name: string): Readable {
        return Readable.from([this.fileOf(name)], { objectMode: false });
    }

    chunksOf(name: string): Readable {
        return this.read(name);
    }

    openForRandomAccess(name: string): ReturnType<Artifacts['openForRandomAccess']> {
        const file = this.fileOf(name);
        return {
            lineAt: (offset) => {
                const end = file.indexOf(10, offset);
                return file.subarray(offset, end === -1 ? file.length : end);
            },
            close: () => undefined,
        };
    }

    has(name: string): Promise<boolean> {
        return Promise.resolve(this.files.has(name));
    }

    remove(name: string): Promise<void> {
        this.files.delete(name);
        return Promise.resolve();
    }

    list(): Promise<readonly string[]> {
        return Promise.resolve([...this.files.keys()].sort());
    }

    locate(name: string): string {
        return name;
    }

    private fileOf(name: string): Buffer {
        const file = this.files.get(name);
        if (file !== undefined) return file;
        throw new MigrationError('ARTIFACT_DAMAGED', `The artifact ${name} of this run is not there. Run again.`);
    }
}
