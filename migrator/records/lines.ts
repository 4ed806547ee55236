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
    const splitter = new LineSplitter(maxLineBytes);
    for await (const chunk of chunks) {
        const lines = splitter.add(chunk);
        if (lines.length > 0) yield lines;
    }
    const last = splitter.finish();
    if (last.length > 0) yield last;
}

/** Splits bytes into lines as {@link splitLines} does, for who passes the chunks on as well. */
export class LineSplitter {
    private readonly maxLineBytes: number;
    /** Copies of what came of a line that has not ended. */
    private rest: Buffer[] = [];
    private keptBytes = 0;
    private restBytes = 0;
    private offset = 0;
    private number = 0;

    /**
     * Makes a splitter that has seen no bytes.
     *
     * @param maxLineBytes - a longer line comes cut to this length
     */
    constructor(maxLineBytes = MAX_LINE_BYTES) {
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Takes the next bytes.
     *
     * @returns the lines that end in them
     */
    add(data: Uint8Array): Line[] {
        const chunk = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        const lines: Line[] = [];
        let start = 0;
        for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
            const line = this.finishLine(chunk.subarray(start, end), 1);
            if (line.bytes.length > 0) lines.push(line);
            start = end + 1;
        }
        // A copy: the source of the chunks may use its memory again.
        if (start < chunk.length) this.keep(Buffer.from(chunk.subarray(start)));
        return lines;
    }

    /** Gives the last line where it has no line end, once all bytes have come. */
    finish(): Line[] {
        if (this.restBytes === 0) return [];
        const line = this.finishLine(Buffer.alloc(0), 0);
        return line.bytes.length > 0 ? [line] : [];
    }

    private keep(bytes: Buffer): void {
        const room = this.maxLineBytes - this.keptBytes;
        const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
        if (kept.length > 0) this.rest.push(kept);
        this.keptBytes += kept.length;
        this.restBytes += bytes.length;
    }

    private finishLine(tail: Buffer, endBytes: number): Line {
        const length = this.restBytes + tail.length;
        const isWhole = this.restBytes === 0 && tail.length <= this.maxLineBytes;
        if (!isWhole) this.keep(tail);
        const bytes = trimEnd(isWhole ? tail : Buffer.concat(this.rest));
        this.number += 1;
        const line = { bytes, number: this.number, offset: this.offset, isCut: length > this.maxLineBytes };
        this.offset += length + endBytes;
        if (!isWhole) {
            this.rest = [];
            this.keptBytes = 0;
            this.restBytes = 0;
        }
        return line;
    }
}

function trimEnd(bytes: Buffer): Buffer {
    return bytes.length > 0 && bytes[bytes.length - 1] === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}
