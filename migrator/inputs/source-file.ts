import { createHash, type Hash } from 'node:crypto';
import { CSV_ONLY, type SourceFile } from '../definition/source-file.ts';
import type { Snapshot } from '../exports/exported-users.ts';
import { splitJsonList } from '../records/json-list.ts';
import { splitLines } from '../records/lines.ts';
import { rejoin } from '../records/rejoin.ts';
import type { Artifacts } from '../run-store/artifacts.ts';
import { mappingOf } from '../users/column-mapping.ts';
import { CsvFormError } from './csv.ts';
import { CsvHeaderError, recordsOfCsv } from './csv-records.ts';
import type { FileRecord } from './file-record.ts';
import { likenessOfBytes, likenessOfText } from './looks-like.ts';
import { unpackIfGzip } from './maybe-gzip.ts';
import { readInChunks, startOfFile } from './read-file.ts';
import { censusError, SourceCensus } from './source-census.ts';
import { damaged, misread, refusalOf, sourceFileNotFound } from './source-file-refusals.ts';
import { textInUtf8 } from './text-bytes.ts';

const NEWLINE = 10;
const SPACE = 32;
const LOOKED_AT_BYTES = 64 * 1024;

/**
 * Copies a file of users into an artifact of one JSON record a line, whatever its shape is.
 *
 * The record of a line stands on the same line of the artifact, so that line numbers are those of the file; where several records of
 * a JSON list share a line, each has one of its own. What is damaged is refused with its line: no record is guessed at.
 * A record that is no user is passed on, for the transformation to exclude it with its number.
 *
 * @param source - what the definition says of the file; a format alone is taken, too
 * @param needsEmail - whether users without an address cannot get one from the definition's `transform`
 * @returns the artifact, with the number of records that are users
 * @throws {MigrationError} `SOURCE_FILE_NOT_FOUND`; `SOURCE_FILE_DAMAGED` with the line; `SOURCE_FILE_MISREAD` where fewer than
 * nine in ten records are users; `SOURCE_COLUMN_NOT_FOUND`, `SOURCE_CONNECTION_UNCLEAR`; `STORAGE_FULL`
 */
export async function copySourceFile(
    path: string,
    source: SourceFile | SourceFile['format'],
    artifacts: Artifacts,
    artifact: string,
    onUsers: (users: number) => void,
    needsEmail = false,
): Promise<Omit<Snapshot, 'takenAt'>> {
    const described: SourceFile = typeof source === 'object' ? source : { format: source };
    const hash = createHash('sha256');
    const tally = { users: 0 };
    const reading: Reading = { path, source: described, tally, onUsers, needsEmail };
    await artifacts.write(artifact, digested(linesOf(reading), hash));
    return { artifact, users: tally.users, digest: hash.digest('hex') };
}

interface Reading {
    readonly path: string;
    readonly source: SourceFile;
    readonly tally: { users: number };
    readonly onUsers: (users: number) => void;
    readonly needsEmail: boolean;
}

async function* linesOf(reading: Reading): AsyncGenerator<Buffer> {
    const { path, source } = reading;
    const start = await startOf(path);
    const content = unpackIfGzip(readInChunks(path), start);
    let look = '';
    try {
        const iterator = content.bytes[Symbol.asyncIterator]();
        let beginning = Buffer.alloc(0);
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
            beginning = Buffer.concat([beginning, next.value]);
            if (beginning.length >= LOOKED_AT_BYTES) break;
        }
        if (beginning.length === 0) throw damaged(path, 'it is empty');
        const binary = likenessOfBytes(beginning, source.encoding !== undefined);
        if (binary !== undefined) throw misread(path, binary);
        const text = textInUtf8(rejoin(beginning, iterator), source.encoding)[Symbol.asyncIterator]();
        const first = await text.next();
        if (first.done === true) throw damaged(path, 'it holds no record');
        look = first.value.toString('utf8', 0, LOOKED_AT_BYTES);
        const format = formatOf(source, look);
        refuseIdleSettings(path, source, format, look);
        yield* counted(reading, format, rejoin(first.value, text), look);
    } catch (error) {
        const likeness =
            error instanceof CsvFormError || error instanceof CsvHeaderError ? likenessOfText(look) : undefined;
        throw likeness === undefined ? refusalOf(path, error, look) : misread(path, likeness);
    } finally {
        content.destroy();
    }
}

type Format = 'csv' | 'lines' | 'list';

function formatOf(source: SourceFile, look: string): Format {
    const { at } = mappingOf(source);
    const text = withoutLines(look, source.skipLines ?? 0);
    const opening = text.trimStart().charAt(0);
    const isJson = opening === '{' || opening === '[';
    if (source.format === 'csv' || (source.format === undefined && source.at === undefined && !isJson)) return 'csv';
    if (opening === '[') return 'list';
    // A preset's document may have been taken apart into one record a line.
    return source.at === undefined && (at === undefined || isRecordLine(text, at)) ? 'lines' : 'list';
}

// The list may stand far behind the beginning, but a document is no record on its first line.
function isRecordLine(text: string, at: string): boolean {
    const line = text.trimStart().split('\n', 1)[0] ?? '';
    try {
        return !Object.hasOwn(JSON.parse(line) as object, at.split('.')[0] ?? at);
    } catch {
        return false;
    }
}

// What the format does not know has no effect, and was meant for another file.
function refuseIdleSettings(path: string, source: SourceFile, format: Format, look: string): void {
    const idle = format === 'csv' ? undefined : CSV_ONLY.find((key) => source[key] !== undefined);
    if (idle !== undefined)
        throw misread(path, `It is JSON, and \`${idle}\` in \`source\` of the definition has an effect on CSV only.`);
    if (source.at !== undefined && isListItself(source, look) && !leadsThroughList(source.at))
        throw misread(
            path,
            likenessOfText(look) ?? 'The document is a list itself: leave out `at` in `source` of the definition.',
        );
}

function isListItself({ skipLines = 0 }: SourceFile, look: string): boolean {
    return withoutLines(look, skipLines).trimStart().startsWith('[');
}

// As `2.data`: the third element of the list.
function leadsThroughList(at: string): boolean {
    return /^\d+\./.test(at);
}

function withoutLines(text: string, count: number): string {
    let rest = text;
    for (let skipped = 0; skipped < count; skipped += 1) rest = rest.slice(rest.indexOf('\n') + 1);
    return rest;
}

async function* counted(
    { path, source, tally, onUsers, needsEmail }: Reading,
    format: Format,
    bytes: AsyncIterable<Buffer>,
    look: string,
): AsyncGenerator<Buffer> {
    const { header, records } = await open(source, format, bytes, look);
    const census = new SourceCensus(source, header, needsEmail);
    const isNamed = format === 'list' && source.at !== undefined;
    const likeness = isNamed ? undefined : likenessOfText(withoutLines(look, source.skipLines ?? 0));
    let line = 0;
    let isAnything = false;
    for await (const some of records) {
        const parts: Buffer[] = [];
        for (const record of some) {
            isAnything = true;
            const number = Math.max(record.line, line + 1);
            const found = census.add(record.json, number, record.isCut === true);
            if (found === 'repeated-key')
                throw damaged(
                    path,
                    `the record on line ${record.line} has a key twice, so two records may have run into each other`,
                );
            if (found === 'rounded-id')
                throw damaged(
                    path,
                    `the ID on line ${record.line} is a rounded number, as a spreadsheet writes a long one: export the table without opening it in one`,
                );
            // In a list the commas part people: a piece that is no JSON may be two of them.
            if (found === 'no-user' && format === 'list' && !isJson(record.json))
                throw damaged(path, `the record on line ${record.line} is not JSON`);
            // Between the parts of JSON a line end is white space; within a text it would be no JSON, and the record damaged.
            if (format === 'list') replaceLineEnds(record.json);
            parts.push(newlines(number - line - 1), record.json, ONE_NEWLINE);
            line = number;
        }
        if (census.isHopeless()) break;
        onUsers(census.users);
        yield Buffer.concat(parts);
    }
    if (!isAnything) throw damaged(path, 'it holds no record');
    const refusal = census.refusal(likeness);
    if (refusal !== undefined) throw censusError(path, refusal);
    tally.users = census.users;
}

const ONE_NEWLINE = Buffer.from('\n');

function newlines(count: number): Buffer {
    return Buffer.alloc(count, NEWLINE);
}

async function open(
    source: SourceFile,
    format: Format,
    bytes: AsyncIterable<Buffer>,
    look: string,
): Promise<{ header?: readonly string[]; records: AsyncIterable<FileRecord[]> }> {
    if (format === 'csv') return await recordsOfCsv(source, bytes);
    const skipped = source.skipLines ?? 0;
    if (format === 'lines') return { records: recordsOfLines(bytes, skipped) };
    const { at } = mappingOf(source);
    const isInList = at === undefined || (isListItself(source, look) && !leadsThroughList(at));
    return { records: recordsOfList(bytes, skipped, isInList ? [] : at.split('.')) };
}

async function* recordsOfLines(bytes: AsyncIterable<Buffer>, skipped: number): AsyncGenerator<FileRecord[]> {
    for await (const lines of splitLines(bytes)) {
        yield lines
            .filter(({ number, bytes: line }) => number > skipped && !isBlank(line))
            .map(({ bytes: json, number, isCut }) => ({ json, line: number, isCut }));
    }
}

async function* recordsOfList(
    bytes: AsyncIterable<Buffer>,
    skipped: number,
    path: readonly string[],
): AsyncGenerator<FileRecord[]> {
    for await (const pieces of splitJsonList(blanked(bytes, skipped), path)) {
        yield pieces.map(({ bytes: json, line }) => ({ json, line }));
    }
}

// The lines stay as white space, so that the numbers of the others stay, too.
async function* blanked(chunks: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
    let left = lines;
    for await (const chunk of chunks) {
        for (let at = 0; left > 0 && at < chunk.length; at += 1) {
            if (chunk[at] === NEWLINE) left -= 1;
            else chunk[at] = SPACE;
        }
        yield chunk;
    }
}

function replaceLineEnds(json: Buffer): void {
    for (let at = json.indexOf(NEWLINE); at !== -1; at = json.indexOf(NEWLINE, at + 1)) json[at] = SPACE;
}

function isBlank(bytes: Buffer): boolean {
    return bytes.every((byte) => byte === SPACE || (byte >= 9 && byte <= 13));
}

function isJson(bytes: Buffer): boolean {
    try {
        JSON.parse(bytes.toString('utf8'));
        return true;
    } catch {
        return false;
    }
}

async function* digested(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
    }
}

async function startOf(path: string): Promise<Buffer> {
    try {
        return await startOfFile(path, 2);
    } catch (error) {
        throw sourceFileNotFound(path, error);
    }
}
