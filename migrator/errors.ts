/**
 * Every code that a {@link MigrationError} can carry, each with its heading in `docs/errors.md`.
 *
 * The list is a value so that a test can compare it with the document.
 */
export const ERROR_CODES = [
    'ARTIFACT_DAMAGED',
    'ARTIFACT_KEY_MISSING',
    'ASSIGNMENTS_MISSING_IN_TARGET',
    'ASSIGNMENTS_NOT_RESTORED',
    'ASSIGNMENT_LIMIT_PASSED',
    'CLIENTS_NOT_SWITCHED',
    'CLIENTS_WITHOUT_CONNECTION',
    'COMMAND_FAILED',
    'CONNECTION_DISABLED',
    'CONNECTION_NOT_FOUND',
    'CUSTOM_DATABASE_WITHOUT_IMPORT_MODE',
    'DEFINITION_CHANGED',
    'DEFINITION_INVALID',
    'DEFINITION_NOT_FOUND',
    'EMAILS_MISSING',
    'EMAILS_NOT_UNIQUE',
    'EXISTING_USERS_REFUSED',
    'EXPORT_JOB_FAILED',
    'EXPORT_DAMAGED',
    'EXPORT_INCOMPLETE',
    'HASH_EXPORT_DAMAGED',
    'HASH_EXPORT_ENCRYPTED',
    'HASH_EXPORT_KEY_INVALID',
    'HASH_EXPORT_KEY_WRONG',
    'HASH_EXPORT_NOT_FOUND',
    'HASH_EXPORT_OF_ANOTHER_CONNECTION',
    'HASH_EXPORT_PASSPHRASE_WRONG',
    'ID_POLICY_REFUSED',
    'ID_STILL_TAKEN',
    'IMPORT_JOB_FAILED',
    'IMPORT_SLOTS_BUSY',
    'JOURNAL_DAMAGED',
    'LAZY_WITHOUT_IMPORT_MODE',
    'LOGINS_SWITCHED_ELSEWHERE',
    'LOGIN_PROBES_IMPOSSIBLE',
    'MFA_EXPORT_DAMAGED',
    'MFA_EXPORT_NOT_FOUND',
    'MISSING_SCOPES',
    'NOT_A_DATABASE_CONNECTION',
    'NAMES_NOT_IN_SOURCE',
    'NOT_CONFIRMED',
    'NOT_IMPLEMENTED',
    'NOT_VERIFIED',
    'PASSWORD_HASHES_MISSING',
    'PLAN_NOT_APPROVED',
    'REQUEST_REFUSED',
    'RESET_REFUSED',
    'ROLLBACK_REFUSED',
    'RUN_LOCKED',
    'RUN_NOT_FOUND',
    'RUN_OF_OTHER_ENDPOINTS',
    'RUN_PROCESS_DIED',
    'RUN_STOPPED',
    'SAME_CONNECTION',
    'SELECTION_FILE_INVALID',
    'SETTING_INVALID',
    'SOURCE_CHANGED',
    'SOURCE_COLUMN_NOT_FOUND',
    'SOURCE_CONNECTION_UNCLEAR',
    'SOURCE_FILE_DAMAGED',
    'SOURCE_FILE_MISREAD',
    'SOURCE_FILE_NOT_FOUND',
    'SOURCE_HAS_DELETE_SCRIPT',
    'SOURCE_IN_USE',
    'SOURCE_USERS_DELETED',
    'SOURCE_USERS_REPLACED',
    'STORAGE_FULL',
    'SWITCH_NOT_DECLARED',
    'TARGET_HAS_DELETE_SCRIPT',
    'TARGET_NOT_OPEN',
    'TENANT_UNAUTHORIZED',
    'TENANT_UNREACHABLE',
    'TIME_BUDGET_SPENT',
    'TOO_MANY_DELETIONS',
    'TOO_MANY_INVITATIONS',
    'TOO_MANY_REMOVALS',
    'USERS_STAYED',
    'VERIFICATION_FAILED',
] as const;

/** A code that tells a program what went wrong; the message tells a person what to do. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an error is about, for a caller that shows it beside the setting to look at. */
export type ErrorSubject = 'source' | 'target' | 'definition' | 'approvedPlan' | 'run';

/** What a {@link MigrationError} carries beside its message. */
export interface MigrationErrorOptions {
    /** The error that led to this one. */
    readonly cause?: unknown;
    /**
     * Whether the same call can succeed later without anybody changing anything.
     *
     * @default false
     */
    readonly retryable?: boolean;
    /** The HTTP status that Auth0 answered, where one did. */
    readonly statusCode?: number;
    /** Milliseconds that Auth0 asks to wait before the call is made again. */
    readonly retryAfterMs?: number;
    /**
     * Whether it is certain that the request changed nothing: it was refused, or never arrived.
     *
     * @default false
     */
    readonly nothingHappened?: boolean;
    /** What the error is about; undefined where no setting is. */
    readonly subject?: ErrorSubject | undefined;
}

// What the code alone tells.
const SUBJECTS: readonly (readonly [pattern: RegExp, subject: ErrorSubject])[] = [
    [/^(DEFINITION|HASH_EXPORT|MFA_EXPORT|PASSWORD|ID_POLICY|SELECTION|EXISTING|LAZY)_/, 'definition'],
    [/^SOURCE_/, 'source'],
    [/^PLAN_/, 'approvedPlan'],
    [/^(RUN|JOURNAL|ARTIFACT)_/, 'run'],
];

/**
 * The one error of the migrator: what happened, to what, and what to do.
 *
 * The message never holds an e-mail address, a name, a hash, a token or a secret.
 */
export class MigrationError extends Error {
    /** Always `MigrationError`, by which another copy of this package recognizes it. */
    override readonly name = 'MigrationError';
    /** What went wrong; docs/errors.md has a heading for each code. */
    readonly code: ErrorCode;
    /** Whether the same call can succeed later without a change. */
    readonly retryable: boolean;
    /** The HTTP status that Auth0 answered, where it did. */
    readonly statusCode: number | undefined;
    /** Milliseconds that Auth0 asks to wait. */
    readonly retryAfterMs: number | undefined;
    /** Whether it is certain that the request changed nothing. */
    readonly nothingHappened: boolean;
    /** The setting to look at; undefined where there is none. */
    readonly subject: ErrorSubject | undefined;

    /**
     * Makes the error.
     *
     * @param code - what went wrong
     * @param message - what happened, to what, and what to do
     * @param options - what a program may need to know
     */
    constructor(code: ErrorCode, message: string, options: MigrationErrorOptions = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.code = code;
        this.retryable = options.retryable ?? false;
        this.statusCode = options.statusCode;
        this.retryAfterMs = options.retryAfterMs;
        this.nothingHappened = options.nothingHappened ?? false;
        this.subject = options.subject ?? SUBJECTS.find(([pattern]) => pattern.test(code))?.[1];
    }
}

/** Says of an error what it is about, unless it says so itself. */
export function withSubject(error: MigrationError, subject: ErrorSubject): MigrationError {
    if (error.subject !== undefined) return error;
    const { code, message, cause, retryable, statusCode, retryAfterMs, nothingHappened } = error;
    return new MigrationError(code, message, {
        ...{ cause, retryable, nothingHappened, subject },
        ...(statusCode === undefined ? {} : { statusCode }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
}

/**
 * Tells whether something that was caught is a {@link MigrationError}, also one of another copy of this package.
 *
 * @param error - anything that was thrown
 */
export function isMigrationError(error: unknown): error is MigrationError {
    return error instanceof Error && error.name === 'MigrationError' && 'code' in error;
}

/** Tells whether a tenant has refused what was asked for, whoever asks and however often. */
export function isRefusal(error: unknown): error is MigrationError {
    return isMigrationError(error) && error.code === 'REQUEST_REFUSED' && !error.retryable;
}
