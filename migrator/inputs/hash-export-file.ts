import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { reasonOf } from '../disclosure/foreign-error.ts';
import { shownPath } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { JsonListError, splitJsonList } from '../records/json-list.ts';
import { splitLines } from '../records/lines.ts';
import { parseRecord } from '../records/parse-record.ts';
import { rejoin } from '../records/rejoin.ts';
import { hasRepeatedKeys } from '../records/repeated-keys.ts';
import { type HashExportRecord, readHashExportRecord } from '../users/hash-export-record.ts';
import { unpackIfGzip } from './maybe-gzip.ts';
import { decryptPgp, isPgp } from './pgp/decrypt.ts';
import type { PrivateKeySettings } from './pgp/private-key.ts';
import { readInChunks, startOfFile } from './read-file.ts';
import { TextError, textInUtf8 } from './text-bytes.ts';

// A few: what is held while more is read outlives the young generation.
const RECORDS_AT_ONCE = 32;
const OPENING_BRACKET = 0x5b;

/**
 * Reads the password hash export of Auth0's support as it was received: NDJSON or a JSON array, gzipped or not.
 *
 * One that is encrypted with PGP is decrypted on the way; whoever reads must keep nothing when the end is not reached.
 *
 * @param privateKey - of an encrypted file
 * @returns arrays of some records, in the file's order
 * @throws {MigrationError} `HASH_EXPORT_NOT_FOUND`; `HASH_EXPORT_DAMAGED` with the number of the record that cannot be read; what
 * {@link decryptPgp} throws
 */
export async function* readHashExportFile(
    path: string,
    privateKey?: PrivateKeySettings,
): AsyncGenerator<HashExportRecord[]> {
    const first = await startOf(path);
    const isEncrypted = isPgp(first);
    const file: Readable = isEncrypted
        ? Readable.from(decryptPgp(path, privateKey), { objectMode: false })
        : readInChunks(path);
    const content = unpackIfGzip(file, isEncrypted ? await peek(file) : first);
    let number = 0;
    let hashes = 0;
    try {
        const read = (piece: Buffer): HashExportRecord => {
            number += 1;
            const record = readHashExportRecord(parse(path, piece, number));
            if (record?.hash !== undefined) hashes += 1;
            if (record !== undefined) return record;
            throw damaged(path, `record ${number} has neither an ID (\`_id\`, \`alt_id\`) nor an \`email\``);
        };
        for await (const pieces of splitRecords(textInUtf8(content.bytes, undefined))) {
            for (let start = 0; start < pieces.length; start += RECORDS_AT_ONCE) {
                yield pieces.slice(start, start + RECORDS_AT_ONCE).map(read);
            }
        }
        // The check against changes stands at the end of an encrypted file, behind what was packed into it.
        if (isEncrypted) await finished(file.unpipe().resume());
    } catch (error) {
        if (error instanceof MigrationError) throw error;
        if (error instanceof TextError || error instanceof JsonListError)
            throw damaged(path, `line ${error.line}: ${error.message}`);
        throw damaged(
            path,
            `it ends too early or is not what its first bytes promise (${reasonOf(error)}, behind record ${number})`,
            error,
        );
    } finally {
        content.destroy();
    }
    if (number === 0) throw damaged(path, 'it holds no record');
    if (hashes === 0)
        throw damaged(path, `none of its ${number} records has a hash (\`passwordHash\` or \`custom_password_hash\`)`);
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

async function startOf(path: string): Promise<Buffer> {
    try {
        return await startOfFile(path, 64);
    } catch (error) {
        throw new MigrationError(
            'HASH_EXPORT_NOT_FOUND',
            `The password hash export ${shownPath(path)} cannot be read. Expected the file of Auth0's support at the path that the definition names ` +
                `in \`passwords.hashExport\`, relative to the project's folder.`,
            { cause: error },
        );
    }
}

function parse(path: string, piece: Buffer, number: number): unknown {
    const text = piece.toString('utf8');
    // A parser's message quotes the text, which holds a hash: it has none of its own here.
    const record = parseRecord(text)?.record;
    if (record === undefined) throw damaged(path, `record ${number} is not JSON`);
    if (hasRepeatedKeys(text, record))
        throw damaged(path, `record ${number} has a key twice, so two records may have run into each other`);
    return record;
}

function damaged(path: string, what: string, cause?: unknown): MigrationError {
    return new MigrationError(
        'HASH_EXPORT_DAMAGED',
        `The password hash export ${shownPath(path)} cannot be used: ${what}. Expected the NDJSON (or JSON array) that Auth0's support delivers, ` +
            `gzipped or not. Nothing was sent.`,
        { cause },
    );
}
