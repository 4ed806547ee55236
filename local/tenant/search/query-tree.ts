/** Stands in a value for `?`, which is any one character; no text has it. */
export const ANY_CHARACTER = '\uFFFF';

/** A query as it was read: conditions, joined. */
export type QueryNode = Term | Range | All | Any | Not;

/** One condition, such as `email:"user@example.com"`. */
export interface Term {
    kind: 'term';
    /** Undefined for a word alone. */
    field: string | undefined;
    /** The value between its `*`: without any, one part; `jo*n` has the parts `jo` and `n`. May hold `ANY_CHARACTER`. */
    parts: readonly string[];
}

/** Such as `logins_count:[1 TO 5}`; an end that is undefined is open. */
export interface Range {
    kind: 'range';
    field: string | undefined;
    min: string | undefined;
    max: string | undefined;
    includesMin: boolean;
    includesMax: boolean;
}

/** What must all be so. */
export interface All {
    kind: 'all';
    nodes: readonly QueryNode[];
}

/** Of which one must be so. */
export interface Any {
    kind: 'any';
    nodes: readonly QueryNode[];
}

/** What must not be so. */
export interface Not {
    kind: 'not';
    node: QueryNode;
}
