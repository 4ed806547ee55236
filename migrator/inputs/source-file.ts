import { createHash, type Hash } from 'node:crypto';
import type { Artifacts } from '../run-store/artifacts.ts';
import { MigrationError, messageOf } from '../errors.ts';
import type { Snapshot } from '../exports/exported-users.ts';
import { countLines } from '../records/count-lines.ts';
import { splitJsonArray } from '../records/json-array.ts';
import { rejoin } from '../records/rejoin.ts';
import { splitCsv } from './csv.ts';
import { unpackIfGzip } from './maybe-gzip.ts';
import { readInChunks, startOfFile } from './read-file.ts';

const NEWLINE = 10;
const SPACE = 32;

/**
 * Copies a file of users into an artifact of one JSON record a line, whatever its shape is.
 *
 * NDJSON goes as it is, so that line numbers are those of the file; of an array every element becomes a line, of CSV every
 * row. What cannot be a user is passed on, for the transformation to exclude it with its number.
 *
 * @param format - `json` or `csv`; told from the first bytes by default
 * @throws {MigrationError} `SOURCE_FILE_NOT_FOUND`, `SOURCE_FILE_DAMAGED`; `STORAGE_FULL`
 */
export async function copySourceFile(
    path: string,
    format: 'json' | 'csv' | undefined,
    artifacts: Artifacts,
    artifact: string,
    onUsers: (users: number) => void,
): Promise<Omit<Snapshot, 'takenAt'>> {
    const tally = { lines: 0 };
    const hash = createHash('sha256');
    await artifacts.write(artifact, countLines(digested(linesOf(path, format), hash), tally, onUsers));
    if (tally.lines === 0) throw damaged(path, 'it holds no record');
    return { artifact, users: tally.lines, digest: hash.digest('hex') };
}

async function* linesOf(path: string, format: 'json' | 'csv' | undefined): AsyncGenerator<Buffer> {
    const start = await startOf(path);
    const content = unpackIfGzip(readInChunks(path), start);
    try {
        const iterator = content.bytes[Symbol.asyncIterator]();
        const first = await iterator.next();
        if (first.done === true) return;
        const beginning = withoutByteOrderMark(first.value);
        const whole = rejoin(beginning, iterator);
        const opening = beginning.subarray(0, 4096).toString('latin1').trimStart().charAt(0);
        if (format === 'csv' || (format === undefined && opening !== '{' && opening !== '[')) yield* linesOfCsv(whole);
        else if (opening === '[') yield* linesOfArray(whole);
        else yield* whole;
    } catch (error) {
        if (error instanceof MigrationError) throw error;
        throw damaged(path, messageOf(error), error);
    } finally {
        content.destroy();
    }
}

async function* linesOfArray(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const pieces of splitJsonArray(bytes)) {
        yield Buffer.concat(
            pieces.flatMap((piece) => {
                // Between the parts of JSON a line end is white space; within a text it would be written as \n.
                for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) piece[at] = SPACE;
                return [piece.length === 0 ? Buffer.from('null') : piece, Buffer.from('\n')];
            }),
        );
    }
}

async function* linesOfCsv(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let header: readonly string[] | undefined;
    let isEscaped: boolean | undefined;
    for await (const rows of splitCsv(bytes)) {
        const lines: string[] = [];
        for (const row of rows) {
            if (header === undefined) {
                header = row.map((name) => name.trim().replace(/^'/, ''));
                continue;
            }
            if (row.length === 1 && row[0] === '') continue;
            isEscaped ??= isEscapedByAuth0(row);
            // A row of another length is no record: as a list it is excluded, with its number.
            lines.push(JSON.stringify(row.length === header.length ? recordOf(header, row, isEscaped) : row));
        }
        if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
    }
}

function recordOf(header: readonly string[], row: readonly string[], isEscaped: boolean): object {
    return Object.fromEntries(
        header.map((name, index) => {
            const cell = row[index] ?? '';
            return [name, isEscaped && cell.startsWith("'") ? cell.slice(1) : cell];
        }),
    );
}

// Auth0 puts a ' before every text against formulas in spreadsheets; dates of its own are exempt.
// https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20)
function isEscapedByAuth0(row: readonly string[]): boolean {
    const texts = row.filter(
        (cell) => cell !== '' && Number.isNaN(Date.parse(cell)) && cell !== 'true' && cell !== 'false',
    );
    return texts.length > 0 && texts.every((cell) => cell.startsWith("'"));
}

async function* digested(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
    }
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
    return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

async function startOf(path: string): Promise<Buffer> {
    try {
        return await startOfFile(path, 2);
    } catch (error) {
        throw sourceFileNotFound(path, error);
    }
}

/** Says that there is no file of users. */
export function sourceFileNotFound(path: string, cause: unknown): MigrationError {
    return new MigrationError(
        'SOURCE_FILE_NOT_FOUND',
        `The file of users ${path} cannot be read. Expected it at the path that the program (\`new DatabaseExport(...)\`) or the definition ` +
            "(`source.file`) names, relative to the project's folder. Nothing was sent.",
        { cause },
    );
}

function damaged(path: string, what: string, cause?: unknown): MigrationError {
    return new MigrationError(
        'SOURCE_FILE_DAMAGED',
        `The file of users ${path} cannot be used: ${what}. Expected NDJSON, a JSON array or CSV with a header, gzipped or not. Nothing was sent.`,
        { cause },
    );
}
