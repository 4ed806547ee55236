import { isSentUser } from '../identity/is-sent-user.ts';
import { withDatabasePrefix } from '../identity/user-id.ts';
import { createdWithin } from '../identity/written-at.ts';
import type { RejectedUser } from '../imports/rejected-user.ts';
import type { ClassifiedRejection } from '../migration.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Run } from '../run/run.ts';
import { emailKey } from '../users/email-key.ts';
import type { WorkItem } from '../users/user-fate.ts';
import { findUser, type UserKeys } from './find-user.ts';

/** Codes by which Auth0 says that somebody has the user's address, ID, username or phone number. */
const EXISTS: ReadonlySet<string> = new Set(['DUPLICATED_USER', 'CONFLICT', 'CONFLICT_EMAIL', 'CONFLICT_USERNAME']);

/** What the classification of a rejection takes from a run. */
export type ClassifyNeeds = Pick<Run, 'target' | 'definition' | 'store'>;

/** Tells whether an address is that of another user whom this pass sent and whom Auth0 did not refuse. */
export type IsImportedByPass = (email: string) => boolean;

/**
 * Finds out what a rejected user is, by what the target shows of it.
 *
 * @param user - the same user as it was sent
 * @param isImported - tells other users of this pass from strangers
 * @throws what the tenant throws, but for a look-up that is not allowed: that leaves the user `undecidable`
 */
export async function classifyRejection(
    run: ClassifyNeeds,
    user: WorkItem,
    rejection: RejectedUser,
    isImported: IsImportedByPass,
): Promise<ClassifiedRejection & { readonly isIdTaken: boolean }> {
    const { tenant, connection } = run.target;
    const saysExists = rejection.codes.some((code) => EXISTS.has(code));
    const mayBeThere = saysExists || rejection.codes.includes('JOB_FAILED');
    if (!mayBeThere || user.kind !== 'new') return { ...rejection, class: 'refused', evidence: [], isIdTaken: false };
    const { place, profile, evidence, isIdTaken } = await findUser(tenant, connection, keysOf(user));
    const classified = (found: ClassifiedRejection['class'], ...more: string[]) => ({
        ...rejection,
        class: found,
        evidence: [...evidence, ...more],
        isIdTaken,
    });
    switch (place) {
        case 'present':
            return classified(...classOfPresent(run, user, profile ?? {}, isImported));
        case 'linked-secondary':
        case 'orphan':
        case 'undecidable':
            return classified(place);
        case 'other-connection':
        case 'nowhere':
            // Addresses are unique in a connection, not in a tenant: an address of another connection blocks nobody here.
            return saysExists ? classified('ghost', 'Auth0 refused it as existing') : classified('refused');
    }
}

/** Gives what a user that was sent is known by in the target. */
export function keysOf({ user }: Pick<WorkItem, 'user'>): UserKeys {
    const text = (field: string) => (typeof user[field] === 'string' ? user[field] : undefined);
    const id = text('user_id');
    return {
        email: text('email') ?? '',
        userId: id === undefined ? undefined : withDatabasePrefix(id),
        username: text('username'),
        phoneNumber: text('phone_number'),
    };
}

function classOfPresent(
    run: ClassifyNeeds,
    { sourceUserId, user }: WorkItem,
    profile: UserRecord,
    isImported: IsImportedByPass,
): [ClassifiedRejection['class'], string] {
    const passStartedAt = Date.parse(run.store.journal.state.passStartedAt ?? '');
    const sent = { sourceUserId, email: String(user['email']) };
    const { ledger, journal } = run.store;
    const known = ledger.get(sourceUserId);
    const submission = known && journal.state.submissions.get(known.submission);
    // Whom Auth0 refused at the first request was made by somebody else.
    const mayBeOurs = known?.status !== 'refused' || submission?.isRepeated === true;
    const made = mayBeOurs ? createdWithin(submission) : undefined;
    if (isSentUser(profile, sent, run.definition.userIds, made)) {
        return ['imported', 'it is as this run sent it'];
    }
    const email = emailKey(String(profile['email']));
    // It is not there: somebody else has what no two users may have.
    if (email !== emailKey(sent.email)) {
        return isImported(email)
            ? ['duplicate-in-source', 'it is another user of this pass']
            : ['refused', 'it is another account'];
    }
    // A sign-up, or another import, between the export of the target and this look-up.
    const isNew = Date.parse(String(profile['created_at'])) >= passStartedAt;
    return ['existing', isNew ? 'it was created while this pass was running' : 'it existed before this pass'];
}
