import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CsvForm, splitCsv } from '../../../migrator/inputs/csv.ts';
import { inChunks } from '../records/in-chunks.ts';

const COMMAS: CsvForm = { delimiter: ',', quote: '"' };

async function rowsOf(text: string, form = COMMAS, cuts: readonly number[] = []) {
    const rows: { cells: readonly string[]; line: number }[] = [];
    for await (const some of splitCsv(inChunks(Buffer.from(text), cuts), form)) rows.push(...some);
    return rows;
}

const cellsOf = async (text: string, form?: CsvForm) => (await rowsOf(text, form)).map(({ cells }) => cells);

describe('splitCsv', () => {
    it('gives back every cell as it was, with its line, wherever the chunks end', async () => {
        const cell = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '"', '\n', '\r', ';', "'", ' '), maxLength: 6 });
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }),
                fc.array(fc.nat(200)),
                fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n'),
                async (rows, cuts, lineEnd) => {
                    const texts = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','));
                    const text = texts.join(lineEnd);
                    const expected = rows.map((cells, index) => ({
                        cells,
                        line:
                            [
                                ...texts
                                    .slice(0, index)
                                    .map((one) => `${one}${lineEnd}`)
                                    .join('')
                                    .matchAll(/\n/g),
                            ].length + 1,
                    }));
                    assert.deepEqual(await rowsOf(text, COMMAS, cuts), expected);
                },
            ),
        );
    });

    it('takes cells without quotes, other delimiters, other quotes, and none', async () => {
        assert.deepEqual(await cellsOf('a,b\n1,\n'), [
            ['a', 'b'],
            ['1', ''],
        ]);
        assert.deepEqual(await cellsOf('a;b\n1,5;2', { delimiter: ';', quote: '"' }), [
            ['a', 'b'],
            ['1,5', '2'],
        ]);
        assert.deepEqual(await cellsOf("a\n'b''c'\n", { delimiter: ',', quote: "'" }), [['a'], ["b'c"]]);
        assert.deepEqual(await cellsOf('a\tb\n5" x\t"\n', { delimiter: '\t', quote: false }), [
            ['a', 'b'],
            ['5" x', '"'],
        ]);
        assert.deepEqual(await cellsOf('a\n"b\\"c"\n', { delimiter: ',', quote: '"', escape: '\\' }), [['a'], ['b"c']]);
    });

    for (const [what, text, line, message] of [
        [
            'a quote inside a cell that is not quoted',
            'a,b\n1,2\n3,the "boss\n5,6\n',
            3,
            /unquoted cell contains a quote/,
        ],
        ['a space before a quote', 'a,b\n1, "x"\n', 2, /white space stands before the quote/],
        ['text behind a closing quote', 'a,b\n1,"x"y\n2,3\n', 2, /follows the closing quote/],
        ['quotes escaped with a backslash', 'a,b\n1,"O\\"Neil"\n', 2, /follows the closing quote/],
        ['a quoted cell that does not end', 'a,b\n1,2\n\n3,"x\n4,5\n', 3, /does not end/],
        ['a row that is too short', 'a,b\n1,2\n3\n', 3, /1 cell, and the first has 2/],
        ['a row that is too long', 'a,b\n"1\n2",2\n3,4,5\n', 4, /3 cells/],
    ] as const) {
        it(`refuses ${what}, with its line and without a value`, async () => {
            await assert.rejects(rowsOf(text), (error: Error & { line: number }) => {
                assert.match(error.message, message);
                assert.equal(error.line, line);
                assert.doesNotMatch(error.message, /boss|Neil|x"/);
                return true;
            });
        });
    }
});
