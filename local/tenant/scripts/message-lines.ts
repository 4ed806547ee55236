import type { Readable } from 'node:stream';

const NEWLINE = 10;

/**
 * Reads lines until the stream ends.
 *
 * @param maxBytes - of one line
 * @throws {RangeError} for a longer one; nothing more is read then
 */
export async function readLines(stream: Readable, maxBytes: number, listen: (line: string) => void): Promise<void> {
    let pending: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
        let start = 0;
        for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
            pending.push(chunk.subarray(start, end));
            listen(Buffer.concat(pending).toString('utf8'));
            pending = [];
            size = 0;
            start = end + 1;
        }
        const rest = chunk.subarray(start);
        size += rest.length;
        if (size > maxBytes) throw new RangeError(`a line of more than ${maxBytes} bytes`);
        if (rest.length > 0) pending.push(rest);
    }
}
