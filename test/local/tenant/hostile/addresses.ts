import fc from 'fast-check';
import { type Family, refused, refusedOrHarmless } from './family.ts';

const BAD_ESCAPES = ['%', '%2', '%zz', '%E0%A4%A', '%C0%AF', '%FF', '%ED%A0%80', '%u0041', '%%%'];
const ODD_IDS = [
    ...['%00', '..%2f..%2fetc', '__proto__', 'constructor', 'auth0%7C', '%7C', '%0d%0aset-cookie:x', '%F0%9F%92%A9'],
    ...['.', '..', '%2e%2e', '*', "'", '"', '<script>', '{}', '[]', ';', '%25%32%35', 'x'.repeat(3000)],
];
const NUMBERS = ['-1', '1e3', '0x10', 'NaN', 'Infinity', '1.5', ' 1', '9'.repeat(400), '', '%00', '-0', '1_000', '٣'];

const escaped = (text: string) => encodeURIComponent(text.toWellFormed());
const segment = fc.oneof(
    fc.constantFrom(...ODD_IDS),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map(escaped),
    // Whatever can stand in a request line: also half of UTF-8.
    fc.stringMatching(/^[\x21-\x22\x24-\x2e\x30-\x3e\x40-\xff]{1,40}$/),
);

/** Paths and query strings that make no sense, for every route that reads. */
export function addressFamilies(endpoints: readonly string[]): Family[] {
    const reads = endpoints.filter((name) => name.startsWith('GET /api/')).map((name) => name.slice('GET '.length));
    const withId = reads.filter((path) => path.includes('{'));
    const lists = reads.filter((path) => !path.includes('{'));
    const fill = (path: string, ids: readonly string[]) => {
        let position = 0;
        return path.replaceAll(/\{[^}]+\}/g, () => ids[position++ % ids.length] ?? 'x');
    };
    const paging = fc
        .array(
            fc.tuple(
                fc.constantFrom('page', 'per_page', 'take', 'from', 'include_totals', 'sort', 'fields', 'name_filter'),
                fc.oneof(fc.constantFrom(...NUMBERS), fc.string({ unit: 'binary', maxLength: 30 })).map(escaped),
            ),
            { minLength: 1, maxLength: 5 },
        )
        .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
    const junk = fc.oneof(
        fc.constantFrom(
            '&',
            '=',
            '&&&',
            '?',
            'q',
            'q[]=1',
            'q[a]=1',
            '__proto__=1',
            '__proto__[x]=1',
            'constructor.x=1',
        ),
        fc.stringMatching(/^[\x21-\x22\x24-\x7e]{1,60}$/),
        fc.integer({ min: 100, max: 2000 }).map((count) => 'a=1&'.repeat(count)),
        fc.constantFrom(...BAD_ESCAPES).map((text) => `q=${text}`),
    );
    const get = (path: string) => ({ method: 'GET', path });
    return [
        {
            name: 'IDs of nothing',
            count: 900,
            requests: fc
                .tuple(fc.constantFrom(...withId), fc.array(segment, { minLength: 2, maxLength: 2 }))
                .map(([path, ids]) => get(fill(path, ids))),
            // Lists of what users have are empty for users that don't exist (recorded).
            accepts: refusedOrHarmless,
        },
        {
            name: 'percent-encoding that is none',
            count: 200,
            requests: fc
                .tuple(fc.constantFrom(...withId), fc.constantFrom(...BAD_ESCAPES))
                .map(([path, escape]) => get(fill(path, [escape]))),
            accepts: refused,
        },
        {
            name: 'paths that are not served',
            count: 300,
            requests: segment.map((text) => get(`/api/v3/${text}`)),
            accepts: refused,
        },
        {
            name: 'paging parameters',
            count: 700,
            requests: fc.tuple(fc.constantFrom(...lists), paging).map(([path, query]) => get(`${path}?${query}`)),
            accepts: refusedOrHarmless,
        },
        {
            name: 'query strings of junk',
            count: 400,
            requests: fc.tuple(fc.constantFrom(...lists), junk).map(([path, query]) => get(`${path}?${query}`)),
            accepts: refusedOrHarmless,
        },
        {
            name: 'addresses beyond any limit',
            count: 40,
            requests: fc
                .integer({ min: 16_500, max: 60_000 })
                .map((length) => get(`/api/v2/users?q=${'x'.repeat(length)}`)),
            accepts: (status) => status === 414 || status === 431,
        },
    ];
}
