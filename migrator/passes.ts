import { mappingDigestOf } from './definition/mapping-digest.ts';
import { MigrationError } from './errors.ts';
import type { Pass, VerifiedMigration } from './migration.ts';
import type { Run } from './run/run.ts';
import type { ExclusionReason } from './users/user-fate.ts';
import { mismatchOf } from './verification/refuse-mismatches.ts';

/** The most passes that one attempt makes, but for addresses that go from user to user; the next attempt does the rest. */
const MOST_PASSES = 4;
/** After a pass whose snapshot of the source is older than this, another one moves what changed meanwhile. */
const CLOSING_AGE_MS = 5 * 60_000;

/** Why a user may wait for an identifier that another user has. */
const WAITING: readonly ExclusionReason[] = ['HELD_BY_ANOTHER_USER', 'USERNAME_IN_TARGET', 'PHONE_NUMBER_IN_TARGET'];

/**
 * Begins a pass.
 *
 * @param passes - of this attempt, this one included
 * @throws {MigrationError} `DEFINITION_CHANGED` when users were sent by another mapping than the definition has now
 */
async function beginPass(run: Pick<Run, 'definition' | 'store' | 'time'>, passes: number): Promise<Pass> {
    const { journal } = run.store;
    const mappingDigest = mappingDigestOf(run.definition);
    refuseChangedMapping(journal.state.sentMapping, mappingDigest);
    const number = journal.state.pass + 1;
    const startedAt = new Date(run.time.clock.now()).toISOString();
    await journal.append({ type: 'pass-started', pass: number, mappingDigest, at: startedAt });
    return { number, startedAt, isFirstOfAttempt: passes === 1 };
}

/**
 * Refuses another mapping than the one that users were sent by; before the first was sent it may still be edited.
 *
 * @throws {MigrationError} `DEFINITION_CHANGED`
 */
export function refuseChangedMapping(sentBy: string | undefined, now: string): void {
    if (sentBy === undefined || sentBy === now) return;
    throw new MigrationError(
        'DEFINITION_CHANGED',
        'Users have been sent with this definition, and the part that maps them has changed since: `userIds`, `transform`, or how the source is read. ' +
            'The remaining users would be mapped by different rules. Restore these parts; you can edit everything else. Put a different mapping ' +
            'into a new definition with the next number (migrations/0002-....ts), whose `only` takes the users who are left.',
    );
}

/** Records what a pass did, and whether it found everybody in the target as they should be: a cut-over and a decommissioning need that. */
export async function completePass(
    run: Pick<Run, 'store' | 'time' | 'definitionDigest' | 'options'>,
    verified: VerifiedMigration,
): Promise<void> {
    const { decided, rejections, refusedUpdates, postponed, gone, replacement, deletedGone } = verified;
    const { counts, pass } = decided;
    const refused = Object.entries(rejections.byClass)
        .filter(([found]) => found !== 'imported' && found !== 'repaired')
        .reduce((sum, [, users]) => sum + users, 0);
    const finishedAt = new Date(run.time.clock.now()).toISOString();
    await run.store.journal.append({
        type: 'pass-completed',
        pass: pass.number,
        new: replacement?.replaced ?? Math.max(0, counts.planned - counts.updates - (refused - refusedUpdates)),
        updated: Math.max(0, counts.updates - refusedUpdates - postponed - gone),
        ...(deletedGone === 0 ? {} : { deleted: deletedGone }),
        ...(counts.changedPasswords === 0 ? {} : { changedPasswords: counts.changedPasswords }),
        ...(run.options.phase === undefined ? {} : { phase: run.options.phase }),
        startedAt: pass.startedAt,
        finishedAt,
        ...(run.store.ledger.size > 0 ? { hasUsers: true } : {}),
        ...(run.store.assigned.records > 0 ? { assignmentRecords: run.store.assigned.records } : {}),
        ...(mismatchOf(verified) === undefined ? { verified: run.definitionDigest } : {}),
        at: finishedAt,
    });
}

/** The passes of one attempt. */
export class Attempt {
    /** Passes that were begun. */
    passes = 0;
    private readonly run: Pick<Run, 'definition' | 'store' | 'time' | 'options'>;
    private wasBroken = false;
    /** Users who waited for an identifier of another user in the pass before. */
    private waiting = Number.POSITIVE_INFINITY;

    /** Makes an attempt without a pass. */
    constructor(run: Pick<Run, 'definition' | 'store' | 'time' | 'options'>) {
        this.run = run;
    }

    /**
     * Begins the next pass.
     *
     * @throws {MigrationError} `DEFINITION_CHANGED` when users were sent by another mapping than the definition has now
     */
    async begin(): Promise<Pass> {
        this.passes += 1;
        return await beginPass(this.run, this.passes);
    }

    /**
     * Tells whether another pass is due.
     *
     * - Users that are missing or wrong are sent once more, and so are assignments.
     * - Users whose update was put off, since somebody has edited them in the target, are decided about once more.
     * - Users whose link was undone stand alone, and can be given their own assignments.
     * - An address, a username or a phone number that somebody gave up is free for another user now. A chain of users who wait for one another gets
     *   as many passes as it needs, in the first half of the time budget: each must leave fewer who wait.
     * - The source may have changed while a long pass was under way; only where there is time left for it.
     */
    isAnotherPassDue({
        verification,
        freedIdentifiers,
        postponed,
        postponedBlocks,
        decided,
        assignments,
    }: VerifiedMigration): boolean {
        const { time, options } = this.run;
        const { missing, mismatched } = verification;
        const lacking = Object.values(verification.assignments?.missing ?? {}).reduce((sum, number) => sum + number, 0);
        const isBroken = missing + mismatched + lacking + (assignments?.refused.length ?? 0) > 0;
        const isFirstTime = !this.wasBroken;
        this.wasBroken = isBroken;
        const { excludedByReason, existing } = decided.counts;
        const waiting = WAITING.reduce((sum, reason) => sum + (excludedByReason[reason] ?? 0), existing);
        const areFewerWaiting = waiting < this.waiting;
        this.waiting = waiting;
        const isFreed = freedIdentifiers > 0 && waiting > 0;
        const now = time.clock.now();
        const hasTime = (now - time.startedAt) * 2 < time.budgetMs;
        if (this.passes >= MOST_PASSES) return isFreed && areFewerWaiting && hasTime;
        if (isBroken && isFirstTime) return true;
        if (postponed + postponedBlocks + (assignments?.unlinked ?? 0) > 0) return true;
        if (isFreed) return true;
        const isOld = now - Date.parse(decided.exported.source.takenAt) > CLOSING_AGE_MS;
        return isOld && hasTime && this.passes === 1 && options.approvedPlan === undefined;
    }
}
