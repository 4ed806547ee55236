import fc from 'fast-check';
import { type Family, refused } from './family.ts';

const text = fc.oneof(
    fc.constantFrom('', ' ', '.', '..', 'a.b.c', 'null', '{}', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(8000)),
    fc.stringMatching(/^[\x21-\x7e]{1,80}$/),
);
const part = fc.jsonValue({ maxDepth: 2 }).map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
const jwt = fc.tuple(
    fc.oneof(
        part,
        fc
            .constantFrom('none', 'HS256', 'RS256', 'RS1', '__proto__')
            .map((alg) => Buffer.from(JSON.stringify({ alg, typ: 'JWT', crit: ['x'] })).toString('base64url')),
    ),
    part,
    part,
);
const authorization = fc.oneof(
    text.map((value) => `Bearer ${value}`),
    jwt.map((parts) => `Bearer ${parts.join('.')}`),
    text.map((value) => `Basic ${value}`),
    text,
);
const FORM = [
    'grant_type',
    'client_id',
    'client_secret',
    'username',
    'password',
    'realm',
    'audience',
    'scope',
    '__proto__',
];
const GRANTS = [
    'client_credentials',
    'password',
    'http://auth0.com/oauth/grant-type/password-realm',
    'refresh_token',
    '',
];

/** Tokens, credentials and forms that are none. */
export function credentialFamilies(clientId: string): Family[] {
    const fields = fc.array(fc.tuple(fc.constantFrom(...FORM), text), { maxLength: 8 });
    const grant = fc.constantFrom(...GRANTS);
    return [
        {
            name: 'tokens that are none',
            count: 500,
            requests: authorization.map((header) => ({
                method: 'GET',
                path: '/api/v2/users',
                headers: { authorization: header },
                isAnonymous: true,
            })),
            accepts: refused,
        },
        {
            name: 'forms for tokens',
            count: 400,
            requests: fc.tuple(fields, grant).map(([pairs, grantType]) => ({
                method: 'POST',
                path: '/oauth/token',
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
                body: new URLSearchParams([...pairs, ['grant_type', grantType]]).toString(),
                isAnonymous: true,
            })),
            accepts: refused,
        },
        {
            name: 'JSON for tokens, sign-ups and resets',
            count: 400,
            requests: fc
                .tuple(
                    fc.constantFrom('/oauth/token', '/dbconnections/signup', '/dbconnections/change_password'),
                    fc.dictionary(fc.constantFrom(...FORM, 'email', 'connection'), fc.jsonValue({ maxDepth: 2 })),
                )
                .map(([path, body]) => ({
                    method: 'POST',
                    path,
                    headers: { 'content-type': 'application/json' },
                    body: JSON.stringify({ client_id: clientId, ...body }),
                    isAnonymous: true,
                })),
            accepts: refused,
        },
    ];
}
