import { hash } from 'node:crypto';
import { shownField } from '../disclosure/shown-text.ts';
import type { MeasuredBatch } from '../imports/batches.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { SetDigest } from '../records/set-digest.ts';
import { identityOf } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { PlanNotice } from '../users/plan-notice.ts';
import type { PlanCounts } from './plan-counts.ts';
import { UserTraits } from './user-traits.ts';

/** How many names of fields a counter remembers as they may be shown. */
const REMEMBERED_FIELDS = 1_000;
const DECISION_LETTERS = 32;

/** Counts the fates of users as they are decided, and digests what will be sent. */
export class PlanCounter {
    private readonly totals = {
        ...{
            source: 0,
            planned: 0,
            updates: 0,
            adoptions: 0,
            blocks: 0,
            replaced: 0,
            renumbered: 0,
            existing: 0,
            excluded: 0,
            deleted: 0,
            notRestored: 0,
            changedPasswords: 0,
            gone: 0,
            deletions: 0,
        },
        ...{ unchanged: 0, changedInTarget: 0, presumed: 0, batches: 0, bytes: 0 },
    };
    private readonly reasons = new Map<string, number>();
    private readonly algorithms = new Map<string, number>();
    private readonly missingHashes = new Map<string, number>();
    private readonly dropped = new Map<string, number>();
    private readonly shownFields = new Map<string, string>();
    private readonly replaced = new Map<string, number>();
    private readonly notices = new Map<PlanNotice, number>();
    private readonly decisions = new SetDigest();
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
    add(user: DecidedUser): void {
        const { fate, decision, hashProblem, dropped, replaced, notices, seen } = user;
        this.totals.source += 1;
        if (user.isRenumbered === true) this.totals.renumbered += 1;
        if (user.isNotRestored === true) this.totals.notRestored += 1;
        if (user.hasNewerPassword === true) this.totals.changedPasswords += 1;
        this.decisions.add(decision);
        if (dropped !== undefined) for (const field of dropped) increase(this.dropped, this.shown(field));
        if (this.kept !== undefined && fate.kind !== 'excluded') this.kept.add(digest64(fate.sourceUserId));
        switch (fate.kind) {
            case 'new':
                this.totals.planned += 1;
                increase(this.algorithms, fate.hashAlgorithm ?? 'none');
                this.traits.add(fate.user);
                if (hashProblem !== undefined) increase(this.missingHashes, hashProblem);
                break;
            case 'update':
                this.totals.planned += 1;
                this.totals.updates += 1;
                if (fate.isAdoption) this.totals.adoptions += 1;
                if (fate.patch.isReplaced) this.totals.replaced += 1;
                if (replaced !== undefined) for (const field of replaced) increase(this.replaced, field);
                break;
            case 'moved':
                if (fate.state === 'unchanged') this.totals.unchanged += 1;
                else if (fate.state === 'presumed') this.totals.presumed += 1;
                else this.totals.changedInTarget += 1;
                break;
            case 'existing':
                this.totals.existing += 1;
                break;
            case 'deleted':
                this.totals.deleted += 1;
                break;
            case 'excluded':
                this.totals.excluded += 1;
                if (seen !== undefined) this.totals.blocks += 1;
                increase(this.reasons, fate.reason);
                break;
        }
        if (notices !== undefined) for (const notice of notices) increase(this.notices, notice);
    }

    /**
     * Counts the users that are gone from the source.
     *
     * @param deleted - IDs in the target of those that are deleted there
     */
    addGone(users: number, deleted: readonly string[]): void {
        this.totals.gone = users;
        this.totals.deletions = deleted.length;
        for (const userId of deleted)
            this.decisions.add(hash('sha256', `${userId}\ndelete`).slice(0, DECISION_LETTERS));
    }

    /** Counts one import file. */
    addBatch({ bytes }: MeasuredBatch): void {
        this.totals.batches += 1;
        this.totals.bytes += bytes;
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

    /**
     * Gives the digest of all decisions and of what decides beside them, in hex: the same digest, the same users sent in the same words
     * to the same place, whatever the order of the export, and however much of it was carried out already.
     */
    digest({ definition, source, target }: Pick<Run, 'definition' | 'source' | 'target'>): string {
        const { ghosts, existingUsers, conflicts, deletedInTarget, deleted } = definition;
        // It decides about the source's users, and not about what is sent.
        const passwords = { ...definition.passwords, whenChanged: undefined };
        const decided = [
            identityOf(source),
            identityOf(target),
            ghosts,
            existingUsers,
            passwords,
            conflicts,
            deletedInTarget,
            ...(deleted === 'report' ? [] : [deleted]),
        ];
        return hash('sha256', `${JSON.stringify(decided)}\n${this.totals.source}\n${this.decisions.digest()}`);
    }

    // The same few names come with every user, and whether one may be shown takes some time to tell. Names beyond these are one user's.
    private shown(field: string): string {
        const known = this.shownFields.get(field);
        if (known !== undefined) return known;
        const shown = shownField(field);
        if (this.shownFields.size < REMEMBERED_FIELDS) this.shownFields.set(field, shown);
        return shown;
    }
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
}
