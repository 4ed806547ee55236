import { type CsvErrorCode, parse } from 'csv-parse';
import { counted } from '../counted.ts';
import { isQuotedWhole } from './swallowed-rows.ts';

/** One row of CSV. */
export interface CsvRow {
    readonly cells: readonly string[];
    /** Line of the file on which the row begins, from 1. */
    readonly line: number;
}

/** How a file of CSV is written. */
export interface CsvForm {
    readonly delimiter: string;
    /** `false` where cells are never quoted. */
    readonly quote: string | false;
    /** What stands before a quote within a quoted cell; the quote itself by default. Without quotes it does not count here. */
    readonly escape?: string | undefined;
    /** Lines of the file before the bytes that come. @default 0 */
    readonly skippedLines?: number;
}

/** Says on which line CSV is not CSV, and why; never a value. */
export class CsvFormError extends Error {
    /** Line of the file on which the row begins, from 1. */
    readonly line: number;

    constructor(message: string, line: number) {
        super(message);
        this.line = line;
    }
}

const NEWLINE = 10;
const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** Says that a table has its rows in quotes, and how to remove them. */
export const QUOTED_WHOLE =
    'the whole row is in quotes: remove them (`sed -E \'/^"([^"]|"")*"[,;[:space:]]*$/{s/^"//;s/"[^"]*$//;s/""/"/g;}\'`)';

const MESSAGES: Partial<Record<CsvErrorCode | 'INVALID_OPENING_QUOTE', string>> = {
    INVALID_OPENING_QUOTE: 'an unquoted cell contains a quote',
    CSV_INVALID_CLOSING_QUOTE: 'text follows the closing quote of a cell',
    CSV_QUOTE_NOT_CLOSED: 'a quoted cell does not end',
    CSV_MAX_RECORD_SIZE: 'a row is longer than 16 MB, as when a quoted cell does not end',
    CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'the row has more or fewer cells than the first',
};

/**
 * Splits CSV into rows of cells, and refuses everything that RFC 4180 does not allow: nothing is guessed.
 *
 * @param chunks - bytes in order, in UTF-8
 * @returns an array of rows for each chunk; empty lines are left out
 * @throws {CsvFormError}
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export async function* splitCsv(chunks: AsyncIterable<Uint8Array>, form: CsvForm): AsyncGenerator<CsvRow[]> {
    const { delimiter, quote, escape, skippedLines = 0 } = form;
    let rows: CsvRow[] = [];
    // Where the lines end that no row has ended behind yet.
    let lineEnds: number[] = [];
    let passed = 0;
    let line = 1 + skippedLines;
    let width: number | undefined;
    let read = 0;
    const lineAt = (bytes: number): number => {
        // The row's own line end is the last of its bytes.
        while (passed < lineEnds.length && (lineEnds[passed] ?? 0) < bytes - 1) passed += 1;
        return line + passed;
    };
    let lastLine = skippedLines;
    let wrong: CsvFormError | undefined;
    const parser = parse({
        delimiter,
        quote,
        escape: escape ?? quote,
        // Where a program for Windows has written the line ends of another, each has two carriage returns.
        record_delimiter: ['\r\r\n', '\r\n', '\n'],
        skip_empty_lines: true,
        relax_column_count: true,
        max_record_size: MAX_ROW_BYTES,
        on_record: (cells: string[], { bytes }) => {
            const endLine = lineAt(bytes);
            const startLine = endLine - (endLine === lastLine + 1 ? 0 : lineEndsIn(cells));
            lastLine = endLine;
            width ??= cells.length;
            if (cells.length !== width) wrong ??= new CsvFormError(widthProblem(cells, width), startLine);
            if (wrong === undefined) rows.push({ cells, line: startLine });
            return null;
        },
    });
    // The row that the parser stopped in begins behind the last that it ended.
    let failure: Error | undefined;
    parser.on('error', (error) => {
        failure = error;
    });
    const finished = new Promise<void>((resolve) => {
        parser.on('close', resolve);
        parser.on('end', resolve);
    });
    parser.resume();
    const check = (): void => {
        if (wrong !== undefined) throw wrong;
        if (failure !== undefined) throw new CsvFormError(messageOf(failure), lastLine + 1);
    };
    try {
        for await (const data of chunks) {
            // A copy: the parser keeps the end of a chunk, and the source may use its memory again.
            const chunk = Buffer.from(data);
            for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1))
                lineEnds.push(read + at);
            read += chunk.length;
            await new Promise<void>((resolve) => {
                parser.write(chunk, (error) => {
                    failure ??= error ?? undefined;
                    resolve();
                });
            });
            line += passed;
            lineEnds = lineEnds.slice(passed);
            passed = 0;
            const found = rows;
            rows = [];
            if (found.length > 0) yield found;
            check();
        }
        parser.end();
        await finished;
        if (rows.length > 0) yield rows;
        check();
    } finally {
        parser.destroy();
    }
}

function widthProblem(cells: readonly string[], width: number): string {
    if (width > 1 && isQuotedWhole(cells)) return QUOTED_WHOLE;
    const title = width === 1 ? '; if the first is a title, say `skipLines` in `source` of the definition' : '';
    return `the row has ${counted(cells.length, 'cell')}, and the first has ${width}${title}`;
}

function lineEndsIn(cells: readonly string[]): number {
    let ends = 0;
    for (const cell of cells) {
        for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) ends += 1;
    }
    return ends;
}

// The parser's own messages show the cell.
function messageOf(error: Error): string {
    const { code = '', field } = error as { code?: string; field?: unknown };
    if (code === 'INVALID_OPENING_QUOTE' && typeof field === 'string' && field.trim() === '')
        return 'white space stands before the quote of a cell: remove it';
    return (MESSAGES as Readonly<Record<string, string>>)[code] ?? 'the row is not CSV';
}
