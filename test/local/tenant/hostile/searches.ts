import fc from 'fast-check';
import { type Family, refusedOrHarmless } from './family.ts';

const get = (path: string) => ({ method: 'GET', path });
const search = (query: string) => get(`/api/v2/users?q=${encodeURIComponent(query.toWellFormed())}`);
const field = fc.constantFrom(
    'email',
    'name',
    'app_metadata.a',
    'user_metadata.a',
    'identities.connection',
    '__proto__',
    '_exists_',
);
const times = fc.integer({ min: 2, max: 1200 });

/** Queries that are deep, long or made to backtrack. Some can be read, and are answered. */
const query = fc.oneof(
    fc
        .tuple(
            fc.constantFrom('(', '((a) OR ', 'NOT ', '-', '!', 'a:(', '(a AND NOT ', '"', '[', '{', '\\', '/'),
            times,
        )
        .map(([text, count]) => text.repeat(count)),
    fc.tuple(field, times).map(([name, count]) => Array(count).fill(`${name}:x`).join(' OR ')),
    fc.tuple(field, times).map(([name, count]) => `${'('.repeat(count)}${name}:x${')'.repeat(count)}`),
    fc.tuple(field, times).map(([name, count]) => `${name}:${'*a'.repeat(count)}*b`),
    fc
        .tuple(field, fc.constantFrom('(a+)+$', '^(a|a)*b', '.*.*.*x', '[a-z]{1,99999}'))
        .map(([name, text]) => `${name}:/${text}/`),
    fc
        .tuple(field, fc.constantFrom('[* TO *]', '[z TO a]', '{1 TO', '[TO]', '[1 TO 2 TO 3]'))
        .map(([name, range]) => `${name}:${range}`),
    fc.constantFrom(
        'AND',
        'OR OR',
        'a AND',
        ':',
        '::',
        'a:',
        ':b',
        '~',
        'a~99',
        'a^9e9',
        '+-+-a',
        '&&',
        '||',
        '\u2028',
        'a:"\\"',
    ),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc
        .array(fc.constantFrom('(', ')', 'a', ':', '*', '"', ' AND ', ' OR ', ' NOT ', '[', ']', ' TO ', '\\', '-'), {
            maxLength: 60,
        })
        .map((tokens) => tokens.join('')),
);
const repeated = fc.tuple(
    fc.constantFrom('a', 'a.', '.', '@', 'a@', '-', '+', ' ', 'é', '\u0000'),
    fc.integer({ min: 1, max: 3000 }),
);
/** Addresses on which a careless regular expression takes forever. */
const address = fc
    .tuple(repeated, fc.constantFrom('', '@', '@example.com', '@-.', '!'), repeated)
    .map(([[start, count], middle, [end, endCount]]) => start.repeat(count) + middle + end.repeat(endCount));
const JSON_TYPE = { 'content-type': 'application/json' };

/** Hostile Lucene, and e-mail addresses that take a regular expression long. */
export function searchFamilies(): Family[] {
    return [
        { name: 'hostile Lucene', count: 900, requests: query.map(search), accepts: refusedOrHarmless },
        {
            name: 'hostile sort and fields',
            count: 200,
            requests: fc
                .tuple(field, fc.string({ unit: 'binary', maxLength: 60 }))
                .map(([name, text]) =>
                    get(`/api/v2/users?sort=${name}:${encodeURIComponent(text.toWellFormed())}&fields=${name},,`),
                ),
            accepts: refusedOrHarmless,
        },
        {
            name: 'hostile e-mail addresses',
            count: 500,
            requests: fc.tuple(fc.constantFrom('users', 'tickets/password-change'), address).map(([path, email]) => ({
                method: 'POST',
                path: `/api/v2/${path}`,
                headers: JSON_TYPE,
                body: JSON.stringify({ connection: 'customers', email, password: 'Correct-horse-1' }),
            })),
            accepts: (status) => status === 400 || status === 404 || status === 413,
        },
        {
            name: 'look-ups by odd addresses',
            count: 200,
            requests: address.map((email) =>
                get(`/api/v2/users-by-email?email=${encodeURIComponent(email.slice(0, 2000))}`),
            ),
            accepts: refusedOrHarmless,
        },
    ];
}
