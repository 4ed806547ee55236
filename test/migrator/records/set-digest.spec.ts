import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { SetDigest } from '../../../migrator/records/set-digest.ts';

const digestOf = (texts: readonly string[]): string => {
    const digest = new SetDigest();
    for (const text of texts) digest.add(hash('sha256', text).slice(0, 32));
    return digest.digest();
};

describe('SetDigest', () => {
    it('gives one digest to the same texts in any order, and another when one is changed, lost or there twice', () => {
        fc.assert(
            fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }), (texts) => {
                const digest = digestOf(texts);
                assert.match(digest, /^[0-9a-f]{32}$/);
                assert.equal(digestOf(texts.toReversed()), digest);
                for (const other of [
                    texts.slice(1),
                    [...texts, texts[0] ?? ''],
                    [`${texts[0] ?? ''}!`, ...texts.slice(1)],
                ]) {
                    if (other.length === texts.length && new Set(other).size < other.length) continue;
                    assert.notEqual(digestOf(other), digest);
                }
            }),
        );
    });
});
