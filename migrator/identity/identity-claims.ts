import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { Exclusion } from '../users/user-fate.ts';

/** What makes a user unique in a connection; undefined where the user has none. */
export interface Identifiers {
    /** In lower case. */
    readonly email: string;
    readonly username: string | undefined;
    readonly phoneNumber: string | undefined;
    /** As the import record carries it. */
    readonly userId: string | undefined;
}

/** Remembers which identifiers the users before have, as 64-bit digests. */
export class IdentityClaims {
    private readonly emails: DigestSet;
    private readonly usernames = new DigestSet();
    private readonly phoneNumbers = new DigestSet();
    private readonly userIds = new DigestSet();
    private readonly sourceIds = new DigestSet();

    /**
     * Makes an empty memory.
     *
     * @param expectedUsers - users to make room for
     */
    constructor(expectedUsers: number) {
        this.emails = new DigestSet(expectedUsers);
    }

    /**
     * Claims a user's ID in the source, which a file may give twice.
     *
     * @returns whether no user before has it
     */
    claimSourceId(sourceUserId: string): boolean {
        return this.sourceIds.add(digest64(sourceUserId));
    }

    /**
     * Claims all identifiers of a user, or none if one is taken.
     *
     * @returns undefined when the user has them now
     */
    claim({ email, username, phoneNumber, userId }: Identifiers): Exclusion | undefined {
        const emailDigest = digest64(email);
        if (username === undefined && phoneNumber === undefined && userId === undefined) {
            return this.emails.add(emailDigest) ? undefined : taken('DUPLICATE_EMAIL_IN_SOURCE', 'email');
        }
        const usernameDigest = username === undefined ? undefined : digest64(username.toLowerCase());
        const phoneDigest = phoneNumber === undefined ? undefined : digest64(phoneNumber);
        const idDigest = userId === undefined ? undefined : digest64(userId);
        if (this.emails.has(emailDigest)) return taken('DUPLICATE_EMAIL_IN_SOURCE', 'email');
        if (usernameDigest && this.usernames.has(usernameDigest))
            return taken('DUPLICATE_USERNAME_IN_SOURCE', 'username');
        if (phoneDigest && this.phoneNumbers.has(phoneDigest))
            return taken('DUPLICATE_PHONE_NUMBER_IN_SOURCE', 'phone_number');
        if (idDigest && this.userIds.has(idDigest)) return taken('DUPLICATE_USER_ID_IN_SOURCE', 'user_id');
        this.emails.add(emailDigest);
        if (usernameDigest) this.usernames.add(usernameDigest);
        if (phoneDigest) this.phoneNumbers.add(phoneDigest);
        if (idDigest) this.userIds.add(idDigest);
        return undefined;
    }
}

function taken(reason: Exclusion['reason'], field: string): Exclusion {
    return { reason, detail: `an earlier user of the source has the same \`${field}\`` };
}
