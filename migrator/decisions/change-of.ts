import type { CheckedDefinition } from '../definition.ts';
import { FLAGS } from '../identity/differing-fields.ts';
import { digestFields } from '../identity/field-digests.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { DigestFunction } from '../records/digest.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';
import { PROVEN_IDENTIFIERS } from '../users/proven-identifiers.ts';
import type { SentRecord } from '../users/user-fate.ts';
import { isMadeUp } from './made-up.ts';

/** What the source's change of a user that was moved comes to in the target. */
export type UserChange =
    | { readonly kind: 'none'; readonly isChangedInTarget: boolean }
    | { readonly kind: 'conflict'; readonly fields: readonly LedgerField[] }
    | {
          readonly kind: 'update';
          readonly written: readonly LedgerField[];
          /** The body of the `PATCH` that writes them. */
          readonly patch: UserRecord;
          /** The fields as they will be: what is written, and what was known of the others. */
          readonly fields: FieldDigests;
      };

/**
 * Compares three versions of a user field by field: what the source has now, what the target has now, and what was sent.
 *
 * A change is written by ID. An import job finds its users by address, and the address may pass to another account before the job
 * reads it.
 *
 * @param user - the record as it would be sent now
 * @param base - the fields as they were sent, as far as anybody can know
 * @param rule - what to do where both have changed
 * @param owed - fields that a verification found wrong: they are written again, whatever the target has
 */
export function changeOf(
    user: SentRecord,
    { profile, isLinked }: TargetUser,
    base: FieldDigests,
    digest: DigestFunction,
    rule: CheckedDefinition['conflicts'],
    owed: readonly LedgerField[],
): UserChange {
    const [sent, found] = [digestFields(user, digest), digestFields(profile, digest)];
    const written: LedgerField[] = [];
    const conflicts: LedgerField[] = [];
    let isChangedInTarget = false;
    const isSame = (field: LedgerField) => {
        const at = LEDGER_FIELDS.indexOf(field);
        return sent[at] === found[at];
    };
    LEDGER_FIELDS.forEach((field, at) => {
        const [wanted, there, before] = [sent[at] ?? 0, found[at] ?? 0, base[at] ?? 0];
        const isTheirs = there !== before && !(before === 0 && (wanted === 0 || isMadeUp(field, profile)));
        if (wanted === there) return;
        if (owed.includes(field) && (wanted !== 0 || FLAGS.has(field))) written.push(field);
        else if (wanted === before) isChangedInTarget ||= isTheirs;
        else if (!isTheirs || rule === 'source-wins') written.push(field);
        else if (rule === 'report') conflicts.push(field);
        else isChangedInTarget = true;
    });
    for (const [identifier, flag] of PROVEN_IDENTIFIERS) {
        const isWritten = written.includes(identifier);
        if (!isWritten && isSame(identifier)) continue;
        // Whether an address is proven goes with the address: a flag of one never stands beside another.
        remove(written, flag);
        remove(conflicts, flag);
        if (isWritten) written.push(flag);
    }
    // Who is linked to another user by now is changed through that one only.
    if (isLinked) return { kind: 'none', isChangedInTarget: true };
    if (conflicts.length > 0) return { kind: 'conflict', fields: conflicts };
    if (written.length === 0) return { kind: 'none', isChangedInTarget };
    const fields = LEDGER_FIELDS.map((field, at) => (written.includes(field) ? (sent[at] ?? 0) : (base[at] ?? 0)));
    return { kind: 'update', written, fields, patch: patchOf(user, profile, written) };
}

/**
 * Makes the body of the `PATCH` that writes some fields of a user.
 *
 * A `PATCH` merges metadata at its first level, so keys that are gone are named with null.
 *
 * @param profile - the user in the target
 */
export function patchOf(user: UserRecord, profile: UserRecord, written: readonly LedgerField[]): UserRecord {
    const patch: Record<string, unknown> = {};
    for (const field of written) {
        const value = user[field];
        if (field === 'user_metadata' || field === 'app_metadata') patch[field] = metadataPatch(value, profile[field]);
        else if (field === 'blocked' || field === 'email_verified' || field === 'phone_verified')
            patch[field] = value === true;
        else patch[field] = value ?? null;
    }
    if (patch['phone_number'] === null) Reflect.deleteProperty(patch, 'phone_verified');
    return patch;
}

function metadataPatch(wanted: unknown, found: unknown): UserRecord {
    const kept = isRecord(wanted) ? wanted : {};
    if (Object.keys(kept).length === 0) return {};
    const gone = isRecord(found) ? Object.keys(found).filter((key) => !Object.hasOwn(kept, key)) : [];
    return { ...kept, ...Object.fromEntries(gone.map((key) => [key, null])) };
}

function remove(fields: LedgerField[], field: LedgerField): void {
    const at = fields.indexOf(field);
    if (at !== -1) fields.splice(at, 1);
}
