import type { CheckedDefinition } from '../definition.ts';
import type { Ledger, LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import type { RunStore } from '../run-store/run-store.ts';
import type { SourceUser } from '../users/source-record.ts';
import { isNotAdopted } from './adoption-in-doubt.ts';
import { differingFields } from './differing-fields.ts';
import { digestFields } from './field-digests.ts';
import { findCounterpart } from './find-counterpart.ts';
import { isAnotherAccount } from './is-another-account.ts';
import { isGivenAgain } from './is-given-again.ts';
import { sentUserOf } from './sent-user.ts';
import type { TargetUser, TargetUsers } from './target-users.ts';
import { sourceSeenAtOf } from './written-at.ts';

/** What a migration knows of a user of the source. */
export interface KnownUser {
    /** The user's last submission. */
    readonly submission: SubmissionState | undefined;
    /** The record of the ledger, as far as it tells who the user is in the target. */
    readonly known: LedgerRecord | undefined;
    /** The same person in the target. */
    readonly user: TargetUser | undefined;
    /** The account of the person who had the ID in the source before; the ledger knows that person. */
    readonly formerUser?: TargetUser | undefined;
}

/** What a user is looked up in. */
export interface KnownUserNeeds {
    readonly target: TargetUsers;
    readonly definition: Pick<CheckedDefinition, 'userIds'>;
    readonly ledger: Pick<Ledger, 'digest'>;
    /** When the run took its snapshots of the source, in milliseconds since the Unix epoch, the newest last. */
    readonly sourceSnapshots: readonly number[];
    /** Gives a user's last submission; undefined for one that was written by itself. */
    submissionOf(recorded: LedgerRecord): SubmissionState | undefined;
}

/** Gives what the users of a run are looked up in. */
export function knownUserNeeds(
    {
        definition,
        store,
    }: { readonly definition: CheckedDefinition; readonly store: Pick<RunStore, 'ledger' | 'journal'> },
    target: TargetUsers,
): KnownUserNeeds {
    const { ledger, journal } = store;
    const { submissions, sourceSnapshots } = journal.state;
    return {
        target,
        definition,
        ledger,
        sourceSnapshots,
        submissionOf: ({ submission }) => submissions.get(submission),
    };
}

/** Tells whether a user of the target has all that was sent. */
export type IsAsSent = (user: TargetUser, sent: LedgerRecord) => boolean;

/**
 * Finds who in the target is the same person as a user of the source, by what the ledger and the target show.
 *
 * @param recorded - the user's record in the ledger
 * @param isAsSent - where nothing else tells the user from others; by default all fields that were sent are compared
 */
export function findKnownUser(
    needs: KnownUserNeeds,
    { profile, sourceUserId }: Pick<SourceUser, 'profile' | 'sourceUserId'>,
    recorded: LedgerRecord | undefined,
    isAsSent: IsAsSent = (user, { fields }) =>
        differingFields(
            fields,
            digestFields(user.profile, (text) => needs.ledger.digest(text)),
        ).length === 0,
): KnownUser {
    const submission = recorded && needs.submissionOf(recorded);
    const known = confirmedRecord(needs.target, sourceUserId, recorded);
    const digest = (text: string) => needs.ledger.digest(text);
    const sent = sentUserOf(known, submission, isAsSent, digest);
    const { userIds } = needs.definition;
    const user = findCounterpart(needs.target, userIds, sourceUserId, known, sent);
    if (known === undefined) return { submission, known, user };
    const seenAt = sourceSeenAtOf(known, submission, needs.sourceSnapshots);
    if (isGivenAgain(user, { sourceUserId, profile }, known, seenAt, digest))
        return { submission, known: undefined, user: undefined, formerUser: user };
    const isAnother =
        user !== undefined && isAnotherAccount(user, { userIds, sourceUserId, profile, known, submission, digest });
    return { submission, known, user: isAnother ? undefined : user };
}

// A record is made before its request leaves. It says nothing of the target where Auth0 refused the user, or where an account of the target was
// to become the user and did not: then the definition decides about that account as if for the first time.
function confirmedRecord(
    target: TargetUsers,
    sourceUserId: string,
    known: LedgerRecord | undefined,
): LedgerRecord | undefined {
    if (known === undefined || known.status === 'refused') return undefined;
    return isNotAdopted(target, sourceUserId, known) ? undefined : known;
}
