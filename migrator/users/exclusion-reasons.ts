/**
 * Lists our own reasons for not sending a user; rules of fields and of hashes have lists of their own.
 *
 * The list is a value so that a test can compare it with `docs/excluded-users.md`.
 */
export const EXCLUSION_REASONS = {
    BLOCK_UNEXPLAINED:
        'A column of the file says that the user is blocked, and the definition does not say what it means.',
    CHANGED_ON_BOTH_SIDES: 'Source and target changed the same field since the user was moved.',
    DUPLICATE_EMAIL_IN_SOURCE: 'An earlier user of the source has the same address, in any case.',
    DUPLICATE_PHONE_NUMBER_IN_SOURCE: 'An earlier user of the source has the same phone number.',
    DUPLICATE_SOURCE_ID: 'An earlier user of the source has the same ID.',
    DUPLICATE_USERNAME_IN_SOURCE: 'An earlier user of the source has the same username, in any case.',
    DUPLICATE_USER_ID_IN_SOURCE: 'The ID policy gives this user the same ID as an earlier user of the source.',
    GHOST_AWAITS_LOGIN: 'A ghost takes the place of the user; a login, which repairs it, is awaited.',
    HELD_BY_ANOTHER_USER: 'The account in the target with the address, username or phone number is somebody else.',
    ID_POLICY_REFUSED: 'The ID policy produces an ID that Auth0 does not accept.',
    LINE_UNREADABLE: 'The line of the source is not a user: it is damaged, too long, not UTF-8, or has no ID.',
    LINKED_IN_SOURCE: 'The user has linked identities, which would be deleted together with it when it is replaced.',
    LINKED_TO_ANOTHER_PRIMARY: 'The database identity is linked to a user of another kind of connection.',
    MERGE_CONFLICT: 'Source and target have different values in the same place of the metadata.',
    NOT_A_DATABASE_USER:
        'The user belongs to a social, passwordless or enterprise connection, or is a service account.',
    NOT_SELECTED: 'The definition does not include this user.',
    NUMBER_TOO_LARGE: 'The metadata contains a number with more digits than Auth0 keeps.',
    PASSWORD_HASH_MISSING: 'The source has no password hash for this user.',
    PASSWORD_HASH_OUTDATED: 'The user changed the password after the password hash export was made.',
    PHONE_NUMBER_IN_TARGET: 'An account with another address in the target has the phone number.',
    RECORD_TOO_LARGE: 'The record alone is larger than an import file may be.',
    REMEMBERED_ID_IN_TARGET: 'An account in the target remembers the ID, and nothing else matches.',
    SOURCE_UNVERIFIED: 'An account in the target has the address, and the address is not verified in the source.',
    TARGET_UNVERIFIED: 'An account in the target has the address, and has not verified it.',
    TRANSFORM_FAILED: 'A function of the definition threw, or returned something that is not a record.',
    USERNAME_IN_TARGET: 'An account with another address in the target has the username.',
    USER_ID_IN_ANOTHER_CONNECTION: 'Another connection of the target tenant has the ID.',
    USER_ID_IN_TARGET: 'An account in the target has the ID, and nothing else matches.',
    WITHOUT_EMAIL: 'The user has no e-mail address, which an import requires.',
} as const;
