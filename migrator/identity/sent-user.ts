import type { DigestFunction } from '../records/digest.ts';
import { LEDGER_FIELDS, type LedgerField, type LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import { agreeInOne, digestFields } from './field-digests.ts';
import type { SentUser } from './find-counterpart.ts';
import type { TargetUser } from './target-users.ts';
import { wereAllCreated } from './was-created.ts';
import { createdWithin } from './written-at.ts';

/** What tells a person from others. Auth0 makes a nickname and a picture of the address, and the name as well where there is none. */
const TELLING = ['username', 'phone_number', 'given_name', 'family_name', 'user_metadata', 'app_metadata'] as const;

/**
 * Gives what tells a user that was sent from others who have the address.
 *
 * It has all that was sent. Where Auth0 has created everybody in the user's job whom it did not refuse, the only account of that time with the
 * address is the user's even if somebody has edited it meanwhile, as long as something else is as it was sent.
 *
 * @param submission - the user's last one
 * @param isAsSent - tells whether a user of the target has all that was sent
 * @returns undefined where the user was not sent in a submission
 */
export function sentUserOf(
    known: LedgerRecord | undefined,
    submission: SubmissionState | undefined,
    isAsSent: (user: TargetUser, known: LedgerRecord) => boolean,
    digest: DigestFunction,
): SentUser | undefined {
    const created = createdWithin(submission);
    if (known === undefined || created === undefined) return undefined;
    const email = known.fields[LEDGER_FIELDS.indexOf('email')] ?? 0;
    const areAllCreated = wereAllCreated(submission);
    return {
        ...{ email, ...created, areAllCreated },
        isIt: (user) =>
            isAsSent(user, known) ||
            (areAllCreated && agreeInOne(tellingOf(user), known.fields, digestFields(user.profile, digest))),
    };
}

function tellingOf({ profile: { name } }: TargetUser): readonly LedgerField[] {
    return typeof name === 'string' && !name.includes('@') ? [...TELLING, 'name'] : TELLING;
}
