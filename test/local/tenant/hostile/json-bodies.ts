import fc from 'fast-check';
import { type Family, refused, refusedOrHarmless } from './family.ts';

const INHERITED = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'valueOf',
];
const FIELDS = [
    ...['connection', 'email', 'user_id', 'username', 'password', 'user_metadata', 'app_metadata', 'blocked', 'name'],
    ...['strategy', 'options', 'enabled_clients', 'realms', 'members', 'roles', 'permissions', 'users', 'identifier'],
    ...[
        'scopes',
        'scope',
        'client_id',
        'audience',
        'provider',
        'connection_id',
        'ttl_sec',
        'format',
        'fields',
        'limit',
    ],
    ...['display_name', 'branding', 'metadata', 'inviter', 'invitee', 'type', 'totp_secret', 'phone_number', 'domain'],
    ...['grant_types', 'client_secret', 'jwt_configuration', 'client_authentication_methods', 'customScripts'],
];

/** What takes a body, but for two that would change what the other requests meet. */
const writes = (endpoints: readonly string[]) =>
    endpoints
        .filter((name) => /^(?:POST|PATCH|PUT|DELETE) /.test(name))
        .filter((name) => !/_local\/(?:reset|clock)|users-exports/.test(name))
        .map((name) => {
            const [method = '', path = ''] = name.split(' ');
            return { method, path: path.replaceAll(/\{[^}]+\}/g, 'nobody') };
        });

const JSON_TYPE = { 'content-type': 'application/json' };
const oddValue = fc.oneof(
    fc.constantFrom(null, true, 0, -1, 1e308, '', ' ', '\0', [], {}, [[]], [null], { $gt: '' }, '../../etc', '${7*7}'),
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 400 }).map((text) => text.toWellFormed()),
);
const oddObject = fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...FIELDS), fc.constantFrom(...INHERITED)), oddValue), { maxLength: 8 })
    // Written by hand: a key `__proto__` of an object literal is no key.
    .map(
        (entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
    );

const nested = fc
    .tuple(fc.integer({ min: 101, max: 100_000 }), fc.constantFrom('[', '{"a":', '[{"__proto__":'), fc.boolean())
    .map(([levels, open, isClosed]) => {
        const close = open === '[' ? ']' : open.startsWith('[') ? '}]' : '}';
        return `${open.repeat(levels)}1${isClosed ? close.repeat(levels) : ''}`;
    });

/** Good bodies but for one place, which takes any object: there the depth is in nobody's way before it is written out again. */
const OPEN_PLACES = [
    [
        'users',
        '{"connection":"customers","email":"deep@example.com","password":"Correct-horse-1","user_metadata":',
        '}',
    ],
    [
        'users',
        '{"connection":"customers","email":"deep@example.com","password":"Correct-horse-1","app_metadata":{"a":',
        '}}',
    ],
    ['clients', '{"name":"deep","client_metadata":{"a":', '}}'],
    ['connections', '{"name":"deep","strategy":"auth0","options":{"configuration":{"a":', '}}}'],
    ['organizations', '{"name":"deep","metadata":{"a":', '}}'],
    ['resource-servers', '{"identifier":"https://deep.example.com/","name":"deep","authorization_details":', '}'],
] as const;

/** Bodies in JSON for every route that takes one, and some that only say so. */
export function jsonFamilies(endpoints: readonly string[]): Family[] {
    const write = fc.constantFrom(...writes(endpoints));
    const withBody = (body: fc.Arbitrary<string>) =>
        fc.tuple(write, body).map(([route, text]) => ({ ...route, headers: JSON_TYPE, body: text }));
    // A PATCH without known fields changes nothing, a DELETE of what is not there is done, as at Auth0.
    const create = fc.constantFrom('users', 'roles', 'clients', 'connections', 'organizations', 'resource-servers');
    const broken = fc.oneof(
        fc.constantFrom(
            '{',
            '[',
            '"',
            '{"a"}',
            '{a:1}',
            "{'a':1}",
            '[1,]',
            'NaN',
            'undefined',
            '\uFEFF',
            '//',
            '{"a":1}}',
        ),
        oddObject.map((text) => text.slice(0, -1)),
    );
    return [
        { name: 'values of wrong types', count: 1500, requests: withBody(oddObject), accepts: refusedOrHarmless },
        {
            name: 'values that are no object',
            count: 400,
            requests: withBody(oddValue.map((value) => JSON.stringify(value))),
            accepts: refusedOrHarmless,
        },
        {
            name: 'half of JSON',
            count: 500,
            requests: fc
                .tuple(create, broken)
                .map(([name, body]) => ({ method: 'POST', path: `/api/v2/${name}`, headers: JSON_TYPE, body })),
            accepts: refused,
        },
        {
            name: 'JSON of up to 100,000 levels',
            count: 300,
            requests: fc.tuple(fc.constantFrom(...OPEN_PLACES), nested).map(([[name, before, after], deep]) => ({
                method: 'POST',
                path: `/api/v2/${name}`,
                headers: JSON_TYPE,
                body: before + deep + after,
            })),
            accepts: refused,
        },
        {
            name: 'bodies beyond the limit',
            count: 40,
            requests: fc.tuple(create, fc.integer({ min: 1, max: 4 })).map(([name, megabytes]) => ({
                method: 'POST',
                path: `/api/v2/${name}`,
                headers: JSON_TYPE,
                body: `{"name":"${'x'.repeat(megabytes * 1024 * 1024)}"}`,
            })),
            accepts: (status) => status === 413,
        },
    ];
}
