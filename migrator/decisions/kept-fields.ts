import type { ExistingUsersPolicy, MergeConflictRule } from '../definition/existing-users.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';
import { mergeMetadata } from '../users/merge-metadata.ts';
import type { Exclusion, SentRecord } from '../users/user-fate.ts';

/** Whether an address or a number is proven goes with it. */
const FLAGS: ReadonlySet<LedgerField> = new Set(['email_verified', 'phone_verified']);
const METADATA = ['user_metadata', 'app_metadata'] as const;

/**
 * Lists the fields in which an account that was in the target before has something of its own.
 *
 * @param sent - what the source has of the user
 * @param there - what the account has when it has become the user
 */
export function keptFields(sent: FieldDigests, there: FieldDigests): LedgerField[] {
    return LEDGER_FIELDS.filter((field, at) => !FLAGS.has(field) && there[at] !== 0 && there[at] !== sent[at]);
}

/**
 * Puts what an account has of its own into the record that its user would be sent as, so that no later change of the source writes
 * over it. Metadata is merged: what the source adds still moves.
 *
 * @param profile - the account as it is now
 */
export function withKeptFields(
    user: SentRecord,
    profile: UserRecord,
    kept: readonly LedgerField[],
    existingUsers: ExistingUsersPolicy,
): SentRecord | Exclusion {
    if (kept.length === 0) return user;
    const rule = existingUsers.policy === 'merge' ? existingUsers.conflicts : 'keep-target';
    const own = kept.flatMap((field) => (field === 'phone_number' ? [field, 'phone_verified' as const] : [field]));
    const record = { ...user, ...Object.fromEntries(own.map((field) => [field, profile[field]])) };
    return mergedMetadata(record, user, profile, rule, kept);
}

/**
 * Merges the metadata of a user with that of its account.
 *
 * @param record - gets the result
 * @param fields - those that are merged
 */
export function mergedMetadata(
    record: SentRecord,
    user: SentRecord,
    profile: UserRecord,
    rule: MergeConflictRule,
    fields: readonly LedgerField[] = METADATA,
): SentRecord | Exclusion {
    const merged: Record<string, unknown> = { ...record };
    for (const field of METADATA) {
        const [sent, found] = [user[field], profile[field]];
        if (!fields.includes(field) || !isRecord(sent) || !isRecord(found)) continue;
        const result = mergeMetadata(found, sent, rule, field);
        if ('conflictAt' in result) {
            const detail = 'source and target have different values in the same place of the metadata';
            return { reason: 'MERGE_CONFLICT', detail };
        }
        merged[field] = result.merged;
    }
    return merged as SentRecord;
}
