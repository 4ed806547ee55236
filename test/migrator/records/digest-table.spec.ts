import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Digest64, digest64 } from '../../../migrator/records/digest.ts';
import { DigestSet, DigestTable } from '../../../migrator/records/digest-table.ts';

const word = fc.constantFrom(0, 1, 2, 0xffff_ffff, 0x8000_0000);
const digest = fc.record({ high: word, low: word });
// A free place is 0 and 0, so the tables keep the one digest that looks like it as 0 and 1.
const nameOf = ({ high, low }: Digest64) => `${high}:${high === 0 && low === 0 ? 1 : low}`;

describe('digest64', () => {
    it('gives the same digest to the same text, and others to all texts that differ in one unit', () => {
        fc.assert(
            fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.nat(), (text, at) => {
                assert.deepEqual(digest64(text), digest64([...text.split('')].join('')));
                const place = at % (text.length + 1);
                for (const other of [`${text.slice(0, place)}x${text.slice(place)}`, `${text}\0`, `\0${text}`]) {
                    assert.notDeepEqual(digest64(text), digest64(other));
                }
            }),
        );
    });

    it('spreads neighbouring texts over all 64 bits', () => {
        const ones = new Array<number>(64).fill(0);
        const distinct = new Set<string>();
        for (let number = 0; number < 20_000; number += 1) {
            const { high, low } = digest64(`user.${number}@example.com`);
            distinct.add(`${high}:${low}`);
            for (let bit = 0; bit < 32; bit += 1) {
                ones[bit] = (ones[bit] ?? 0) + ((high >>> bit) & 1);
                ones[bit + 32] = (ones[bit + 32] ?? 0) + ((low >>> bit) & 1);
            }
        }
        assert.equal(distinct.size, 20_000);
        // Seven standard deviations of a fair coin that is thrown 20,000 times.
        for (const count of ones) assert.ok(Math.abs(count - 10_000) < 500, String(count));
    });
});

describe('DigestTable', () => {
    it('behaves as a map that keeps the first value', () => {
        fc.assert(
            fc.property(
                fc.array(fc.tuple(digest, fc.oneof(fc.nat(), fc.maxSafeInteger())), { maxLength: 200 }),
                (entries) => {
                    const table = new DigestTable(0);
                    const map = new Map<string, number>();
                    for (const [key, value] of entries) {
                        const name = nameOf(key);
                        assert.equal(table.add(key, value), !map.has(name));
                        if (!map.has(name)) map.set(name, value);
                        assert.equal(table.get(key), map.get(name));
                    }
                    for (const low of [1, 2, 0xffff_ffff]) {
                        const values = [...map].filter(([name]) => name.endsWith(`:${low}`)).map(([, value]) => value);
                        assert.deepEqual(table.valuesOfLow(low).sort(), values.sort());
                    }
                    assert.equal(table.size, map.size);
                },
            ),
        );
    });

    it('grows past what it was made for and loses nothing', () => {
        const table = new DigestTable(1);
        for (let number = 0; number < 20_000; number += 1) table.add(digest64(`user.${number}@example.com`), number);
        for (let number = 0; number < 20_000; number += 1) {
            assert.equal(table.get(digest64(`user.${number}@example.com`)), number);
        }
        assert.equal(table.has(digest64('user.20000@example.com')), false);
    });
});

describe('DigestSet', () => {
    it('behaves as a set', () => {
        fc.assert(
            fc.property(fc.array(digest, { maxLength: 200 }), (digests) => {
                const set = new DigestSet();
                const names = new Set<string>();
                for (const key of digests) {
                    const name = nameOf(key);
                    assert.equal(set.has(key), names.has(name));
                    assert.equal(set.add(key), !names.has(name));
                    names.add(name);
                }
                assert.equal(set.size, names.size);
            }),
        );
    });

    it('grows past what it was made for and loses nothing', () => {
        const set = new DigestSet(1);
        for (let number = 0; number < 20_000; number += 1) set.add(digest64(`user.${number}@example.com`));
        assert.equal(set.size, 20_000);
        assert.equal(set.has(digest64('user.19999@example.com')), true);
        assert.equal(set.has(digest64('user.20000@example.com')), false);
    });
});
