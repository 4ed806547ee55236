import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitJsonArray } from '../../../migrator/records/json-array.ts';
import { inChunks } from './in-chunks.ts';

async function piecesOf(json: string, cuts: readonly number[] = []): Promise<unknown[]> {
    const pieces: unknown[] = [];
    for await (const some of splitJsonArray(inChunks(Buffer.from(json), cuts))) {
        pieces.push(...some.map((piece) => JSON.parse(piece.toString('utf8')) as unknown));
    }
    return pieces;
}

describe('splitJsonArray', () => {
    it('gives every element, whatever it holds and wherever the chunks end', async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.jsonValue()),
                fc.array(fc.nat(300)),
                fc.constantFrom(undefined, 2),
                async (elements, cuts, indent) => {
                    const json = JSON.stringify(elements, undefined, indent);
                    assert.deepEqual(await piecesOf(json, cuts), JSON.parse(json));
                },
            ),
        );
    });

    it('passes on elements that are no objects, so that none vanishes', async () => {
        assert.deepEqual(await piecesOf('[null, 1, "a,]", {"a":[1,2]}]'), [null, 1, 'a,]', { a: [1, 2] }]);
    });

    for (const [what, json] of [
        ['does not end', '[{"a":1},'],
        ['ends within a string', '[{"a":"'],
        ['is followed by another', '[1][2]'],
        ['is followed by text', '[1] x'],
    ] as const) {
        it(`refuses an array that ${what}`, async () => {
            await assert.rejects(piecesOf(json), /array/);
        });
    }
});
