import { isDeepStrictEqual } from 'node:util';
import type { ExistingUsersPolicy, MergeConflictRule } from '../definition/existing-users.ts';
import { isRecord, valueAt, withValueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';
import { mergeMetadata } from '../users/merge-metadata.ts';
import type { PlanNotice } from '../users/plan-notice.ts';

/** What an account of the target is to become. */
export type UserUpdate =
    | { readonly kind: 'unchanged' }
    | { readonly kind: 'conflict'; readonly conflictAt: string }
    | {
          readonly kind: 'update';
          /** The account as it is to be: the address, and the fields that may be written. */
          readonly user: UserRecord;
          /** The fields that the account does not have like this. */
          readonly changed: readonly LedgerField[];
          /** Fields that have another value in the target now. */
          readonly replaced: readonly string[];
          readonly notices: readonly PlanNotice[];
      };

const NAME_FIELDS = ['given_name', 'family_name', 'name', 'nickname', 'picture'] as const;
const METADATA_FIELDS = ['user_metadata', 'app_metadata'] as const;

/**
 * Decides what is written over an account of the target that has a user's address.
 *
 * Its ID, username, phone number, password and block stay its own. Metadata is replaced whole, unless the policy merges it.
 *
 * @param user - the record as it would go for a new user
 * @param profile - the user in the target
 * @param memory - where the record remembers the user's ID, and those of earlier migrations: a merge takes that place as it is
 */
export function updateRecordOf(
    user: UserRecord,
    profile: UserRecord,
    policy: ExistingUsersPolicy,
    memory?: string,
): UserUpdate {
    const rule: MergeConflictRule = policy.policy === 'merge' ? policy.conflicts : 'take-source';
    const update: Record<string, unknown> = { email: user['email'] };
    for (const field of NAME_FIELDS) {
        const [sent, found] = [user[field], profile[field]];
        // Auth0 makes up a name and a picture for everyone, so these are no conflicts that exclude somebody.
        const value = rule === 'take-source' ? (sent ?? found) : (found ?? sent);
        if (value !== undefined && value !== null) update[field] = value;
    }
    // A merge never takes a verification back.
    const isVerified = user['email_verified'] ?? profile['email_verified'];
    update['email_verified'] =
        policy.policy === 'merge' ? isVerified === true || profile['email_verified'] === true : isVerified === true;
    const merged = memory === undefined ? profile : withValueAt(profile, memory, valueAt(user, memory));
    for (const field of METADATA_FIELDS) {
        const [sent, found] = [recordOf(user[field]), recordOf(merged[field])];
        if (sent === undefined) continue;
        if (policy.policy !== 'merge') update[field] = sent;
        else {
            const result = mergeMetadata(found ?? {}, sent, rule, field);
            if ('conflictAt' in result) return { kind: 'conflict', conflictAt: result.conflictAt };
            update[field] = result.merged;
        }
    }
    const changed = LEDGER_FIELDS.filter(
        (field) => field !== 'email' && Object.hasOwn(update, field) && !isSame(update[field], profile[field]),
    );
    if (changed.length === 0) return { kind: 'unchanged' };
    const replaced = changed.filter((field) => !isAbsent(profile[field]));
    return { kind: 'update', user: update, changed, replaced, notices: noticesOf(user, profile) };
}

function noticesOf(user: UserRecord, profile: UserRecord): PlanNotice[] {
    const notices: PlanNotice[] = [];
    if ((user['blocked'] === true) !== (profile['blocked'] === true)) notices.push('BLOCKED_NOT_UPDATED');
    const isOther = (field: string): boolean => user[field] !== undefined && user[field] !== profile[field];
    if (isOther('username') || isOther('phone_number')) notices.push('IDENTIFIER_NOT_UPDATED');
    return notices;
}

// Exports leave out what is not set: no metadata is empty metadata, and unverified.
function isSame(sent: unknown, found: unknown): boolean {
    if (isRecord(sent)) return isDeepStrictEqual(sent, recordOf(found) ?? {});
    return typeof sent === 'boolean' ? sent === (found === true) : sent === found;
}

function isAbsent(value: unknown): boolean {
    return value === undefined || value === null || (isRecord(value) && Object.keys(value).length === 0);
}

function recordOf(value: unknown): UserRecord | undefined {
    return isRecord(value) ? value : undefined;
}
