import type { UnverifiedChoices } from '../unverified.ts';

/** How an upsert goes, where Auth0's documents leave it open. */
export interface UpsertRules {
    /** What the file does not name is cleared. */
    readonly clearsAbsent: boolean;
    /** A record without `email_verified` makes it false. */
    readonly resetsVerified: boolean;
    readonly matchesUserId: boolean;
}

/** The rules of a tenant. */
export function upsertRules(unverified: UnverifiedChoices): UpsertRules {
    return {
        clearsAbsent: unverified.has('upsert-clears-absent'),
        resetsVerified: unverified.has('upsert-resets-verified'),
        matchesUserId: unverified.has('upsert-matches-user-id'),
    };
}
