import { isMigrationError, type MigrationError } from '../errors.ts';
import { isEdited } from '../identity/seen-user.ts';
import type { UserRecord } from '../records/user-record.ts';
import { isFoundBeside, type Ledger, type LedgerRecord } from '../run-store/ledger.ts';
import type { WorkItem } from '../users/user-fate.ts';
import type { ImportNeeds } from './import-context.ts';

type PatchNeeds = Pick<ImportNeeds, 'target' | 'store'>;

/** What no call may change beside the username. @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id (read 2026-11-21) */
const NOT_BESIDE_USERNAME: ReadonlySet<string> = new Set(['email', 'email_verified']);

/** Why nothing was written, as far as anybody knows. */
export type Unpatched =
    /** Auth0 refused it; an account that was to become a user is not one, and the ledger takes that back. */
    | { readonly codes: readonly string[]; readonly record?: LedgerRecord }
    /** Somebody has edited the user since the export, or the call got no answer. */
    | 'postponed'
    /** The target does not have the user any more. */
    | 'gone';

/** What a change of one user came to: the record that the ledger is to keep, or why there is none. */
export type PatchOutcome = { readonly record: LedgerRecord } | Unpatched;

/** Tells whether a user of the target is still as the export showed it. */
export async function lookAgain(
    { target, store }: PatchNeeds,
    { targetUserId = '', seen }: WorkItem,
): Promise<'as-seen' | Unpatched> {
    try {
        const now = await target.tenant.findUserById(targetUserId);
        if (now === undefined) return 'gone';
        return seen !== undefined && isEdited(seen, now, (text) => store.ledger.digest(text)) ? 'postponed' : 'as-seen';
    } catch (error) {
        return unpatched(error);
    }
}

/** Writes the change of a user, by its ID. */
export async function patchUser({ target, store }: PatchNeeds, item: WorkItem): Promise<PatchOutcome> {
    const { targetUserId = '', user, kind } = item;
    let updatedAt = Number.NaN;
    try {
        for (const body of patchCallsOf(user)) {
            const profile = await target.tenant.updateUser(targetUserId, body);
            if (profile === undefined) return 'gone';
            updatedAt = Date.parse(String(profile['updated_at']));
        }
    } catch (error) {
        const why = unpatched(error);
        if (typeof why === 'string' || kind !== 'adopt') return why;
        return { ...why, record: { ...sentRecordOf(store.ledger, item, 0), status: 'refused' } };
    }
    return { record: sentRecordOf(store.ledger, item, Number.isNaN(updatedAt) ? 0 : updatedAt) };
}

/**
 * Gives what the ledger keeps of a user that is written by its ID.
 *
 * @param writtenAt - in milliseconds since the Unix epoch; 0 before the call
 */
export function sentRecordOf(
    ledger: Pick<Ledger, 'get' | 'digest'>,
    { kind, sourceUserId, targetUserId = '', source, decision, fields, written, kept = [], movedByLogin }: WorkItem,
    writtenAt: number,
): LedgerRecord {
    const isAdoption = kind === 'adopt';
    const known = isAdoption ? undefined : ledger.get(sourceUserId);
    return {
        status: 'sent',
        isOurs: !isAdoption && known?.isOurs !== false,
        isFound: isAdoption ? undefined : isFoundBeside(known),
        password: known?.password,
        movedByLogin: known === undefined ? movedByLogin : known.movedByLogin,
        submission: 0,
        targetId: ledger.digest(targetUserId),
        ...{ source, decision, fields, written, kept, writtenAt },
    };
}

function unpatched(error: unknown): Unpatched {
    if (!isMigrationError(error)) throw error;
    if (isInDoubt(error)) return 'postponed';
    if (error.retryable || error.code !== 'REQUEST_REFUSED') throw error;
    return { codes: [`PATCH_${error.statusCode ?? 'REFUSED'}`] };
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
