import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { reasonOf } from '../disclosure/foreign-error.ts';
import { shownPath } from '../disclosure/shown-text.ts';
import { type ErrorCode, MigrationError } from '../errors.ts';
import { JsonListError, splitJsonList } from '../records/json-list.ts';
import { splitLines } from '../records/lines.ts';
import { parseExported } from '../records/parse-record.ts';
import { rejoin } from '../records/rejoin.ts';
import { hasRepeatedKeys } from '../records/repeated-keys.ts';
import type { UserRecord } from '../records/user-record.ts';
import { unpackIfGzip } from './maybe-gzip.ts';
import { decryptPgp, isPgp } from './pgp/decrypt.ts';
import type { PrivateKeySettings } from './pgp/private-key.ts';
import { readInChunks, startOfFile } from './read-file.ts';
import { TextError, textInUtf8 } from './text-bytes.ts';

// A few: what is held while more is read outlives the young generation.
const RECORDS_AT_ONCE = 32;
const OPENING_BRACKET = 0x5b;

/** A file that Auth0's support delivers for a ticket. */
export interface SupportExport {
    /** What a message calls it. */
    readonly what: string;
    /** Where the definition names it. */
    readonly setting: string;
    readonly codes: Readonly<Record<'notFound' | 'damaged', ErrorCode>>;
}

/**
 * Reads an export of Auth0's support as it was received: NDJSON or a JSON array, gzipped or not.
 *
 * One that is encrypted with PGP is decrypted on the way; the reader must keep nothing when the end is not reached.
 *
 * @param privateKey - of an encrypted file
 * @returns arrays of some records, in the file's order
 * @throws {MigrationError} the code for a file that is not there; the one for a damaged file, with the number of the record that cannot be
 * read; what {@link decryptPgp} throws
 */
export async function* readSupportExport(
    path: string,
    kind: SupportExport,
    privateKey?: PrivateKeySettings,
): AsyncGenerator<UserRecord[]> {
    const first = await startOf(path, kind);
    const isEncrypted = isPgp(first);
    const file: Readable = isEncrypted
        ? Readable.from(decryptPgp(path, privateKey), { objectMode: false })
        : readInChunks(path);
    const content = unpackIfGzip(file, isEncrypted ? await peek(file) : first);
    let number = 0;
    const damaged = (what: string, cause?: unknown) => damagedExport(path, kind, what, cause);
    try {
        const read = (piece: Buffer): UserRecord => {
            number += 1;
            const problem = parse(piece);
            if (typeof problem === 'string') throw damaged(`record ${number} ${problem}`);
            return problem;
        };
        for await (const pieces of splitRecords(textInUtf8(content.bytes, undefined))) {
            for (let start = 0; start < pieces.length; start += RECORDS_AT_ONCE) {
                yield pieces.slice(start, start + RECORDS_AT_ONCE).map(read);
            }
        }
        // The check against changes stands at the end of an encrypted file, behind what was packed into it.
        if (isEncrypted) await finished(file.unpipe().resume());
    } catch (error) {
        if (error instanceof MigrationError) throw withCode(error, kind);
        if (error instanceof TextError || error instanceof JsonListError)
            throw damaged(`line ${error.line}: ${error.message}`);
        throw damaged(
            `it ends too early or is not what its first bytes promise (${reasonOf(error)}, behind record ${number})`,
            error,
        );
    } finally {
        content.destroy();
    }
    if (number === 0) throw damaged('it holds no record');
}

/** Says that an export of Auth0's support cannot be used, and why. */
export function damagedExport(
    path: string,
    { what, codes }: SupportExport,
    problem: string,
    cause?: unknown,
): MigrationError {
    return new MigrationError(
        codes.damaged,
        `The ${what} ${shownPath(path)} cannot be used: ${problem}. Expected the NDJSON (or JSON array) that Auth0's support delivers, ` +
            `gzipped or not. Nothing was sent.`,
        { cause },
    );
}

// Decrypting knows one code for damage, whatever the file is.
function withCode(error: MigrationError, { codes }: SupportExport): MigrationError {
    if (error.code !== 'HASH_EXPORT_DAMAGED' || codes.damaged === error.code) return error;
    return new MigrationError(codes.damaged, error.message, { cause: error });
}

async function peek(stream: Readable): Promise<Buffer> {
    await once(stream, 'readable');
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) stream.unshift(chunk);
    return chunk ?? Buffer.alloc(0);
}

async function* splitRecords(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
    const iterator = bytes[Symbol.asyncIterator]();
    const first = await iterator.next();
    if (first.done === true) return;
    const whole = rejoin(first.value, iterator);
    if (first.value.subarray(0, 64).toString('utf8').trimStart().charCodeAt(0) === OPENING_BRACKET) {
        for await (const pieces of splitJsonList(whole)) yield pieces.map((piece) => piece.bytes);
        return;
    }
    for await (const lines of splitLines(whole)) yield lines.map((line) => line.bytes);
}

async function startOf(path: string, { what, setting, codes }: SupportExport): Promise<Buffer> {
    try {
        return await startOfFile(path, 64);
    } catch (error) {
        throw new MigrationError(
            codes.notFound,
            `The ${what} ${shownPath(path)} cannot be read. Expected the file of Auth0's support at the path that the definition names ` +
                `in \`${setting}\`, relative to the project's folder.`,
            { cause: error },
        );
    }
}

// A parser's message quotes the text, which holds a secret: this has none of its own.
function parse(piece: Buffer): UserRecord | string {
    const text = piece.toString('utf8');
    const record = parseExported(text)?.record;
    if (record === undefined) return 'is not JSON';
    return hasRepeatedKeys(text, record) ? 'has a key twice, so two records may have run into each other' : record;
}
