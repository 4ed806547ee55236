/**
 * Says of each notice what it means and what to do, for the people who read a plan.
 *
 * A notice is about a user that is written, and never forbids anything.
 */
export const PLAN_NOTICES = {
    BLOCKED_NOT_UPDATED:
        'blocked on one side only, which `existingUsers` does not change: block or unblock them by hand',
    BLOCKED_THOUGH_EXCLUDED:
        'moved earlier and excluded now, who were blocked in the source: they are blocked in the target as well, and nothing else of theirs is written',
    HASH_OF_UNKNOWN_AGE:
        'who set a password once, and a hash that does not say if it is of that one: name the day of the export in `passwords.hashExportedAt`',
    IDENTIFIER_NOT_UPDATED:
        'with a different username or phone number in the target, which `existingUsers` does not change',
    IN_ANOTHER_CONNECTION:
        'whose address, username or phone number also exists in another connection of the target tenant: Auth0 treats them as two people until they are linked',
    LINKED_IDENTITIES: 'with linked accounts: only the database identity is migrated; link the others again afterwards',
    MULTIFACTOR_ENROLLED:
        'with a second factor, which no export of Auth0 contains: they enroll again, or you name an MFA export (`mfaFactors`)',
    OLD_ID_IN_METADATA:
        'whose metadata contains an old user ID: name its path in `userIds.rewrite`, or change whatever reads it',
    OUTDATED_HASH_USED:
        'with a hash from before their last password reset: the older password will work, the newer one will not',
    TUTORIAL_FIELDS:
        'with `connection`, `provider` or `password_algorithm` in the record, as in some tutorials: Auth0 refuses these fields, so they were translated',
    UNBLOCKED_THOUGH_EXCLUDED:
        'moved earlier and excluded now, who were unblocked in the source: they are unblocked in the target as well, and nothing else of theirs is written',
} as const;

/** Something worth knowing about a user. */
export type PlanNotice = keyof typeof PLAN_NOTICES;
