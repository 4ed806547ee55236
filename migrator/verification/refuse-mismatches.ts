import { type AssignedKind, countedAssigned } from '../assignments/assignment.ts';
import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import type { Verification, VerifiedMigration } from '../migration.ts';

/**
 * Refuses a run whose users are not in the target as they were sent, or whose probes cannot log in.
 *
 * @throws {MigrationError} `VERIFICATION_FAILED` with the counts and the fields
 */
export function refuseMismatches(verified: VerifiedMigration): void {
    const mismatch = mismatchOf(verified);
    if (mismatch !== undefined) throw mismatch;
}

/** Says what is wrong in the target; undefined where nothing is. */
export function mismatchOf({
    verification,
    assignments,
    postponed: postponedUpdates,
    postponedBlocks,
}: VerifiedMigration): MigrationError | undefined {
    const postponed = postponedUpdates + postponedBlocks;
    const { mismatched, missing, doubled, compared } = verification;
    const { mismatchesByField, mismatchArtifact, logins } = verification;
    if (mismatched > 0 || missing > 0) {
        const fields = Object.entries(mismatchesByField)
            .map(([field, count]) => `${field} (${count})`)
            .join(', ');
        return failed(
            `Of ${compared} users that were imported, ${missing} are not in the target and ${mismatched} differ` +
                `${fields === '' ? '' : ` in ${fields}`}, although they were sent twice. They are listed in ${mismatchArtifact}. Check some ` +
                'of them in the target, then run again: they are sent once more.',
        );
    }
    if (doubled > 0) {
        return failed(
            `${counted(doubled, 'user is', 'users are')} in the target twice: two accounts have the same address or the same remembered ID. Search for them by ` +
                '`previous_user_id` or address, decide which account is the right one, and delete the other; then run again.',
        );
    }
    if (postponed > 0) {
        return failed(
            `${counted(postponed, 'user of the target was', 'users of the target were')} to be updated, and could not be: somebody edited them there each time just before, or the ` +
                'tenant gave no answer. Nothing of theirs was overwritten. Run again.',
        );
    }
    const lacking = Object.entries(verification.assignments?.missing ?? {}).filter(([, number]) => number > 0);
    const refused = assignments?.refused.length ?? 0;
    if (lacking.length > 0 || refused > 0) {
        const words = lacking.map(([kind, number]) => countedAssigned(number, kind as AssignedKind)).join(', ');
        return failed(
            [
                'Every user is in the target, but not everything that users have in the source.',
                ...(words === '' ? [] : [`Missing: ${words}.`]),
                ...(refused === 0
                    ? []
                    : [
                          `Auth0 refused ${counted(refused, 'assignment')} twice; ${assignments?.refusedArtifact ?? ''} lists them.`,
                      ]),
                'Run again: only what is missing is written.',
            ].join(' '),
        );
    }
    const unread = assignments?.unread.length ?? 0;
    if (unread > 0) {
        return failed(
            `Every user is in the target with what it has in the source, except the direct permissions of ${counted(unread, 'user')}: with those of their roles they have ` +
                `more permissions than the 1,000 that Auth0 lists, so nobody can tell which are direct. ${assignments?.refusedArtifact ?? ''} lists these users. ` +
                'Assign theirs by hand and leave them out with `permissions: { only }`, or give their roles fewer permissions; then run again.',
        );
    }
    return logins.accepted < logins.tried ? refusedLogins(logins) : undefined;
}

function refusedLogins({ tried, accepted }: Verification['logins']): MigrationError {
    return failed(
        `Every user is in the target as it was sent, but ${tried - accepted} of ${tried} login probes were refused: the password is ` +
            'wrong, the account was not in the source, or its hash does not work. Check these accounts and the tenant log: ' +
            'other passwords may not work either.',
    );
}

function failed(message: string): MigrationError {
    return new MigrationError('VERIFICATION_FAILED', message, { retryable: true, subject: 'target' });
}
