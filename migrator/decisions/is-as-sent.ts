import { digestFields } from '../identity/field-digests.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { FieldDigests, Ledger } from '../run-store/ledger.ts';

/** Tells whether a user of the target has everything that was sent. */
export function isAsSent(base: FieldDigests, { profile, isLinked }: TargetUser, digest: Ledger['digest']): boolean {
    if (isLinked) return false;
    const found = digestFields(profile, digest);
    return base.every((before, at) => before === 0 || before === found[at]);
}
