import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';

const NEWLINE = 10;

/** One entry of a seed file and where it stands, such as `line 7`. */
export interface SeedEntry {
    place: string;
    /** Undefined when it is not JSON. */
    value: unknown;
}

/** Reads a seed file: one JSON object a line, read as a stream; or one JSON array of such objects, read at once. */
export async function* readSeedEntries(file: string): AsyncGenerator<SeedEntry, void, undefined> {
    if (await startsWithBracket(file)) {
        const entries = parse(await readFile(file, 'utf8'));
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
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
        const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let start = 0;
        for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
            yield buffer.toString('utf8', start, end);
            start = end + 1;
        }
        rest = buffer.subarray(start);
    }
    if (rest.length > 0) yield rest.toString('utf8');
}

async function startsWithBracket(file: string): Promise<boolean> {
    const handle = await open(file);
    try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
        return buffer.toString('utf8', 0, bytesRead).trimStart().startsWith('[');
    } finally {
        await handle.close();
    }
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
