declare module 'lucene' {
    /** One condition, such as `email:"user@example.com"` or `-name:jo*`. The field holds the sign, as in `-name`. */
    export interface Term {
        field: string;
        term: string;
        quoted: boolean;
        regex: boolean;
    }

    /** Such as `logins_count:[1 TO 5}`; `*` is an open end. */
    export interface Range {
        field: string;
        term_min: string;
        term_max: string;
        inclusive: 'both' | 'left' | 'right' | 'none';
    }

    /** One or two nodes. A field before a parenthesis is the field of those inside that have none. */
    export interface Group {
        left: Node;
        /** `NOT` and the like. */
        start?: string;
        operator?: string;
        right?: Node;
        field?: string;
    }

    export type Node = Term | Range | Group;

    export function parse(query: string): Node;
}
