/**
 * Lists the codes of what Auth0's import refuses in a user; each has its heading in `docs/excluded-users.md`.
 *
 * The list is a value so that a test can compare it with the document.
 */
export const IMPORT_PROBLEM_CODES = [
    'CUSTOM_PASSWORD_HASH_INVALID',
    'EMAIL_INVALID',
    'EMAIL_MISSING',
    'EMAIL_TOO_LONG',
    'METADATA_KEY_INVALID',
    'METADATA_KEY_RESERVED',
    'METADATA_NOT_JSON',
    'MFA_FACTORS_INVALID',
    'NOT_AN_OBJECT',
    'PASSWORD_HASH_INVALID',
    'PASSWORD_HASH_TWICE',
    'PHONE_NUMBER_INVALID',
    'PICTURE_INVALID',
    'PROFILE_TOO_LARGE',
    'PROPERTY_NOT_ALLOWED',
    'TEXT_EMPTY',
    'TEXT_TOO_LONG',
    'USERNAME_INVALID',
    'USER_ID_INVALID',
    'WRONG_TYPE',
] as const;

/** Is one of {@link IMPORT_PROBLEM_CODES}. */
export type ImportProblemCode = (typeof IMPORT_PROBLEM_CODES)[number];

/** Tells one rule of the import that a user breaks: the field and the rule, never the value. */
export interface ImportProblem {
    path: string;
    code: ImportProblemCode;
    message: string;
}

/** Takes one problem. */
export type ReportProblem = (path: string, code: ImportProblemCode, message: string) => void;
