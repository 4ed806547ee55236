import assert from 'node:assert/strict';
import { changeOf } from '../../../migrator/decisions/change-of.ts';
import { digestFields } from '../../../migrator/identity/field-digests.ts';
import { keyedDigest } from '../../../migrator/records/digest.ts';
import type { UserRecord } from '../../../migrator/records/user-record.ts';
import type { LedgerField } from '../../../migrator/run-store/ledger.ts';

const digest = keyedDigest(Buffer.alloc(8, 7));
const EMAIL = { email: 'ann@example.com' };
type Rule = 'report' | 'target-wins' | 'source-wins';

/** What becomes of a name, by what was sent, what the source has now and what the target has now. */
const TABLE: readonly (readonly [string, string | undefined, string | undefined, string | undefined, Rule, string])[] =
    [
        ['nothing changed', 'a', 'a', 'a', 'report', 'none'],
        ['the source changed', 'a', 'b', 'a', 'report', 'update'],
        ['the target changed', 'a', 'a', 'b', 'report', 'changed in target'],
        ['both changed to the same', 'a', 'b', 'b', 'report', 'none'],
        ['both changed apart', 'a', 'b', 'c', 'report', 'conflict'],
        ['both changed apart', 'a', 'b', 'c', 'target-wins', 'changed in target'],
        ['both changed apart', 'a', 'b', 'c', 'source-wins', 'update'],
        ['the source added it', undefined, 'a', undefined, 'report', 'update'],
        ['the source removed it', 'a', undefined, 'a', 'report', 'update'],
        ['the target removed it', 'a', 'a', undefined, 'report', 'changed in target'],
    ];

describe('changeOf', () => {
    const change = (
        sent: UserRecord,
        source: UserRecord,
        target: UserRecord,
        rule: Rule = 'report',
        owed: readonly LedgerField[] = [],
    ) =>
        changeOf(
            { ...EMAIL, ...source },
            { profile: { ...EMAIL, ...target }, userId: 'auth0|t', ownId: 'auth0|t', isLinked: false },
            digestFields({ ...EMAIL, ...sent }, digest),
            digest,
            rule,
            owed,
        );
    const named = (given_name: string | undefined): UserRecord => (given_name === undefined ? {} : { given_name });

    for (const [what, sent, source, target, rule, expected] of TABLE) {
        it(`where ${what}, by the rule ${rule}: ${expected}`, () => {
            const found = change(named(sent), named(source), named(target), rule);
            const word = found.kind === 'none' && found.isChangedInTarget ? 'changed in target' : found.kind;
            assert.equal(word, expected);
        });
    }

    it('writes back what is wrong, where nobody has touched it', () => {
        const found = change(named('a'), named('a'), named('b'), 'report', ['given_name']);
        assert.equal(found.kind === 'update' && found.patch['given_name'], 'a');
    });

    it('names what was changed only', () => {
        const found = change(
            { email_verified: true },
            { email_verified: true, user_metadata: { a: 1 } },
            { email_verified: true },
        );
        assert.deepEqual(found.kind === 'update' && found.patch, { user_metadata: { a: 1 } });
    });

    it('writes a block, an address, a name that is gone', () => {
        for (const [sent, source, patch] of [
            [{}, { blocked: true }, { blocked: true }],
            [{}, { email: 'new@example.com' }, { email: 'new@example.com', email_verified: false }],
            [named('a'), {}, { given_name: null }],
        ] as const) {
            const found = change(sent, source, sent);
            assert.deepEqual(found.kind === 'update' && found.patch, patch);
        }
    });

    it('names metadata keys that are gone, since a patch merges', () => {
        const before = { user_metadata: { a: 1, b: 2 } };
        const found = change(before, { user_metadata: { a: 1 }, blocked: true }, before);
        assert.deepEqual(found.kind === 'update' && found.patch['user_metadata'], { a: 1, b: null });
    });

    it('leaves a user alone who is linked to another by now', () => {
        const target = { profile: { ...EMAIL, given_name: 'a' }, userId: 'auth0|t', ownId: 'auth0|t', isLinked: true };
        const base = digestFields({ ...EMAIL, given_name: 'a' }, digest);
        assert.deepEqual(changeOf({ ...EMAIL, given_name: 'b' }, target, base, digest, 'report', []), {
            kind: 'none',
            isChangedInTarget: true,
        });
    });
});
