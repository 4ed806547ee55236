import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { SeedError } from './seed-error.ts';

const NEWLINE = 10;
/** Exports of Auth0 are gzipped, whatever their files are called. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** One entry of a seed file and where it stands, such as `line 7`. */
export interface SeedEntry {
    place: string;
    /** Undefined when it is not JSON. */
    value: unknown;
}

/**
 * Reads a seed file, gzipped or not: one JSON object a line, read as a stream; or one JSON array of such objects, read at once.
 *
 * @throws {SeedError} when the file can't be read
 */
export async function* readSeedEntries(file: string): AsyncGenerator<SeedEntry, void, undefined> {
    if (await startsWithBracket(file)) {
        const entries = parse((await buffer(readChunks(file))).toString('utf8'));
        if (!Array.isArray(entries)) yield { place: 'file', value: undefined };
        else for (const [index, value] of entries.entries()) yield { place: `entry ${index + 1}`, value };
        return;
    }
    let number = 0;
    for await (const line of readLines(file)) {
        number += 1;
        if (line.trim() !== '') yield { place: `line ${number}`, value: parse(line) };
    }
}

async function* readLines(file: string): AsyncGenerator<string, void, undefined> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of readChunks(file)) {
        const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let start = 0;
        for (let end = joined.indexOf(NEWLINE); end !== -1; end = joined.indexOf(NEWLINE, start)) {
            yield joined.toString('utf8', start, end);
            start = end + 1;
        }
        rest = joined.subarray(start);
    }
    if (rest.length > 0) yield rest.toString('utf8');
}

async function* readChunks(file: string): AsyncGenerator<Buffer, void, undefined> {
    try {
        const isGzipped = await startsWith(file, GZIP);
        const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
        const unzipped = isGzipped ? stream.pipe(createGunzip()) : stream;
        stream.on('error', (error) => unzipped.destroy(error));
        yield* unzipped as AsyncIterable<Buffer>;
    } catch (error) {
        throw new SeedError('path', `the file can't be read (${String((error as NodeJS.ErrnoException).code)})`);
    }
}

async function startsWith(file: string, bytes: Buffer): Promise<boolean> {
    const handle = await open(file);
    try {
        const { buffer: head } = await handle.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
        return head.equals(bytes);
    } finally {
        await handle.close();
    }
}

async function startsWithBracket(file: string): Promise<boolean> {
    for await (const chunk of readChunks(file)) return chunk.toString('utf8', 0, 1024).trimStart().startsWith('[');
    return false;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
