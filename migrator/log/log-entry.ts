/** One request to a tenant; nothing of it names a user. */
export interface RequestEntry {
    /** Tells a request from a failure. */
    readonly event: 'request';
    /** When it left, in ISO 8601. */
    readonly at: string;
    /** Host of the tenant. */
    readonly tenant: string;
    /** HTTP method. */
    readonly method: string;
    /** Path of the URL without its query, and with `{id}` for everything that is no word of Auth0's API. */
    readonly path: string;
    /** HTTP status; undefined where there was no answer. */
    readonly status?: number;
    /** Why there was no answer: the code of the system. */
    readonly failure?: string;
    /** Milliseconds until the head of the answer. */
    readonly ms: number;
}

/** One error in a chain of causes. */
export interface LoggedError {
    /** Name of the error's class. */
    readonly name: string;
    /** Code of the error, where it has one. */
    readonly code?: string;
    /** Message, without personal data and secrets. */
    readonly message: string;
    /** Frames, innermost first. */
    readonly stack: readonly string[];
}

/** Something that failed, with all that led to it. */
export interface FailureEntry extends LoggedError {
    /** Tells a failure from a request. */
    readonly event: 'failure';
    /** When it failed, in ISO 8601. */
    readonly at: string;
    /** What led to it, the nearest first. */
    readonly causes: readonly LoggedError[];
}

/** One line of the log. */
export type LogEntry = RequestEntry | FailureEntry;

/** Receives each line of the log. */
export type LogListener = (entry: LogEntry) => void;
