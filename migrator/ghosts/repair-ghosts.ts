import { deleteByAddress } from '../decommission/delete-by-address.ts';
import { isMigrationError } from '../errors.ts';
import type { ImportContext } from '../imports/import-context.ts';
import { runSubmission } from '../imports/run-submission.ts';
import { submissionOf } from '../imports/submission.ts';
import type { ClassifiedRejection } from '../migration.ts';
import { digestText } from '../records/digest.ts';
import type { Run } from '../run/run.ts';
import { SEARCH_LAG_MS } from '../tenant/limits.ts';
import type { WorkItem } from '../users/user-fate.ts';
import { classifyRejection, keysOf } from './classify-rejection.ts';

/** A ghost, with the user that it keeps out of the target. */
export interface Ghost {
    readonly user: WorkItem;
    readonly rejection: ClassifiedRejection;
    /** Whether some user of the tenant has the ID that a delete by ID would hit. */
    readonly isIdTaken: boolean;
}

/** So many are repaired before the next are begun: whatever stops a run, few are deleted and not imported yet. */
const GHOSTS_AT_ONCE = 10;

/**
 * Removes ghosts in the order that Auth0 documents, and imports their users again, a few at a time.
 *
 * Each is classified once more just before it is deleted: a ghost whose user has logged in since is whole, and stays. So is one that was linked
 * to another user when it was classified first, which no look-up but the search shows: its lag has passed by then. Then:
 * delete by ID where the ID is known and nobody else of the tenant has it; delete the connection's user by e-mail address; import
 * again; look the user up as proof. If a run is killed in between, its next attempt imports the deleted user. A ghost that
 * cannot be repaired stays one, and the others go on.
 *
 * @param max - so many ghosts may be deleted in the whole run; those that were deleted before and are ghosts again count once
 * @returns one classification a ghost: `repaired`, `imported` or `existing` for one that became whole, or `ghost` with what went wrong
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`, with what was repaired so far in the target
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-08-20)
 */
export async function repairGhosts(
    context: ImportContext,
    run: Pick<Run, 'definition'>,
    ghosts: readonly Ghost[],
    max: number,
): Promise<ClassifiedRejection[]> {
    const outcomes: ClassifiedRejection[] = [];
    await context.run.time.sleep(SEARCH_LAG_MS);
    for (let start = 0; start < ghosts.length; start += GHOSTS_AT_ONCE) {
        context.run.time.stopIfAsked();
        outcomes.push(...(await repairSome(context, run, ghosts.slice(start, start + GHOSTS_AT_ONCE), max)));
    }
    return outcomes;
}

async function repairSome(
    context: ImportContext,
    { definition }: Pick<Run, 'definition'>,
    ghosts: readonly Ghost[],
    max: number,
): Promise<ClassifiedRejection[]> {
    const { run } = context;
    const needs = { ...run, definition };
    const outcomes = new Map<number, ClassifiedRejection>();
    const deleted: Ghost[] = [];
    for (const ghost of ghosts) {
        const { user, rejection } = ghost;
        const { isIdTaken, ...now } = await classifyRejection(needs, user, rejection, () => false);
        if (now.class !== 'ghost') {
            outcomes.set(user.line, {
                ...now,
                evidence: [...now.evidence, 'it was whole when it was checked again'],
            });
            continue;
        }
        const problem = mayDelete(context, user, max)
            ? await deleteGhost(context, user, isIdTaken)
            : `the run may delete ${max} ghosts, and has`;
        if (problem === undefined) deleted.push(ghost);
        else outcomes.set(user.line, withEvidence(rejection, problem));
    }
    if (deleted.length > 0) {
        const { rejected } = await runSubmission(context, submissionOf(deleted.map(({ user }) => user)));
        const refused = new Map(rejected.map(({ line, codes }) => [line, codes]));
        for (const { user, rejection } of deleted) {
            const codes = refused.get(user.line);
            const proof = await classifyRejection(needs, user, rejection, () => false);
            const isThere = codes === undefined && proof.class === 'imported';
            outcomes.set(
                user.line,
                isThere
                    ? { ...withEvidence(rejection, 'deleted, imported again and found'), class: 'repaired' }
                    : withEvidence(
                          rejection,
                          codes === undefined
                              ? 'it was not found after its repair'
                              : `its import was refused again (${codes.join(', ')})`,
                      ),
            );
        }
    }
    return ghosts.map(({ user, rejection }) => outcomes.get(user.line) ?? rejection);
}

function mayDelete(context: ImportContext, user: WorkItem, max: number): boolean {
    const { deletedGhosts } = context.run.store.journal.state;
    return deletedGhosts.has(keyOf(context, user)) || deletedGhosts.size < max;
}

async function deleteGhost(context: ImportContext, user: WorkItem, isIdTaken: boolean): Promise<string | undefined> {
    const { run } = context;
    const { tenant } = run.target;
    const at = new Date(run.time.clock.now()).toISOString();
    await run.store.journal.append({ type: 'ghost-deleting', user: keyOf(context, user), at });
    try {
        const { userId, email } = keysOf(user);
        if (userId !== undefined && !isIdTaken) await tenant.deleteUser(userId);
        // No lookup finds a ghost: a user who is found with the address has signed up since.
        await deleteByAddress(run.target, email, run.time, (holders) => holders.length === 0);
        return undefined;
    } catch (error) {
        if (!isMigrationError(error) || error.retryable) throw error;
        return `it could not be deleted (${error.code})`;
    }
}

// Source IDs may be addresses, so the journal has a digest with the run's key.
function keyOf({ run }: ImportContext, { sourceUserId }: WorkItem): string {
    return digestText(run.store.ledger.digest(sourceUserId));
}

function withEvidence(rejection: ClassifiedRejection, what: string): ClassifiedRejection {
    return { ...rejection, evidence: [...rejection.evidence, what] };
}
