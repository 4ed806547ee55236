import { formatUser } from '../../formatters.ts';
import { offsetPage, type Query, queryText } from '../../paging.ts';
import { searchUsers } from '../../search.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';

const FIELDS = ['email', 'name', 'user_id', 'username', 'phone_number'];
const FIRST_THOUSAND = 'Only the first 1,000 users can be paged through: search for fewer.';

/** Serves `/_local/users`: the users whom a word is found in, or a query of the search finds. */
export function controlUserRoutes(app: App, { store }: Tenant): void {
    app.get<{ Querystring: Query }>('/users', ({ query }) => {
        const connection = queryText(query, 'connection');
        const conditions = [
            ...(connection === undefined || connection === ''
                ? []
                : [`identities.connection:"${connection.replaceAll(/["\\]/g, '\\$&')}"`]),
            ...wordsOf(queryText(query, 'q') ?? ''),
        ];
        const page = offsetPage(searchUsers(store, conditions.join(' AND ')), query, () => FIRST_THOUSAND);
        return { start: page.start, limit: page.limit, total: page.total, users: page.items.map(formatUser) };
    });
}

// With a colon it is a query in the syntax of the search; else each word is looked for in what names a user.
function wordsOf(text: string): string[] {
    if (text.trim() === '') return [];
    if (text.includes(':')) return [`(${text})`];
    return text
        .trim()
        .split(/\s+/)
        .map((word) => word.replaceAll(/[^\p{L}\p{N}@._]/gu, '\\$&'))
        .map((word) => `(${FIELDS.map((field) => `${field}:*${word}*`).join(' OR ')})`);
}
