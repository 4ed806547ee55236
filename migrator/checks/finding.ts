/**
 * Lists the codes of everything that the checks of a plan can say without forbidding the run.
 *
 * The list is a value so that a test can compare it with `docs/checks.md`.
 */
export const FINDING_CODES = [
    'ASSIGNMENTS_UNKNOWN',
    'ASSIGNMENTS_UNNAMED',
    'CONNECTION_OPTIONS_HIDDEN',
    'DIRECT_PERMISSIONS_UNSEEN',
    'EMAILS_SHARED_IN_SOURCE',
    'EMAIL_NOT_IDENTIFIER',
    'FACTORS_OFF',
    'FACTORS_UNSEEN',
    'IMPORT_JOBS_RUNNING',
    'IMPORT_JOBS_UNSEEN',
    'IRREVERSIBLE_REPLACEMENT',
    'NO_ENABLED_CLIENT',
    'OPTIONAL_SCOPES_MISSING',
    'ORGANIZATIONS_MISSING',
    'ORGANIZATION_CONNECTION_MISSING',
    'ORGANIZATION_FULL',
    'OTHER_IDS_IN_TARGET',
    'PASSWORDS_CHANGED',
    'PASSWORD_POLICY',
    'PERMISSIONS_MISSING',
    'PHONE_NUMBERS_MISSING',
    'PHONE_NUMBERS_OFF',
    'RATE_PLAN',
    'ROLES_DIFFER',
    'ROLES_MISSING',
    'SELECTION_UNMATCHED',
    'TARGET_CONNECTION_EXISTS',
    'USERNAMES_MISSING',
    'USERNAMES_OFF',
    'USERNAME_LENGTH',
    'USERS_GONE_FROM_SOURCE',
] as const;

/** A code of something that a check found; `docs/checks.md` says what to do about each. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** Something that a check found and that does not forbid the run; without personal data. */
export interface Finding {
    /** What was found; docs/checks.md has a heading for each. */
    readonly code: FindingCode;
    /** A `warning` asks for something to be done, a `note` is worth knowing. */
    readonly level: 'warning' | 'note';
    /** What was found, about how many, and what to do. */
    readonly message: string;
}
