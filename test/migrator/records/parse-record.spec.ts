import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRecord } from '../../../migrator/records/parse-record.ts';
import { hasRepeatedKeys } from '../../../migrator/records/repeated-keys.ts';

describe('parseRecord', () => {
    it('is the parser of the engine for every record whose numbers can be held', () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 1), (record, indent) => {
                const text = JSON.stringify(record, undefined, indent);
                assert.deepEqual(parseRecord(text), { record: JSON.parse(text) as unknown, unsafe: [] });
            }),
        );
    });

    it('keeps the digits of every whole number, and names each that a double cannot hold', () => {
        fc.assert(
            fc.property(fc.bigInt({ min: -(10n ** 21n) + 1n, max: 10n ** 21n - 1n }), (number) => {
                const found = parseRecord(`{"a":{"b":[1,${number}]},"c":"${number}"}`);
                const isHeld = String(Number(number)) === String(number);
                const value = isHeld ? Number(number) : String(number);
                assert.deepEqual(found?.record, { a: { b: [1, value] }, c: String(number) });
                assert.deepEqual(found.unsafe, isHeld ? [] : [{ path: 'a.b.1', digits: String(number) }]);
            }),
        );
    });

    for (const [json, unsafe] of [
        ['{"n":9007199254740991}', []],
        ['{"n":9007199254740993}', ['n']],
        ['{"n":-9007199254740993}', ['n']],
        ['{"n":9007199254740.993e3}', ['n']],
        ['{"n":1e22,"m":1.5e3,"o":12.0,"p":-0}', []],
        ['{"n":1e400}', ['n']],
        ['{"n":0.30000000000000004,"m":52.520006599999998,"o":0.1}', []],
        ['{"n":"9007199254740993"}', []],
    ] as const) {
        it(`tells of ${json} what cannot be held`, () => {
            assert.deepEqual(
                parseRecord(json)?.unsafe.map(({ path }) => path),
                unsafe,
            );
        });
    }

    it('gives nothing of what is no object', () => {
        for (const text of ['', 'null', '[1]', '7', '{"a":1', '{"n":9007199254740993', '[9007199254740993]'])
            assert.equal(parseRecord(text), undefined, text);
    });
});

describe('hasRepeatedKeys', () => {
    it('is false of everything that was written by a program', () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
                const text = JSON.stringify(value, undefined, indent);
                assert.equal(hasRepeatedKeys(text, JSON.parse(text)), false);
            }),
        );
    });

    for (const text of [
        '{"a":1,"a":1}',
        '{"a":{"b":1, "c":2,"b" :3}}',
        '[{"\\"":1,"\\"":2}]',
        '{"a\\\\":1,"a\\\\":2}',
    ]) {
        it(`finds one in ${text}`, () => {
            assert.equal(hasRepeatedKeys(text, JSON.parse(text)), true);
        });
    }
});
