import { invalidQuery } from '../errors.ts';
import { type QueryToken, queryTokens } from './query-tokens.ts';
import type { QueryNode } from './query-tree.ts';

// No one writes so many by hand, and each takes stack.
const MAX_DEPTH = 100;
/** As in Elasticsearch, which Auth0's search is made of: `indices.query.bool.max_clause_count`. */
const MAX_CONDITIONS = 1024;

/**
 * Reads Auth0's subset of Lucene's syntax, in a time that grows with the length of the query and no faster. `AND` binds closer than `OR`; conditions
 * side by side are alternatives, unless a sign says that one must or must not be so.
 *
 * @throws {ApiError} 400 `invalid_query_string`
 * @see https://auth0.com/docs/manage-users/user-search/user-search-query-syntax (read 2026-08-20)
 */
export function parseQuery(query: string): QueryNode {
    try {
        return new QueryReader([...queryTokens(query)]).read();
    } catch (error) {
        throw error instanceof SyntaxError ? unreadableQuery() : error;
    }
}

/** The refusal of a query that can't be read. */
export function unreadableQuery() {
    return invalidQuery('Invalid query string. Check the syntax of the parameter q.');
}

/** What the sign before a clause says; the word `NOT` says the same as `-`, but for alternatives. */
type Occurrence = 'may' | 'must' | 'must-not' | 'not';

class QueryReader {
    readonly #tokens: readonly QueryToken[];
    #position = 0;
    #depth = 0;
    #conditions = 0;

    constructor(tokens: readonly QueryToken[]) {
        this.#tokens = tokens;
    }

    read(): QueryNode {
        const node = this.#alternatives(undefined);
        if (this.#position < this.#tokens.length) throw new SyntaxError('a closing parenthesis too many');
        return node;
    }

    /** @param field - of the conditions inside that have none */
    #alternatives(field: string | undefined): QueryNode {
        const items = [{ ...this.#conjunction(field), isAfterOr: false }];
        while (this.#next !== undefined && this.#next.kind !== ')') {
            const isAfterOr = this.#skip('or');
            items.push({ ...this.#conjunction(field), isAfterOr });
        }
        // `a OR NOT b` is an alternative; `a NOT b` says that b must not be so.
        const alternatives = items.map(({ node, occurs, isAfterOr }, index) => {
            const isBesideOr = isAfterOr || items[index + 1]?.isAfterOr === true;
            return { node, occurs: occurs === 'not' && isBesideOr ? 'may' : occurs };
        });
        const required = alternatives.filter(({ occurs }) => occurs !== 'may').map(({ node }) => node);
        const optional = alternatives.filter(({ occurs }) => occurs === 'may').map(({ node }) => node);
        // As in Lucene, what may be so matters only where nothing must.
        const mustBeSo = alternatives.some(({ occurs }) => occurs === 'must');
        return joined('all', mustBeSo || optional.length === 0 ? required : [...required, joined('any', optional)]);
    }

    #conjunction(field: string | undefined): { node: QueryNode; occurs: Occurrence } {
        const first = this.#clause(field);
        const nodes = [first.node];
        while (this.#skip('and')) nodes.push(this.#clause(field).node);
        return { node: joined('all', nodes), occurs: nodes.length === 1 ? first.occurs : 'may' };
    }

    #clause(field: string | undefined): { node: QueryNode; occurs: Occurrence } {
        let isNegated = false;
        let occurs: Occurrence = 'may';
        for (;;) {
            const kind = this.#next?.kind;
            if (kind === 'not' || kind === 'must-not') isNegated = !isNegated;
            else if (kind !== 'must') break;
            occurs = kind;
            this.#position += 1;
        }
        const node = this.#condition(field);
        return { node: isNegated ? { kind: 'not', node } : node, occurs };
    }

    #condition(inherited: string | undefined): QueryNode {
        this.#conditions += 1;
        if (this.#conditions > MAX_CONDITIONS) throw new SyntaxError(`more than ${MAX_CONDITIONS} conditions`);
        let field = inherited;
        let token = this.#take();
        if (token?.kind === 'field') {
            field = token.name;
            token = this.#take();
        }
        if (token?.kind === 'value') return { kind: 'term', field, parts: token.parts };
        if (token?.kind === 'range') return { ...token, field };
        if (token?.kind !== '(') throw new SyntaxError('no condition');
        this.#depth += 1;
        if (this.#depth > MAX_DEPTH) throw new SyntaxError(`more than ${MAX_DEPTH} parentheses`);
        const node = this.#alternatives(field);
        if (!this.#skip(')')) throw new SyntaxError('a parenthesis without end');
        this.#depth -= 1;
        return node;
    }

    get #next(): QueryToken | undefined {
        return this.#tokens[this.#position];
    }

    #take(): QueryToken | undefined {
        return this.#tokens[this.#position++];
    }

    #skip(kind: QueryToken['kind']): boolean {
        if (this.#next?.kind !== kind) return false;
        this.#position += 1;
        return true;
    }
}

function joined(kind: 'all' | 'any', nodes: readonly QueryNode[]): QueryNode {
    const [only] = nodes;
    return only !== undefined && nodes.length === 1 ? only : { kind, nodes };
}
