import type { WorkItem } from '../users/user-fate.ts';
import type { ImportNeeds } from './import-context.ts';
import { lookAgain, type PatchOutcome, patchUser, sentRecordOf } from './patch-user.ts';
import type { RejectedUser } from './rejected-user.ts';
import { readItem, readWorkList, type WorkList } from './work-list.ts';

const CALLS_AT_ONCE = 4;

/** What another user may be waiting for. */
const IDENTIFIERS = ['email', 'username', 'phone_number'] as const;

/** What the calls came to. */
export interface PatchedUsers {
    readonly rejected: readonly RejectedUser[];
    /** Users who gave up an address, a username or a phone number. */
    readonly freedIdentifiers: number;
    /** Users whom somebody has edited in the target since the export, or whose call got no answer: another pass decides about them. */
    readonly postponed: number;
    /** Excluded users who could not be blocked, for the same reasons. They count as excluded in any case. */
    readonly postponedBlocks: number;
    /** Moved users who are not in the target any more: the verification counts them. */
    readonly gone: number;
}

/**
 * Changes users of the target by their IDs: those that were moved, and accounts that become a user.
 *
 * Each is looked at once more just before, so that what somebody has edited there since the export is not overwritten, and no account gets what
 * was meant for another one because the address has passed on. For the same reason no call without an answer is repeated. The
 * ledger learns of a call afterwards, so that the next pass compares the three sides of one that was lost. Of an account that becomes a user it
 * learns before as well: afterwards nothing else may tell what the account had of its own. A moved user that is gone by now is left to the
 * verification.
 *
 * @param planned - how many the work list has
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function patchUsers(run: ImportNeeds, work: WorkList, planned: number): Promise<PatchedUsers> {
    const tally = new Tally();
    if (planned === 0) return tally;
    let done = 0;
    for await (const items of readWorkList(work)) {
        const patches = items.filter(({ kind }) => kind !== 'new').map(readItem);
        for (let at = 0; at < patches.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = patches.slice(at, at + CALLS_AT_ONCE);
            const outcomes = await patchSome(run, some);
            for (const { item, outcome } of outcomes) tally.add(item, outcome);
            await run.store.ledger.append(
                outcomes.flatMap(({ item, outcome }) =>
                    typeof outcome !== 'string' && 'record' in outcome ? [[item.sourceUserId, outcome.record]] : [],
                ),
            );
            done += some.length;
            run.onProgress({ stage: 'update', done, total: planned });
        }
    }
    return tally;
}

interface Patched {
    readonly item: WorkItem;
    readonly outcome: PatchOutcome;
}

async function patchSome(run: ImportNeeds, items: readonly WorkItem[]): Promise<Patched[]> {
    const looks = await Promise.all(items.map(async (item) => ({ item, found: await lookAgain(run, item) })));
    const accounts = looks.filter(({ item, found }) => item.kind === 'adopt' && found === 'as-seen');
    if (accounts.length > 0)
        await announce(
            run,
            accounts.map(({ item }) => item),
        );
    return await Promise.all(
        looks.map(async ({ item, found }) => ({
            item,
            outcome: found === 'as-seen' ? await patchUser(run, item) : found,
        })),
    );
}

// Which accounts are about to become users, before the first call leaves: whatever happens then, the next attempt knows what they had.
async function announce({ store, time }: ImportNeeds, accounts: readonly WorkItem[]): Promise<void> {
    // From now on the definition must map users as it does.
    if (store.journal.state.sentMapping === undefined) {
        await store.journal.append({ type: 'adoptions-started', at: new Date(time.clock.now()).toISOString() });
    }
    await store.ledger.append(accounts.map((item) => [item.sourceUserId, sentRecordOf(store.ledger, item, 0)]));
}

class Tally implements PatchedUsers {
    readonly rejected: RejectedUser[] = [];
    freedIdentifiers = 0;
    postponed = 0;
    postponedBlocks = 0;
    gone = 0;

    add({ kind, line, sourceUserId, user }: WorkItem, outcome: PatchOutcome): void {
        if (outcome === 'gone') {
            // An account that is gone leaves a user that is new.
            if (kind === 'adopt') this.postponed += 1;
            else if (kind === 'patch') this.gone += 1;
        } else if (kind === 'block') {
            if (outcome === 'postponed' || 'codes' in outcome) this.postponedBlocks += 1;
        } else if (outcome === 'postponed') this.postponed += 1;
        else if ('codes' in outcome) this.rejected.push({ line, sourceUserId, codes: outcome.codes });
        else if (IDENTIFIERS.some((field) => field in user)) this.freedIdentifiers += 1;
    }
}
