import { isMigrationError, type MigrationError } from '../errors.ts';
import { isEdited } from '../identity/seen-user.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { WorkItem } from '../users/user-fate.ts';
import type { ImportNeeds } from './import-context.ts';
import type { RejectedUser } from './rejected-user.ts';
import { readItem, readWorkList, type WorkList } from './work-list.ts';

const CALLS_AT_ONCE = 4;
/** What no call may change beside the username. @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id (read 2026-11-21) */
const NOT_BESIDE_USERNAME: ReadonlySet<string> = new Set(['email', 'email_verified']);

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
    /** Users who are not in the target any more: the verification counts them. */
    readonly gone: number;
}

/**
 * Changes users of the target that were moved, or blocks them, by their IDs.
 *
 * Each is looked at once more just before, so that what somebody has edited there since the export is not overwritten. For the same
 * reason no call without an answer is repeated. The ledger learns of a call afterwards, so that the next pass compares the three sides
 * of one that was lost. A user that is gone by now is left to the verification.
 *
 * @param patchesPlanned - how many the work list has
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function patchUsers(run: ImportNeeds, work: WorkList, patchesPlanned: number): Promise<PatchedUsers> {
    const rejected: RejectedUser[] = [];
    let [freedIdentifiers, postponed, postponedBlocks, gone, done] = [0, 0, 0, 0, 0];
    if (patchesPlanned === 0) return { rejected, freedIdentifiers, postponed, postponedBlocks, gone };
    for await (const items of readWorkList(work)) {
        const patches = items.filter(({ kind }) => kind === 'patch' || kind === 'block').map(readItem);
        for (let at = 0; at < patches.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = patches.slice(at, at + CALLS_AT_ONCE);
            const written = await Promise.all(some.map((item) => patchUser(run, item)));
            const records: [string, LedgerRecord][] = [];
            for (const [place, outcome] of written.entries()) {
                const item = some[place];
                if (item === undefined) continue;
                const { line, sourceUserId, user, kind } = item;
                if (kind === 'block' && !isWritten(outcome)) postponedBlocks += outcome === 'gone' ? 0 : 1;
                else if (outcome === 'postponed') postponed += 1;
                else if (outcome === 'gone') gone += 1;
                else if ('codes' in outcome) rejected.push({ line, sourceUserId, codes: outcome.codes });
                else {
                    records.push([sourceUserId, outcome.record]);
                    if (IDENTIFIERS.some((field) => field in user)) freedIdentifiers += 1;
                }
            }
            await run.store.ledger.append(records);
            done += some.length;
            run.onProgress({ stage: 'update', done, total: patchesPlanned });
        }
    }
    return { rejected, freedIdentifiers, postponed, postponedBlocks, gone };
}

type Outcome = { readonly record: LedgerRecord } | { readonly codes: readonly string[] } | 'postponed' | 'gone';

function isWritten(outcome: Outcome): boolean {
    return typeof outcome !== 'string' && 'record' in outcome;
}

async function patchUser(
    { target, store }: ImportNeeds,
    {
        sourceUserId,
        targetUserId = '',
        seen,
        source,
        decision,
        fields,
        written,
        kept = [],
        user,
        movedByLogin,
    }: WorkItem,
): Promise<Outcome> {
    let updatedAt = Number.NaN;
    try {
        const now = await target.tenant.findUserById(targetUserId);
        if (now === undefined) return 'gone';
        if (seen !== undefined && isEdited(seen, now, (text) => store.ledger.digest(text))) return 'postponed';
        for (const body of patchCallsOf(user)) {
            const profile = await target.tenant.updateUser(targetUserId, body);
            if (profile === undefined) return 'gone';
            updatedAt = Date.parse(String(profile['updated_at']));
        }
    } catch (error) {
        if (!isMigrationError(error)) throw error;
        if (isInDoubt(error)) return 'postponed';
        if (error.retryable || error.code !== 'REQUEST_REFUSED') throw error;
        return { codes: [`PATCH_${error.statusCode ?? 'REFUSED'}`] };
    }
    const known = store.ledger.get(sourceUserId);
    const record: LedgerRecord = {
        status: 'sent',
        isOurs: known?.isOurs !== false,
        password: known?.password,
        movedByLogin: known === undefined ? movedByLogin : known.movedByLogin,
        submission: 0,
        targetId: store.ledger.digest(targetUserId),
        writtenAt: Number.isNaN(updatedAt) ? 0 : updatedAt,
        ...{ source, decision, fields, written, kept },
    };
    return { record };
}

function isInDoubt({ code, retryable, nothingHappened }: MigrationError): boolean {
    return retryable && !nothingHappened && (code === 'TENANT_UNREACHABLE' || code === 'REQUEST_REFUSED');
}

/** Splits a change into calls as Auth0 takes them: a username goes by itself. */
export function patchCallsOf(patch: UserRecord): UserRecord[] {
    const { username, ...rest } = patch;
    if (username === undefined || !Object.keys(rest).some((field) => NOT_BESIDE_USERNAME.has(field))) return [patch];
    return [rest, { username }];
}
