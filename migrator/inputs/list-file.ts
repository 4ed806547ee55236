import { shownColumns } from '../disclosure/column-names.ts';
import { shownName } from '../disclosure/shown-text.ts';
import { splitLines } from '../records/lines.ts';
import { emailKey } from '../users/email-key.ts';
import { isEmailAddress } from '../users/import-email.ts';
import { CsvFormError, splitCsv } from './csv.ts';
import { readCsvBeginning } from './csv-header.ts';
import { likenessOfBytes } from './looks-like.ts';
import { unpackIfGzip } from './maybe-gzip.ts';
import { readInChunks, startOfFile } from './read-file.ts';
import { TextError, textInUtf8 } from './text-bytes.ts';

/** One entry of a list. */
export interface ListEntry {
    /** An e-mail address as Auth0 compares it, or an ID. */
    readonly text: string;
    /** Line of the file, from 1. */
    readonly line: number;
}

/** How a list is written. */
export interface ListForm {
    /** The column of a table in which the entries stand; without it the file has one entry a line. */
    readonly column?: string | undefined;
    readonly encoding?: string | undefined;
    /** A sentence that tells how the list is given its encoding; by default that it is to be UTF-8. */
    readonly sayEncoding?: ((encoding: string) => string) | undefined;
}

/** Says why a file is no list of addresses and IDs; never an entry. */
export class ListError extends Error {}

// A name with a digit is as likely an ID.
const HEADER = /^(?:[^@|,;\t\d]*e-?mail[^@|,;\t\d]*|user[ _-]?ids?|ids?|addresses|users?|usernames?|logins?)$/i;
const SEVERAL = /[,;\t|]/;

/**
 * Reads a file of e-mail addresses and IDs: one a line, or a column of a table.
 *
 * A line that begins with `#` is a comment, and a first line that is the name of a column no entry.
 *
 * @throws {ListError} where an entry is neither, a line has several columns, or the file is no text
 */
export async function* readListFile(path: string, form: ListForm = {}): AsyncGenerator<ListEntry[]> {
    const start = await startOfFile(path, 4096);
    const sayEncoding = form.sayEncoding ?? ((encoding) => `Convert it to UTF-8 (\`iconv -f ${encoding} -t utf-8\`).`);
    const binary = likenessOfBytes(start, form.encoding !== undefined, sayEncoding);
    if (binary !== undefined && start[0] !== 0x1f) throw new ListError(binary);
    const content = unpackIfGzip(readInChunks(path), start);
    try {
        const bytes = textInUtf8(content.bytes, form.encoding);
        yield* form.column === undefined ? entriesOfLines(bytes) : entriesOfColumn(bytes, form.column);
    } catch (error) {
        if (error instanceof TextError)
            throw new ListError(`line ${error.line}: ${error.message}. ${error.way ?? sayEncoding('windows-1252')}`);
        if (error instanceof CsvFormError) throw new ListError(`line ${error.line}: ${error.message}`);
        throw error;
    } finally {
        content.destroy();
    }
}

/** Gives the form in which the entry of a list and the address or ID of a user are compared. */
export function listKey(text: string): string {
    return isAddress(text) ? emailKey(text) : text;
}

async function* entriesOfLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<ListEntry[]> {
    let isFirst = true;
    for await (const lines of splitLines(bytes)) {
        const entries: ListEntry[] = [];
        for (const { bytes: line, number } of lines) {
            const text = unquoted(line.toString('utf8').trim());
            if (text === '' || text.startsWith('#')) continue;
            if (isFirst && /^[[{]/.test(text))
                throw new ListError('it is JSON: write one entry a line, without brackets');
            if (!isFirst || !HEADER.test(text)) entries.push(entryOf(text, number));
            isFirst = false;
        }
        yield entries;
    }
}

async function* entriesOfColumn(bytes: AsyncIterable<Buffer>, column: string): AsyncGenerator<ListEntry[]> {
    const beginning = await readCsvBeginning(bytes, '"', 0);
    const { delimiter, candidates, skippedLines } = beginning;
    if (delimiter === undefined && candidates.length > 1)
        throw new ListError('its first line holds several characters that may separate the columns');
    let place: number | undefined;
    for await (const rows of splitCsv(beginning.bytes, { delimiter: delimiter ?? ',', quote: '"', skippedLines })) {
        const entries: ListEntry[] = [];
        for (const { cells, line } of rows) {
            if (place === undefined) {
                const names = cells.map((name) => name.trim().replace(/^'/, ''));
                place = names.indexOf(column);
                if (place === -1)
                    throw new ListError(`it has no column ${shownName(column)}. There are ${shownColumns(names)}`);
                if (names.includes(column, place + 1))
                    throw new ListError(`it has the column ${shownName(column)} twice`);
                continue;
            }
            const text = (cells[place] ?? '').trim();
            if (text !== '') entries.push(entryOf(text, line));
        }
        yield entries;
    }
}

function entryOf(text: string, line: number): ListEntry {
    // Auth0's own CSV has an apostrophe before every text.
    const entry = text.startsWith("'") && isAddress(text) ? text.slice(1) : text;
    const isId = entry.includes('|') && !/[\s,;]/.test(entry);
    if (!isId && SEVERAL.test(entry))
        throw new ListError(`line ${line} has several columns: say which with \`column\`, or leave one entry a line`);
    if (entry.includes('"')) throw new ListError(`line ${line} has a quote where none may be`);
    if (/\s/.test(entry)) throw new ListError(`line ${line} is neither an address nor an ID: it holds white space`);
    if (isAddress(entry) && !isEmailAddress(entry)) throw new ListError(`line ${line} is not an e-mail address`);
    return { text: listKey(entry), line };
}

// An ID may hold an address behind its provider.
function isAddress(text: string): boolean {
    return text.includes('@') && !text.includes('|');
}

function unquoted(text: string): string {
    return text.length > 1 && text.startsWith('"') && text.endsWith('"')
        ? text.slice(1, -1).replaceAll('""', '"')
        : text;
}
