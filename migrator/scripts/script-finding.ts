import type { DatabaseScriptName } from './import-scripts.ts';

/**
 * Every code of something that a check found in a script, with its level. An `error` is refused at preview, a `warning` is shown.
 *
 * The list is a value so that a test can compare it with `docs/script-findings.md`.
 */
export const SCRIPT_FINDINGS = {
    SCRIPT_CALLBACK_TWICE: 'error',
    SCRIPT_CONNECTION_OPEN: 'warning',
    SCRIPT_EMAIL_VERIFIED: 'warning',
    SCRIPT_ENVIRONMENT: 'error',
    SCRIPT_ERROR_CLASS: 'error',
    SCRIPT_ID_MISSING: 'error',
    SCRIPT_ID_UNSTABLE: 'error',
    SCRIPT_LOCAL_MODULE: 'error',
    SCRIPT_LOGS_PASSWORD: 'error',
    SCRIPT_LOGS_SECRET: 'error',
    SCRIPT_NO_CALLBACK: 'error',
    SCRIPT_NO_FUNCTION: 'error',
    SCRIPT_PARAMETERS: 'error',
    SCRIPT_PASSWORD_IN_PROFILE: 'error',
    SCRIPT_PASSWORD_PLAIN: 'warning',
    SCRIPT_PASSWORD_UNCHECKED: 'error',
    SCRIPT_PATTERN: 'error',
    SCRIPT_REJECTION_LOST: 'error',
    SCRIPT_SECRET: 'error',
    SCRIPT_SQL_INJECTION: 'error',
    SCRIPT_SYNTAX: 'error',
    SCRIPT_TANGLED: 'warning',
    SCRIPT_TIME_LIMIT: 'warning',
    SCRIPT_TOO_LONG: 'error',
    SCRIPT_UNKNOWN_USER_ERROR: 'error',
    SCRIPT_UNKNOWN_USER_PROFILE: 'error',
    SCRIPT_WRONG_PASSWORD_ERROR: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

/** A code of something that a check found in a script; `docs/script-findings.md` says what to do about each. */
export type ScriptFindingCode = keyof typeof SCRIPT_FINDINGS;

/** Something that a check found in a script; without a word of the script's own but names. */
export interface ScriptFinding {
    readonly script: DatabaseScriptName;
    readonly code: ScriptFindingCode;
    readonly level: 'error' | 'warning';
    /** From 1; absent for what is true of the script as a whole. */
    readonly line?: number;
    /** What is wrong, and what to do. */
    readonly message: string;
}
