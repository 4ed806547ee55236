import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitJsonList } from '../../../migrator/records/json-list.ts';
import { inChunks } from './in-chunks.ts';

async function piecesOf(json: string, cuts: readonly number[] = [], path: readonly string[] = []): Promise<unknown[]> {
    const pieces: unknown[] = [];
    for await (const some of splitJsonList(inChunks(Buffer.from(json), cuts), path)) {
        pieces.push(...some.map((piece) => JSON.parse(piece.bytes.toString('utf8')) as unknown));
    }
    return pieces;
}

describe('splitJsonList', () => {
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

    it('finds a list by its keys, whatever stands before, behind and between', async () => {
        const key = fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', '['), maxLength: 3 });
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.jsonValue()),
                fc.dictionary(key, fc.jsonValue()),
                fc.array(fc.nat(400)),
                fc.constantFrom(undefined, 1),
                async (elements, others, cuts, indent) => {
                    const document = { ...others, realm: { ...others, users: elements, zz: [1] }, users: [2] };
                    const json = JSON.stringify(document, undefined, indent);
                    assert.deepEqual(
                        await piecesOf(json, cuts, ['realm', 'users']),
                        JSON.parse(JSON.stringify(elements)),
                    );
                },
            ),
        );
    });

    it('finds a list through the places of other lists', async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.jsonValue()),
                fc.array(fc.jsonValue(), { maxLength: 3 }),
                fc.array(fc.nat(400)),
                async (elements, others, cuts) => {
                    const document = [...others, [others, { a: others, data: elements }, { data: [1] }], { data: [2] }];
                    const json = JSON.stringify(document, undefined, 1);
                    assert.deepEqual(
                        await piecesOf(json, cuts, [String(others.length), '1', 'data']),
                        JSON.parse(JSON.stringify(elements)),
                    );
                },
            ),
        );
    });

    it('finds a list under a key with dots', async () => {
        assert.deepEqual(await piecesOf('{"a":{"b":[1]},"x":[2],"a.b":[3]}', [], ['a.c']).catch(() => 'none'), 'none');
        assert.deepEqual(await piecesOf('{"x":[2],"from shop.users":[3]}', [], ['from shop', 'users']), [3]);
    });

    it('says on which line each element begins', async () => {
        const lines: number[] = [];
        for await (const pieces of splitJsonList(inChunks(Buffer.from('[\n{"a":\n1},\n\n{"b":2}, {"c":3}]'), [3, 9])))
            lines.push(...pieces.map(({ line }) => line));
        assert.deepEqual(lines, [2, 5, 5]);
    });

    it('names the lists that are there where none is at the path', async () => {
        await assert.rejects(piecesOf('{"Users":[{"a":1}],"n":{"users":[]}}', [], ['users']), {
            lists: ['Users'],
            message: 'it has no list at `users`',
        });
    });

    for (const [what, json, path, message] of [
        ['does not end', '[{"a":1},', [], /ends in the middle/],
        ['ends within a string', '[{"a":"', [], /ends in the middle/],
        ['ends behind its list', '{"users":[{"a":1}]', ['users'], /ends in the middle/],
        ['is followed by another', '[1][2]', [], /something follows/],
        ['is followed by text', '[1] x', [], /something follows/],
        ['has a bracket that fits no other', '{"users":[{"a":1}},[]}', ['users'], /brackets do not match/],
        ['has its list twice', '{"users":[1],"users":[2]}', ['users'], /twice/],
    ] as const) {
        it(`refuses a document that ${what}`, async () => {
            await assert.rejects(piecesOf(json, [], path), { name: 'Error', message });
        });
    }
});
