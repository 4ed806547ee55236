/**
 * Says of every reason of ours why a user is not sent, and the way out; those of a field's rule and of a hash say it themselves.
 *
 * The list is a value so that a test can compare it with `docs/excluded-users.md`.
 */
export const EXCLUSION_REASONS = {
    CHANGED_ON_BOTH_SIDES: 'Source and target have both changed the same field since the user was moved.',
    DUPLICATE_EMAIL_IN_SOURCE: 'An earlier user of the source has the same address, in any case.',
    DUPLICATE_PHONE_NUMBER_IN_SOURCE: 'An earlier user of the source has the same phone number.',
    DUPLICATE_SOURCE_ID: 'An earlier user of the source has the same ID.',
    DUPLICATE_USERNAME_IN_SOURCE: 'An earlier user of the source has the same username, in any case.',
    DUPLICATE_USER_ID_IN_SOURCE: 'After the ID policy an earlier user of the source has the same ID.',
    GHOST_AWAITS_LOGIN: 'Auth0 knows the user and shows it to nobody; a login is waited for, which makes it whole.',
    HELD_BY_ANOTHER_USER:
        'The account of the target that has the address, username or phone number is another user of the source.',
    ID_POLICY_REFUSED: 'The ID policy makes an ID that Auth0 does not take.',
    LINE_UNREADABLE: 'The line of the source is no user: it is damaged, too long, not UTF-8, or has no ID.',
    LINKED_TO_ANOTHER_PRIMARY: 'The database identity is linked to a user of another kind of connection.',
    MERGE_CONFLICT: 'Source and target have different values at one place of the metadata.',
    NOT_A_DATABASE_USER: 'The user is of a social, passwordless or enterprise connection, or a service account.',
    NOT_SELECTED: 'The definition does not take this user.',
    NUMBER_TOO_LARGE: 'The metadata holds a number with more digits than Auth0 keeps.',
    PASSWORD_HASH_MISSING: 'The source has no password hash for this user.',
    PASSWORD_HASH_OUTDATED: 'The user has set another password since the password hash export was made.',
    PHONE_NUMBER_IN_TARGET: 'The target has the phone number under another address.',
    RECORD_TOO_LARGE: 'The record alone is larger than an import file may be.',
    REMEMBERED_ID_IN_TARGET: 'A user of the target remembers the ID, and nothing else of it agrees.',
    SOURCE_UNVERIFIED:
        "The target has an account with the address, and the source has not verified that the address is the user's.",
    TARGET_UNVERIFIED:
        "The target has an account with the address, and nobody has verified that the address is its owner's.",
    TRANSFORM_FAILED: 'A function of the definition threw, or gave something that is no record.',
    USERNAME_IN_TARGET: 'The target has the username under another address.',
    USER_ID_IN_ANOTHER_CONNECTION: 'Another connection of the target tenant has the ID.',
    USER_ID_IN_TARGET: 'The target has the ID under another address.',
    WITHOUT_EMAIL: 'The user has no e-mail address, and an import needs one.',
} as const;
