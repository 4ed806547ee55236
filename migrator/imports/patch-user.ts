import { isMigrationError, type MigrationError } from '../errors.ts';
import { isEdited } from '../identity/seen-user.ts';
import { noVersion } from '../identity/source-digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import { isFoundBeside, LEDGER_FIELDS, type Ledger, type LedgerField, type LedgerRecord } from '../run-store/ledger.ts';
import type { WorkItem } from '../users/user-fate.ts';
import type { ImportNeeds } from './import-context.ts';

type PatchNeeds = Pick<ImportNeeds, 'target' | 'store'>;

/** What no call may change beside the username. @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id (read 2026-11-21) */
const NOT_BESIDE_USERNAME: ReadonlySet<string> = new Set(['email', 'email_verified']);

/** What Auth0 may refuse whatever else a call writes, each with the flag that goes with it. */
const IDENTIFIERS = { email: 'email_verified', username: undefined, phone_number: 'phone_verified' } as const;

/** Why not all was written, as far as anybody knows. */
export type Unpatched =
    /**
     * Auth0 refused it, or a part of it; then the ledger keeps the rest. An account that was to become a user is not one, and the ledger takes that
     * back.
     */
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

/**
 * Writes the change of a user, by its ID.
 *
 * If Auth0 refuses a call, its identifiers are tried by themselves: a connection with import mode takes no address that its Get User script
 * knows, and a user who gets such an address must be blocked all the same.
 */
export async function patchUser({ target, store }: PatchNeeds, item: WorkItem): Promise<PatchOutcome> {
    const { targetUserId = '', user, kind } = item;
    const refused: Refusal[] = [];
    const calls = patchCallsOf(user);
    let writtenAt: number | undefined;
    for (let body = calls.shift(); body !== undefined; body = calls.shift()) {
        try {
            const profile = await target.tenant.updateUser(targetUserId, body);
            if (profile === undefined) return 'gone';
            writtenAt = Date.parse(String(profile['updated_at'])) || 0;
        } catch (error) {
            const why = unpatched(error);
            if (typeof why === 'string') return why;
            const parts = partsOf(body);
            if (parts.length > 1) calls.unshift(...parts);
            else refused.push({ body, codes: why.codes });
        }
    }
    if (refused.length === 0) return { record: sentRecordOf(store.ledger, item, writtenAt ?? 0) };
    const codes = [...new Set(refused.flatMap(codesOf))];
    if (kind === 'adopt') return { codes, record: { ...sentRecordOf(store.ledger, item, 0), status: 'refused' } };
    const record = writtenAt === undefined ? undefined : partlySent(store.ledger, item, refused, writtenAt);
    return record === undefined ? { codes } : { codes, record };
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
        factors: known?.factors,
        movedByLogin: known === undefined ? movedByLogin : known.movedByLogin,
        submission: 0,
        targetId: ledger.digest(targetUserId),
        ...{ source, decision, fields, written, kept, writtenAt },
    };
}

/** A call that Auth0 refused, which cannot be made in parts. */
interface Refusal {
    readonly body: UserRecord;
    readonly codes: readonly string[];
}

function codesOf({ body, codes }: Refusal): string[] {
    const identifier = identifierIn(body);
    return identifier === undefined ? [...codes] : codes.map((code) => `${code}_${identifier.toUpperCase()}`);
}

// The next pass tries again what was refused, and takes the rest back if the source has.
function partlySent(
    ledger: Pick<Ledger, 'get' | 'digest'>,
    item: WorkItem,
    refused: readonly Refusal[],
    writtenAt: number,
): LedgerRecord | undefined {
    const known = ledger.get(item.sourceUserId);
    if (known === undefined) return undefined;
    const isRefused = (field: LedgerField) => refused.some(({ body }) => Object.hasOwn(body, field));
    return {
        ...sentRecordOf(ledger, item, writtenAt),
        source: noVersion((text) => ledger.digest(text)),
        fields: LEDGER_FIELDS.map((field, at) => (isRefused(field) ? known.fields : item.fields)[at] ?? 0),
        written: item.written.filter((field) => !isRefused(field)),
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

/** Splits a call that Auth0 refused: each identifier by itself, with its flag, and then all the rest. */
export function partsOf(body: UserRecord): UserRecord[] {
    const rest: Record<string, unknown> = { ...body };
    const parts: UserRecord[] = [];
    for (const [identifier, flag] of Object.entries(IDENTIFIERS)) {
        if (!Object.hasOwn(body, identifier)) continue;
        const fields = [identifier, ...(flag !== undefined && Object.hasOwn(body, flag) ? [flag] : [])];
        parts.push(Object.fromEntries(fields.map((field) => [field, body[field]])));
        for (const field of fields) Reflect.deleteProperty(rest, field);
    }
    return Object.keys(rest).length === 0 ? parts : [...parts, rest];
}

function identifierIn(body: UserRecord): string | undefined {
    return Object.keys(IDENTIFIERS).find((identifier) => Object.hasOwn(body, identifier));
}

/** Splits a change into calls as Auth0 takes them: a username goes by itself. */
export function patchCallsOf(patch: UserRecord): UserRecord[] {
    const { username, ...rest } = patch;
    if (username === undefined || !Object.keys(rest).some((field) => NOT_BESIDE_USERNAME.has(field))) return [patch];
    return [rest, { username }];
}
