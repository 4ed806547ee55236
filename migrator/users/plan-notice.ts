/**
 * Says of each notice what it means and what to do, for the people who read a plan.
 *
 * A notice is about a user that goes, and never forbids anything.
 */
export const PLAN_NOTICES = {
    BLOCKED_NOT_UPDATED:
        'blocked in one place and not in the other, which an upsert cannot change: block or unblock them by hand',
    IDENTIFIER_NOT_UPDATED: 'with another username or phone number in the target, which an upsert cannot change',
    IN_ANOTHER_CONNECTION:
        'whose address, username or phone number another connection of the target tenant has too: Auth0 takes them for two people until somebody links them',
    LINKED_IDENTITIES: 'with linked accounts: only the database identity goes, link the others again afterwards',
    MULTIFACTOR_ENROLLED:
        'with a second factor, which no export shows: they enroll again, or bring `mfa_factors` from the support export',
    OLD_ID_IN_METADATA:
        'whose metadata holds an old user ID: name the place in `userIds.rewrite`, or change what reads it',
    OUTDATED_HASH_USED:
        'with a hash from before their last password reset: their older password will work, the newer one will not',
    TUTORIAL_FIELDS:
        'with `connection`, `provider` or `password_algorithm` in the record, as some tutorials show: Auth0 refuses these fields, so they were translated and left out',
} as const;

/** Something worth knowing about a planned user. */
export type PlanNotice = keyof typeof PLAN_NOTICES;
