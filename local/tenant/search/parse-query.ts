import { invalidQuery } from '../errors.ts';
import { type QueryToken, queryTokens } from './query-tokens.ts';
import type { QueryNode } from './query-tree.ts';

// No one writes so many by hand, and each takes stack.
const MAX_DEPTH = 100;
/** As in Elasticsearch, which Auth0's search is made of: `indices.query.bool.max_clause_count`. */
const MAX_CONDITIONS = 1024;

/**
 * Reads Auth0's subset of Lucene's syntax, in a time that grows with the length of the query and no faster. `AND` binds closer than `OR`; conditions
 * side by side are alternatives.
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
        const nodes = [this.#conjunction(field)];
        while (this.#next !== undefined && this.#next.kind !== ')') {
            this.#skip('or');
            nodes.push(this.#conjunction(field));
        }
        return joined('any', nodes);
    }

    #conjunction(field: string | undefined): QueryNode {
        const nodes = [this.#clause(field)];
        // `a NOT b` says that b must not be so, as `a AND NOT b` does.
        while (this.#skip('and') || this.#next?.kind === 'not') nodes.push(this.#clause(field));
        return joined('all', nodes);
    }

    #clause(field: string | undefined): QueryNode {
        let isNegated = false;
        for (;;) {
            if (this.#skip('not')) isNegated = !isNegated;
            else if (!this.#skip('must')) break;
        }
        const node = this.#condition(field);
        return isNegated ? { kind: 'not', node } : node;
    }

    #condition(inherited: string | undefined): QueryNode {
        this.#conditions += 1;
        if (this.#conditions > MAX_CONDITIONS) throw new SyntaxError(`more than ${MAX_CONDITIONS} conditions`);
        let field = inherited;
        let token = this.#take();
        if (token?.kind === 'field') {
            field = token.name;
            token = this.#take();
            // A sign before the value, as in `name:-x`, says nothing more.
            if (token?.kind === 'must' || token?.kind === 'not') token = this.#take();
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
