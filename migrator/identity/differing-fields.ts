import { type FieldDigests, LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';

/** Fields that are false where they are absent. What else was not sent is the target's own: Auth0 makes up names, and people add what they like. */
export const FLAGS: ReadonlySet<LedgerField> = new Set(['blocked', 'email_verified']);

/** Lists the fields that a user of the target has otherwise than they were sent. */
export function differingFields(sent: FieldDigests, found: FieldDigests): LedgerField[] {
    return LEDGER_FIELDS.filter((field, at) => {
        const [before, now] = [sent[at] ?? 0, found[at] ?? 0];
        return before !== now && (before !== 0 || FLAGS.has(field));
    });
}
