import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitCsv } from '../../../migrator/inputs/csv.ts';
import { inChunks } from '../records/in-chunks.ts';

async function rowsOf(text: string, cuts: readonly number[] = []): Promise<string[][]> {
    const rows: string[][] = [];
    for await (const some of splitCsv(inChunks(Buffer.from(text), cuts))) rows.push(...some);
    return rows;
}

describe('splitCsv', () => {
    it('gives back every cell as it was, wherever the chunks end', async () => {
        const cell = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '"', '\n', '\r', ';', "'", ' '), maxLength: 6 });
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
                fc.array(fc.nat(200)),
                fc.constantFrom('\n', '\r\n'),
                async (rows, cuts, lineEnd) => {
                    const whole = [['one', 'two'], ...rows];
                    const text = whole
                        .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
                        .join(lineEnd);
                    assert.deepEqual(await rowsOf(text, cuts), whole);
                },
            ),
        );
    });

    for (const [what, text, expected] of [
        [
            'cells without quotes',
            'a,b\n1,\n',
            [
                ['a', 'b'],
                ['1', ''],
            ],
        ],
        [
            'semicolons',
            'a;b\n1,5;2\n',
            [
                ['a', 'b'],
                ['1,5', '2'],
            ],
        ],
        [
            'tabs and no last line end',
            'a\tb\n1\t2',
            [
                ['a', 'b'],
                ['1', '2'],
            ],
        ],
        ['one column', 'a\n1\n', [['a'], ['1']]],
    ] as const) {
        it(`takes ${what}`, async () => {
            assert.deepEqual(await rowsOf(text), expected);
        });
    }
});
