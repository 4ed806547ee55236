/** A file as people bring it, and what a run must make of it. */
export interface BroughtFile {
    /** Number of its kind in issue 12. */
    readonly kind: number;
    readonly what: string;
    readonly file: string | Buffer;
    /** What stands in `source` of the definition beside the file. */
    readonly source?: string;
    /** What else stands in the definition. */
    readonly definition?: string;
    /** A list that the definition may name as `list.txt`. */
    readonly list?: string | Buffer;
    /** Options of the target connection. */
    readonly options?: object;
    /** The code and a part of the message; otherwise the run comes to its end. */
    readonly refused?: readonly [code: string, message: RegExp];
    /** Profiles in the target, as far as they are named here; nobody else is there. */
    readonly users?: readonly Readonly<Record<string, unknown>>[];
    readonly excluded?: Readonly<Record<string, number>>;
    /** Why imported users come without a password. */
    readonly withoutHash?: Readonly<Record<string, number>>;
    /** Addresses of people who log in with {@link OLD_PASSWORD}. */
    readonly loggingIn?: readonly string[];
}

/** The password of everybody who has one. */
export const OLD_PASSWORD = 'an old password';

/** Writes records as NDJSON. */
export function ndjson(...records: readonly object[]): string {
    return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** A person whom most files are about. */
export const ANN = { user_id: '1', email: 'ann@example.com' };
/** Another one. */
export const BO = { user_id: '2', email: 'bo@example.com' };
