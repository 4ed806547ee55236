import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Line, splitLines } from '../../../migrator/records/lines.ts';
import { inChunks } from './in-chunks.ts';

type KeptLine = Pick<Line, 'bytes' | 'number' | 'offset' | 'isCut'>;

async function linesOf(bytes: Buffer, cuts: readonly number[], maxLineBytes?: number): Promise<KeptLine[]> {
    const lines: KeptLine[] = [];
    for await (const some of splitLines(inChunks(bytes, cuts), maxLineBytes)) {
        // The lines of an array share the memory of their chunk, so what is kept is copied.
        lines.push(
            ...some.map(({ bytes: own, number, offset, isCut }) => ({
                bytes: Buffer.from(own),
                number,
                offset,
                isCut,
            })),
        );
    }
    return lines;
}

const text = fc.array(fc.constantFrom('a', 'é', '"', '\n', '\r\n', '\n\n', '{}'), { maxLength: 40 });

describe('splitLines', () => {
    it('gives the same lines wherever the chunks end', async () => {
        await fc.assert(
            fc.asyncProperty(text, fc.array(fc.nat(60)), async (parts, cuts) => {
                const bytes = Buffer.from(parts.join(''));
                const found = await linesOf(bytes, cuts);
                const expected = bytes
                    .toString('utf8')
                    .split('\n')
                    .map((line, index) => ({ line: line.replace(/\r$/, ''), number: index + 1 }))
                    .filter(({ line }) => line !== '');
                assert.deepEqual(
                    found.map(({ bytes: line, number }) => ({ line: line.toString('utf8'), number })),
                    expected,
                );
            }),
        );
    });

    it('says where each line begins, so that it can be read again', async () => {
        await fc.assert(
            fc.asyncProperty(text, fc.array(fc.nat(60)), async (parts, cuts) => {
                const bytes = Buffer.from(parts.join(''));
                for (const { bytes: line, offset } of await linesOf(bytes, cuts)) {
                    assert.deepEqual(bytes.subarray(offset, offset + line.length), line);
                }
            }),
        );
    });

    it('cuts a line that is too long to its first bytes, says so, and goes on behind it', async () => {
        await fc.assert(
            fc.asyncProperty(fc.integer({ min: 11, max: 60 }), fc.array(fc.nat(70)), async (length, cuts) => {
                const long = Array.from({ length }, (_, index) => String(index % 10)).join('');
                const lines = await linesOf(Buffer.from(`a\n${long}\nb`), cuts, 10);
                assert.deepEqual(
                    lines.map(({ bytes, number, isCut }) => [bytes.toString('utf8'), number, isCut]),
                    [
                        ['a', 1, false],
                        ['0123456789', 2, true],
                        ['b', 3, false],
                    ],
                );
            }),
        );
    });
});
