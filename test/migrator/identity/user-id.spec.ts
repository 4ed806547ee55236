import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defineMigration } from '../../../migrator/definition.ts';
import { mapUserId, type UserIdPolicy } from '../../../migrator/identity/user-id.ts';
import { importUserProblems } from '../../../migrator/users/import-schema.ts';
import { OldIdSearch, rewriteIds } from '../../../migrator/users/old-id-references.ts';

const RETAIN: UserIdPolicy = { policy: 'retain' };
const prefix = (text: string): UserIdPolicy => ({ policy: 'prefix', prefix: text, rewrite: [] });

describe('mapUserId', () => {
    for (const [what, id, policy, expected] of [
        [
            'strips auth0| of a retained ID',
            'auth0|5dea9f9c82dd7c0e76e4ec93',
            RETAIN,
            { userId: '5dea9f9c82dd7c0e76e4ec93' },
        ],
        ["keeps a custom database's own prefix", 'auth0|my-db|123', RETAIN, { userId: 'my-db|123' }],
        ['keeps slashes and further pipes', 'auth0|a/b|c', RETAIN, { userId: 'a/b|c' }],
        ['keeps an ID of a system without prefixes', '42', RETAIN, { userId: '42' }],
        ['puts a prefix behind auth0|', 'auth0|my-db|123', prefix('legacy|'), { userId: 'legacy|my-db|123' }],
        [
            'names no ID where Auth0 makes one',
            'auth0|x',
            { policy: 'regenerate', rememberAs: false },
            { userId: undefined },
        ],
        ['refuses auth0|auth0|', 'auth0|auth0|x', RETAIN, { refused: 'the ID would become auth0|auth0|...' }],
        ['refuses white space', 'auth0|a b', RETAIN, { refused: 'the ID holds white space' }],
        ['refuses an empty ID', 'auth0|', RETAIN, { refused: 'the ID is empty behind its prefix' }],
        [
            'refuses an ID that the prefix makes too long',
            `auth0|${'x'.repeat(250)}`,
            prefix('legacy'),
            { refused: 'the ID would be longer than 255 characters' },
        ],
    ] as const) {
        it(what, () => {
            assert.deepEqual(mapUserId(id, policy), expected);
        });
    }

    it('gives different IDs to different users, whatever they are called', () => {
        fc.assert(
            fc.property(
                fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 8 }),
                fc.boolean(),
                (ids, isRetained) => {
                    const mapped = ids
                        .map((id) => mapUserId(`auth0|${id}`, isRetained ? RETAIN : prefix('p')))
                        .flatMap((mapping) => ('refused' in mapping ? [] : [mapping.userId]));
                    assert.equal(new Set(mapped).size, mapped.length);
                    for (const id of mapped) assert.ok(!`auth0|${id}`.startsWith('auth0|auth0|'));
                },
            ),
        );
    });
});

describe('userIds of a definition', () => {
    const define = (userIds: unknown) => () =>
        defineMigration({
            description: 'x',
            passwords: { whenMissing: 'reset' },
            userIds: userIds as UserIdPolicy & { rewrite: never },
        });

    for (const [what, userIds] of [
        ['a prefix that begins with auth0|', { policy: 'prefix', prefix: 'auth0|' }],
        ['a prefix with white space', { policy: 'prefix', prefix: 'a b' }],
        ['rewriting references to IDs that are not known yet', { policy: 'regenerate', rewrite: ['app_metadata.a'] }],
        ['a place outside metadata', { policy: 'prefix', prefix: 'p', rewrite: ['email'] }],
        ['a place in the prototype', { policy: 'regenerate', rememberAs: 'app_metadata.__proto__.x' }],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.throws(define(userIds), { code: 'DEFINITION_INVALID' });
        });
    }
});

describe('OldIdSearch', () => {
    const ID = 'auth0|5dea9f9c82dd7c0e76e4ec93';
    for (const [what, metadata, expected] of [
        ['no metadata', {}, 0],
        ['the ID as a value, deep in a list', { app_metadata: { a: [{ b: ID }] } }, 1],
        ['the ID without its prefix', { user_metadata: { a: '5dea9f9c82dd7c0e76e4ec93' } }, 1],
        ['the ID in both kinds of metadata', { app_metadata: { a: ID }, user_metadata: { a: ID } }, 2],
        ['the ID inside a longer text only', { user_metadata: { a: `x${ID}y` } }, 0],
        ['the ID as a key only', { user_metadata: { [ID]: 1 } }, 0],
        ['the ID in the picture only', { picture: `https://example.com/5dea9f9c82dd7c0e76e4ec93` }, 0],
    ] as const) {
        it(`finds ${what}`, () => {
            const search = new OldIdSearch(ID);
            assert.deepEqual(importUserProblems({ email: 'a@example.com', ...metadata }, search), []);
            assert.equal(search.found, expected);
        });
    }

    it('finds nothing for an ID that is empty behind its prefix', () => {
        const search = new OldIdSearch('auth0|');
        importUserProblems({ email: 'a@example.com', user_metadata: { a: '' } }, search);
        assert.equal(search.found, 0);
    });
});

describe('rewriteIds', () => {
    it('rewrites own and foreign IDs and lists of them at the named places, and nothing else', () => {
        const user = {
            app_metadata: { self: 'auth0|1', manager: 'auth0|db|2', team: ['auth0|3', 'nobody', 4], other: 'auth0|1' },
        };
        const paths = [
            'app_metadata.self',
            'app_metadata.manager',
            'app_metadata.team',
            'app_metadata.absent',
            'user_metadata.a',
        ];
        assert.deepEqual(rewriteIds(user, paths, prefix('p-')), {
            app_metadata: {
                self: 'auth0|p-1',
                manager: 'auth0|p-db|2',
                team: ['auth0|p-3', 'nobody', 4],
                other: 'auth0|1',
            },
        });
    });
});
