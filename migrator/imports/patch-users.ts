import { isMigrationError } from '../errors.ts';
import type { DecidedMigration } from '../migration.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { WorkItem } from '../users/user-fate.ts';
import type { ImportNeeds } from './import-context.ts';
import type { RejectedUser } from './rejected-user.ts';
import { readItem, readWorkList } from './work-list.ts';

const CALLS_AT_ONCE = 4;
/** What no call may change beside the username. @see https://auth0.com/docs/api/management/v2/users/patch-users-by-id (read 2026-11-21) */
const NOT_BESIDE_USERNAME: ReadonlySet<string> = new Set(['email', 'email_verified']);

/** What the calls came to. */
export interface PatchedUsers {
    readonly rejected: readonly RejectedUser[];
    /** Users who gave up an address. */
    readonly freedAddresses: number;
}

/**
 * Changes the users of the target whose change no upsert can write, by their IDs: addresses, usernames, phone numbers, blocks.
 *
 * A call can be repeated: it sets values. The ledger learns of it afterwards, so that a call that was lost is compared and made
 * again. A user that is gone by now is left to the verification.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws, but for a refusal of one user
 */
export async function patchUsers(run: ImportNeeds, { work, counts }: DecidedMigration): Promise<PatchedUsers> {
    const rejected: RejectedUser[] = [];
    let freedAddresses = 0;
    let done = 0;
    if (counts.patches === 0) return { rejected, freedAddresses };
    for await (const items of readWorkList(work.artifacts, work.artifact)) {
        const patches = items.filter(({ kind }) => kind === 'patch').map(readItem);
        for (let at = 0; at < patches.length; at += CALLS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = patches.slice(at, at + CALLS_AT_ONCE);
            const written = await Promise.all(some.map((item) => patchUser(run, item)));
            const records: [string, LedgerRecord][] = [];
            for (const [place, outcome] of written.entries()) {
                const item = some[place];
                if (item === undefined) continue;
                const { line, sourceUserId, user } = item;
                if ('codes' in outcome) {
                    rejected.push({ line, sourceUserId, codes: outcome.codes });
                    continue;
                }
                records.push([sourceUserId, outcome.record]);
                if ('email' in user) freedAddresses += 1;
            }
            await run.store.ledger.append(records);
            done += some.length;
            run.onProgress({ stage: 'update', done, total: counts.patches });
        }
    }
    return { rejected, freedAddresses };
}

async function patchUser(
    { target, store }: ImportNeeds,
    { sourceUserId, targetUserId = '', isAdoption, source, decision, fields, written, user }: WorkItem,
): Promise<{ readonly record: LedgerRecord } | { readonly codes: readonly string[] }> {
    let updatedAt = Number.NaN;
    try {
        for (const body of callsOf(user)) {
            const profile = await target.tenant.updateUser(targetUserId, body);
            if (profile === undefined) return { codes: ['USER_GONE'] };
            updatedAt = Date.parse(String(profile['updated_at']));
        }
    } catch (error) {
        if (!isMigrationError(error) || error.retryable || error.code !== 'REQUEST_REFUSED') throw error;
        return { codes: [`PATCH_${error.statusCode ?? 'REFUSED'}`] };
    }
    const known = store.ledger.get(sourceUserId);
    const record: LedgerRecord = {
        status: 'sent',
        isOurs: !isAdoption && known?.isOurs !== false,
        submission: 0,
        targetId: store.ledger.digest(targetUserId),
        writtenAt: Number.isNaN(updatedAt) ? 0 : updatedAt,
        ...{ source, decision, fields, written },
    };
    return { record };
}

// A username goes by itself.
function callsOf(patch: UserRecord): UserRecord[] {
    const { username, ...rest } = patch;
    if (username === undefined || !Object.keys(rest).some((field) => NOT_BESIDE_USERNAME.has(field))) return [patch];
    return [rest, { username }];
}
