/** A page of a list, as Auth0's SDK gives it. */
export interface SdkPage<T> {
    readonly data: T[];
    /** The answer's body. */
    readonly response: unknown;
}

/** Says that an answer lacks what was asked for, as that of a proxy does that answers in Auth0's place. */
export class AnswerIncomplete extends Error {}

/**
 * Gives the entries of a page.
 *
 * The SDK takes an answer without a list for an empty one, and an empty one says that nobody is there, or that everybody has lost everything.
 *
 * @throws {AnswerIncomplete} where there is no list
 */
export function listOf<T>({ data, response }: SdkPage<T>): T[] {
    const fields: readonly unknown[] = Object.values(response ?? {});
    if (!Array.isArray(response) && !fields.some(Array.isArray)) throw new AnswerIncomplete();
    return data;
}

/**
 * Gives how many entries a search has found.
 *
 * @throws {AnswerIncomplete} where the answer does not say
 */
export function totalOf({ response }: SdkPage<unknown>): number {
    const { total } = (response ?? {}) as { readonly total?: unknown };
    if (typeof total !== 'number') throw new AnswerIncomplete();
    return total;
}
