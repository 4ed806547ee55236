/** One line of a file, without its line end. */
export interface Line {
    readonly bytes: Buffer;
    /** From 1. */
    readonly number: number;
    /** Bytes from the start of the file. */
    readonly offset: number;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Splits bytes into lines, an array of lines for each chunk that comes in.
 *
 * Arrays, because a `for await` turn per line would cost more than the line; the lines of an array share its chunk's
 * memory, so nobody keeps one. Empty lines are counted and left out.
 *
 * @param chunks - bytes in order
 * @param maxLineBytes - a longer line comes cut to this length, so that no line can fill the memory
 */
export async function* splitLines(
    chunks: AsyncIterable<Uint8Array>,
    maxLineBytes = 16 * 1024 * 1024,
): AsyncGenerator<Line[]> {
    let rest: Buffer[] = [];
    let restBytes = 0;
    let offset = 0;
    let number = 0;
    const toLine = (bytes: Buffer, length: number): Line => {
        const line = { bytes: trimEnd(bytes), number, offset };
        offset += length;
        return line;
    };
    for await (const data of chunks) {
        const chunk = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        const lines: Line[] = [];
        let start = 0;
        for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
            const tail = chunk.subarray(start, end);
            const length = restBytes + tail.length + 1;
            number += 1;
            const line = toLine(rest.length === 0 ? tail : Buffer.concat([...rest, tail]), length);
            if (line.bytes.length > 0) lines.push(line);
            rest = [];
            restBytes = 0;
            start = end + 1;
        }
        if (start < chunk.length) {
            restBytes += chunk.length - start;
            if (restBytes <= maxLineBytes) rest.push(Buffer.from(chunk.subarray(start)));
        }
        if (lines.length > 0) yield lines;
    }
    if (restBytes > 0) {
        number += 1;
        const line = toLine(Buffer.concat(rest), restBytes);
        if (line.bytes.length > 0) yield [line];
    }
}

function trimEnd(bytes: Buffer): Buffer {
    return bytes.length > 0 && bytes[bytes.length - 1] === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
