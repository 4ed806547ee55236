/** One line of a file, without its line end. */
export interface Line {
    readonly bytes: Buffer;
    /** From 1. */
    readonly number: number;
    /** Bytes from the start of the file. */
    readonly offset: number;
    /** Whether the line was longer than allowed, and these are its first bytes only. */
    readonly isCut: boolean;
}

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Bytes of one line at most, unless the caller says otherwise: 16 MB. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

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
    maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<Line[]> {
    let rest: Buffer[] = [];
    let keptBytes = 0;
    let restBytes = 0;
    let offset = 0;
    let number = 0;
    const keep = (bytes: Buffer): void => {
        const room = maxLineBytes - keptBytes;
        const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
        if (kept.length > 0) rest.push(kept);
        keptBytes += kept.length;
        restBytes += bytes.length;
    };
    const finishLine = (tail: Buffer, endBytes: number): Line => {
        const length = restBytes + tail.length;
        const isWhole = restBytes === 0 && tail.length <= maxLineBytes;
        if (!isWhole) keep(tail);
        const bytes = trimEnd(isWhole ? tail : Buffer.concat(rest));
        number += 1;
        const line = { bytes, number, offset, isCut: length > maxLineBytes };
        offset += length + endBytes;
        rest = [];
        keptBytes = 0;
        restBytes = 0;
        return line;
    };
    for await (const data of chunks) {
        const chunk = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        const lines: Line[] = [];
        let start = 0;
        for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
            const line = finishLine(chunk.subarray(start, end), 1);
            if (line.bytes.length > 0) lines.push(line);
            start = end + 1;
        }
        // A copy: the source of the chunks may use its memory again.
        if (start < chunk.length) keep(Buffer.from(chunk.subarray(start)));
        if (lines.length > 0) yield lines;
    }
    if (restBytes > 0) {
        const line = finishLine(Buffer.alloc(0), 0);
        if (line.bytes.length > 0) yield [line];
    }
}

function trimEnd(bytes: Buffer): Buffer {
    return bytes.length > 0 && bytes[bytes.length - 1] === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
