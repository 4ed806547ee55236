/** Checks a value; a schema of zod does, without showing in the public types. */
export interface ValueSchema<T> {
    /**
     * Checks a value.
     *
     * @param value - anything
     * @returns the value as it is used, if it is one
     */
    safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** What a value of a setting or of another input must be. */
export interface ValueRule<T> {
    /** Checks a value. */
    readonly schema: ValueSchema<T>;
    /** The schema in words: a message puts it behind "Expected `name` to be". */
    readonly expected: string;
}

/** Gives a schema as what it is used for. */
export function checks<T>(schema: ValueSchema<T>): ValueSchema<T> {
    return schema;
}
