import { type FieldDigests, LEDGER_FIELDS, type LedgerField } from '../run-store/ledger.ts';

// What was not sent is the target's own: Auth0 makes up names, and people add what they like. A flag that was not sent is false.
const FLAGS: ReadonlySet<LedgerField> = new Set(['blocked', 'email_verified']);

/** Lists the fields that a user of the target has otherwise than they were sent. */
export function differingFields(sent: FieldDigests, found: FieldDigests): LedgerField[] {
    return LEDGER_FIELDS.filter((field, at) => {
        const [before, now] = [sent[at] ?? 0, found[at] ?? 0];
        return before !== now && (before !== 0 || FLAGS.has(field));
    });
}
