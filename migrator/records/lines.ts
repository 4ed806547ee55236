const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * One line of a file, without its line end: a place in the memory of the chunk that it came with.
 *
 * A `Buffer` of its own would take several times the memory of the rest, and most lines are read as text only.
 */
export class Line {
    /** From 1. */
    readonly number: number;
    /** Bytes from the start of the file. */
    readonly offset: number;
    /** Whether the line was longer than allowed, and these are its first bytes only. */
    readonly isCut: boolean;
    private readonly chunk: Buffer;
    private readonly start: number;
    private readonly end: number;

    /**
     * Makes a line.
     *
     * @param chunk - bytes that hold it, from `start` to `end`
     */
    constructor(
        chunk: Buffer,
        [start, end]: readonly [number, number],
        { number, offset, isCut }: Pick<Line, 'number' | 'offset' | 'isCut'>,
    ) {
        this.chunk = chunk;
        this.start = start;
        this.end = end;
        this.number = number;
        this.offset = offset;
        this.isCut = isCut;
    }

    /** Bytes of the line. */
    get length(): number {
        return this.end - this.start;
    }

    /** The line's bytes, in its chunk's memory. */
    get bytes(): Buffer {
        return this.chunk.subarray(this.start, this.end);
    }

    /** The line as UTF-8; U+FFFD stands for what is not. */
    get text(): string {
        return this.chunk.toString('utf8', this.start, this.end);
    }

    /**
     * Gives the text between two marks at the line's beginning.
     *
     * @param first - bytes with which the line must begin
     * @param end - the byte behind the text
     * @returns undefined where the line begins otherwise, or does not have the second mark
     */
    textBetween(first: Buffer, end: number): string | undefined {
        const { chunk, start } = this;
        const from = start + first.length;
        if (from > this.end) return undefined;
        for (let index = 0; index < first.length; index += 1) {
            if (chunk[start + index] !== first[index]) return undefined;
        }
        for (let at = from; at < this.end; at += 1) if (chunk[at] === end) return chunk.toString('utf8', from, at);
        return undefined;
    }
}

const LINE_FEED = Buffer.from('\n');

/** Copies lines, each with a line end. */
export function copyLines(lines: readonly Line[]): Buffer {
    return Buffer.concat(lines.flatMap(({ bytes }) => [bytes, LINE_FEED]));
}

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
            const line = this.finishLine(chunk, start, end, 1);
            if (line.length > 0) lines.push(line);
            start = end + 1;
        }
        // A copy: the source of the chunks may use its memory again.
        if (start < chunk.length) this.keep(Buffer.from(chunk.subarray(start)));
        return lines;
    }

    /** Gives the last line where it has no line end, once all bytes have come. */
    finish(): Line[] {
        if (this.restBytes === 0) return [];
        const line = this.finishLine(Buffer.alloc(0), 0, 0, 0);
        return line.length > 0 ? [line] : [];
    }

    private keep(bytes: Buffer): void {
        const room = this.maxLineBytes - this.keptBytes;
        const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
        if (kept.length > 0) this.rest.push(kept);
        this.keptBytes += kept.length;
        this.restBytes += bytes.length;
    }

    // Its last bytes stand from `start` to `end` in the chunk; what came before them was kept.
    private finishLine(chunk: Buffer, start: number, end: number, endBytes: number): Line {
        const length = this.restBytes + end - start;
        this.number += 1;
        const { number, offset } = this;
        this.offset += length + endBytes;
        if (this.restBytes === 0 && length <= this.maxLineBytes)
            return new Line(chunk, [start, trimmedEnd(chunk, start, end)], { number, offset, isCut: false });
        this.keep(chunk.subarray(start, end));
        const bytes = Buffer.concat(this.rest);
        this.rest = [];
        this.keptBytes = 0;
        this.restBytes = 0;
        const isCut = length > this.maxLineBytes;
        return new Line(bytes, [0, trimmedEnd(bytes, 0, bytes.length)], { number, offset, isCut });
    }
}

function trimmedEnd(bytes: Buffer, start: number, end: number): number {
    return end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}
