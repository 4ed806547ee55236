import { createHash } from 'node:crypto';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { MeasuredBatch } from '../users/batches.ts';
import type { PlanNotice } from '../users/plan-notice.ts';
import type { TransformedUser } from '../stages/decide/decide-user.ts';
import type { PlanCounts } from './plan-counts.ts';
import { UserTraits } from './user-traits.ts';

/** Counts the fates of users as they are decided, and digests what will be sent. */
export class PlanCounter {
    private readonly totals = { source: 0, planned: 0, updates: 0, existing: 0, excluded: 0, batches: 0, bytes: 0 };
    private readonly reasons = new Map<string, number>();
    private readonly algorithms = new Map<string, number>();
    private readonly missingHashes = new Map<string, number>();
    private readonly dropped = new Map<string, number>();
    private readonly replaced = new Map<string, number>();
    private readonly notices = new Map<PlanNotice, number>();
    private readonly hash = createHash('sha256');
    /** What the new users bring that the target connection has rules for. */
    readonly traits = new UserTraits();

    /** Digests of the full source IDs of those who are, or will be, in the target; only where somebody asks for them. */
    readonly kept: DigestSet | undefined;

    /**
     * Makes a counter that has counted nothing.
     *
     * @param remembersUsers - whether to remember who goes
     */
    constructor(remembersUsers = false) {
        this.kept = remembersUsers ? new DigestSet() : undefined;
    }

    /** Users so far. */
    get users(): number {
        return this.totals.source;
    }

    /** Counts one user. */
    add({ fate, hashProblem, dropped, replaced, notices }: TransformedUser): void {
        this.totals.source += 1;
        if (dropped !== undefined) for (const field of dropped) increase(this.dropped, field);
        if (this.kept !== undefined && fate.fate !== 'excluded') this.kept.add(digest64(fate.sourceUserId));
        switch (fate.fate) {
            case 'planned':
                this.totals.planned += 1;
                if (fate.upsert) this.totals.updates += 1;
                else {
                    increase(this.algorithms, fate.hashAlgorithm ?? 'none');
                    this.traits.add(fate.user);
                }
                if (hashProblem !== undefined) increase(this.missingHashes, hashProblem);
                if (replaced !== undefined) for (const field of replaced) increase(this.replaced, field);
                if (notices !== undefined) for (const notice of notices) increase(this.notices, notice);
                break;
            case 'existing':
                this.totals.existing += 1;
                break;
            case 'excluded':
                this.totals.excluded += 1;
                increase(this.reasons, fate.reason);
                break;
        }
    }

    /** Counts one import file. */
    addBatch({ number, upsert, bytes, digest }: MeasuredBatch): void {
        this.totals.batches += 1;
        this.totals.bytes += bytes;
        this.hash.update(`${number} ${upsert ? 'upsert' : 'insert'} ${digest}\n`);
    }

    /** Takes the list of excluded users into the digest. */
    addExcluded(lines: Buffer): void {
        this.hash.update(lines);
    }

    /** Gives what was counted. */
    counts(): PlanCounts {
        return {
            ...this.totals,
            excludedByReason: Object.fromEntries(this.reasons),
            hashesByAlgorithm: Object.fromEntries(this.algorithms),
            missingHashesByReason: Object.fromEntries(this.missingHashes),
            droppedFields: Object.fromEntries(this.dropped),
            replacedFields: Object.fromEntries(this.replaced),
            notices: Object.fromEntries(this.notices),
        };
    }

    /** Gives the digest of all files and all exclusions, in hex: the same digest, the same users sent in the same words. */
    digest(): string {
        return this.hash.copy().update(JSON.stringify(this.totals)).digest('hex');
    }
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
}
