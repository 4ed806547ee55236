import { counted } from '../counted.ts';
import type { SourceFile } from '../definition/source-file.ts';
import { areColumnNames } from '../disclosure/column-names.ts';
import { shownName } from '../disclosure/shown-text.ts';
import { isEmailAddress } from '../users/import-email.ts';
import { type CsvRow, QUOTED_WHOLE, splitCsv } from './csv.ts';
import { readCsvBeginning } from './csv-header.ts';
import { EscapedCells } from './escaped-cells.ts';
import type { FileRecord } from './file-record.ts';
import { LeadingApostrophes } from './leading-apostrophes.ts';
import { PRESETS } from './presets/presets.ts';
import { holdsWholeRows, isQuotedWhole } from './swallowed-rows.ts';

/** Says why the rows of a file of CSV are no records, and on which line. */
export class CsvHeaderError extends Error {
    /** Line of the file, from 1. */
    readonly line: number;

    constructor(message: string, line: number) {
        super(message);
        this.line = line;
    }
}

/** What databases and programs write for nothing. */
const NULLS: ReadonlySet<string> = new Set(['NULL', 'null', 'None', '\\N']);
const NAMELESS = /^\s*$/;
/** What clients of databases draw between the names and the rows. */
const RULE = /^\s*-+\s*$/;

/**
 * Makes JSON records of the rows of a file of CSV.
 *
 * @throws {CsvHeaderError} where the header is none, names a column twice, or is parted by nobody knows what; where a quoted cell
 * holds whole rows
 */
export async function recordsOfCsv(
    source: SourceFile,
    bytes: AsyncIterable<Buffer>,
): Promise<{ header: readonly string[]; records: AsyncIterable<FileRecord[]> }> {
    const quote = source.quote ?? '"';
    const beginning = await readCsvBeginning(bytes, quote, source.skipLines ?? 0);
    const { skippedLines, candidates } = beginning;
    const delimiter = source.delimiter ?? beginning.delimiter;
    if (delimiter === undefined && candidates.length > 1) {
        throw new CsvHeaderError(
            `the first line holds ${candidates.map((one) => JSON.stringify(one)).join(' and ')}, each of which may separate the cells: say ` +
                'which with `delimiter` in `source` of the definition',
            skippedLines + 1,
        );
    }
    const rows = splitCsv(beginning.bytes, {
        // A file of one column has no delimiter.
        delimiter: delimiter ?? ',',
        quote,
        escape: source.escape,
        skippedLines,
    });
    const first = await rows.next();
    if (first.done === true) return { header: [], records: nothing() };
    const [top, ...others] = first.value;
    if (top === undefined) return { header: [], records: nothing() };
    const given = source.header ?? headerOfSystem(source, top);
    if (source.header !== undefined) refuseWrongHeader(source.header, top);
    const header = given ?? headerOf(top);
    const rest = given === undefined ? others : first.value;
    return { header, records: recordsOf(source, header, delimiter ?? ',', rest, rows) };
}

async function* nothing(): AsyncGenerator<FileRecord[]> {}

async function* recordsOf(
    source: SourceFile,
    header: readonly string[],
    delimiter: string,
    first: readonly CsvRow[],
    rest: AsyncIterable<CsvRow[]>,
): AsyncGenerator<FileRecord[]> {
    const escapes = new EscapedCells(source, delimiter);
    const apostrophes = new LeadingApostrophes(source.leadingApostrophes);
    const keys = header.map((name) => JSON.stringify(name));
    const names = new Set(header.map(plainName));
    const said = source.nulls === undefined ? undefined : new Set(source.nulls);
    const read = ({ cells: written, line }: CsvRow): FileRecord[] => {
        const cells = escapes.read(written, line);
        if (cells.every((cell) => cell === '')) return [];
        refuseSecondHeader(cells, names, line);
        refuseSwallowedRows(written, delimiter, line);
        if (cells.length > 2 && isQuotedWhole(cells) && cells[0]?.split(delimiter).length === cells.length)
            throw new CsvHeaderError(QUOTED_WHOLE, line);
        if (cells.every((cell) => RULE.test(cell)))
            throw new CsvHeaderError('the row is a line under the names of the columns: remove it', line);
        apostrophes.look(cells, line);
        const nulls = said ?? (apostrophes.areThere ? undefined : NULLS);
        let json = '{';
        for (const [index, cell] of cells.entries()) {
            if (index > 0) json += ',';
            json += `${keys[index]}:${nulls?.has(cell) === true ? 'null' : apostrophes.jsonOf(cell)}`;
        }
        return [{ json: Buffer.from(`${json}}`), line }];
    };
    if (first.length > 0) yield first.flatMap(read);
    for await (const rows of rest) yield rows.flatMap(read);
}

// What no column is called.
function kindOfDatum(cell: string): string | undefined {
    if (isEmailAddress(cell)) return 'an address';
    if (/^[+-]?\d[\d.,:/ ()-]*$/.test(cell)) return 'a number';
    return /^(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|auth0\|.+)$/i.test(cell) ? 'an ID' : undefined;
}

function headerOfSystem({ from }: SourceFile, { cells }: CsvRow): readonly string[] | undefined {
    const { columns = [], least = 1 } = (from === undefined ? undefined : PRESETS[from])?.headless ?? {};
    const isOne = cells.length >= least && cells.length <= columns.length && hasDatum(cells);
    return isOne ? columns.slice(0, cells.length) : undefined;
}

function hasDatum(cells: readonly string[]): boolean {
    return cells.some((cell) => kindOfDatum(cell) !== undefined);
}

function headerOf({ cells, line }: CsvRow): string[] {
    if (cells.length === 1 && isQuotedWhole(cells)) throw new CsvHeaderError(QUOTED_WHOLE, line);
    const names = cells.map((name, index) => {
        const trimmed = name.trim().replace(/^'/, '');
        return NAMELESS.test(trimmed) ? `column ${index + 1}` : trimmed;
    });
    const nameless = cells.filter((name) => NAMELESS.test(name)).length;
    if (names.some((name) => name.includes('\r')))
        throw new CsvHeaderError('its lines end with carriage returns alone: write them with line feeds', line);
    if (cells.length > 2 && nameless > 1 && nameless >= cells.length - 1)
        throw new CsvHeaderError(
            'the first line has one name for many columns, like a title: say `skipLines: 1` in `source` of the definition',
            line,
        );
    const datum = cells.map((cell) => kindOfDatum(cell.trim().replace(/^'/, ''))).find((kind) => kind !== undefined);
    if (datum !== undefined)
        throw new CsvHeaderError(
            `the first line holds ${datum}, so it is a person and not the names of columns: name them with \`header\` in \`source\` of the definition`,
            line,
        );
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) {
        const column = areColumnNames(names) ? shownName(twice) : "(a name that may be somebody's data)";
        throw new CsvHeaderError(`the header names the column ${column} twice`, line);
    }
    return names;
}

function refuseWrongHeader(header: readonly string[], { cells, line }: CsvRow): void {
    if (cells.length !== header.length)
        throw new CsvHeaderError(
            `the row has ${counted(cells.length, 'cell')}, and \`header\` in \`source\` of the definition names ${counted(header.length, 'column')}`,
            line,
        );
    if (cells.every((cell, index) => cell.trim().toLowerCase() === header[index]?.toLowerCase()))
        throw new CsvHeaderError('the file has a header of its own: leave out `header`, or say `skipLines: 1`', line);
}

function plainName(cell: string): string {
    return cell.trim().replace(/^'/, '').toLowerCase();
}

// Where files were put together the second may have its columns in another order, and people would get each other's names.
function refuseSecondHeader(cells: readonly string[], names: ReadonlySet<string>, line: number): void {
    const repeated = cells.filter((cell) => names.has(plainName(cell))).length;
    if (repeated < Math.min(2, cells.length) || repeated * 2 <= cells.length) return;
    throw new CsvHeaderError(
        'the row names the columns once more, as when files were concatenated: make a file of each, or leave out the ' +
            'headers behind the first if their columns are the same',
        line,
    );
}

function refuseSwallowedRows(cells: readonly string[], delimiter: string, line: number): void {
    if (holdsWholeRows(cells, delimiter))
        throw new CsvHeaderError(
            'a quoted cell holds what looks like whole rows, so a quote is not where it should be',
            line,
        );
}
