import { isUtf8 } from 'node:buffer';

/** Says on which line the bytes of a file are no text, and why. */
export class TextError extends Error {
    /** Line of the file, from 1. */
    readonly line: number;
    /** What to do, where naming an encoding does not help. */
    readonly way: string | undefined;

    constructor(message: string, line: number, way?: string) {
        super(message);
        this.line = line;
        this.way = way;
    }
}

const NEWLINE = 10;
const MARK = Buffer.from('\ufeff');
/** What letters of UTF-8 become where they are read as windows-1252: no word has these two side by side. */
const UTF_8_MISREAD =
    /[\u00c2\u00c3](?:[\u0080-\u00bf]|[\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122])/;
const BYTE_ORDER_MARKS = [
    ['utf-8', [0xef, 0xbb, 0xbf]],
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
] as const;

/** Tells the encoding that a byte order mark at the beginning names; undefined where there is none. */
export function encodingOfMark(start: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
    // UTF-32, of which no decoder is at hand, begins like UTF-16.
    if (start.length >= 4 && start[0] === 0xff && start[1] === 0xfe && start[2] === 0 && start[3] === 0)
        return undefined;
    return BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => start[at] === byte))?.[0];
}

/** Tells whether a name is one of an encoding that can be read: `windows-1252`, `utf-16`, `shift_jis`, ... */
export function isEncoding(name: string): boolean {
    try {
        return new TextDecoder(name).encoding !== '';
    } catch {
        return false;
    }
}

/**
 * Passes on the bytes of a text in UTF-8, and refuses what is no text.
 *
 * A byte order mark at the beginning of a line is left out, for files that were put together have one in the middle.
 *
 * @param encoding - as the definition says it; by default what the byte order mark names, else UTF-8
 * @throws {TextError} at a byte that the encoding does not have, at a NUL, and at the end of a text that is UTF-8 though the
 * definition says another encoding
 */
export async function* textInUtf8(chunks: AsyncIterable<Buffer>, encoding: string | undefined): AsyncGenerator<Buffer> {
    const iterator = chunks[Symbol.asyncIterator]();
    let first = await iterator.next();
    let start = Buffer.alloc(0);
    // A mark may come in pieces.
    for (; first.done !== true; first = await iterator.next()) {
        start = Buffer.concat([start, first.value]);
        if (start.length >= 4) break;
    }
    const marked = encodingOfMark(start);
    const named = encoding === undefined ? marked : new TextDecoder(encoding).encoding;
    const whole = rejoin(start, iterator);
    if (named === undefined || named === 'utf-8') {
        yield* checkedUtf8(whole);
    } else {
        // `utf-16` says nothing of the order of the bytes, and the mark does.
        const isMarked16 = named.startsWith('utf-16') && marked?.startsWith('utf-16') === true;
        yield* checkedUtf8(decoded(whole, isMarked16 ? marked : named));
    }
}

async function* rejoin(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
    if (first.length > 0) yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* decoded(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const isWide = encoding.startsWith('utf-16');
    let line = 1;
    let couldBeUtf8 = !isWide;
    let isAscii = true;
    let misreadLine: number | undefined;
    let carried = Buffer.alloc(0);
    const decode = (chunk: Buffer | undefined): string => {
        try {
            return decoder.decode(chunk, { stream: chunk !== undefined });
        } catch {
            throw new TextError(`it has bytes that are not ${encoding}`, line, isWide ? 'Write it again' : undefined);
        }
    };
    for await (const chunk of chunks) {
        // Every mark of structure and every line end has a NUL in UTF-16.
        if (isWide && line === 1 && !chunk.includes(0) && isUtf8(splitIncomplete(chunk).whole))
            throw new TextError(`the definition says \`encoding: '${encoding}'\`, and the file is not`, line);
        if (couldBeUtf8) {
            const { whole, rest } = splitIncomplete(Buffer.concat([carried, chunk]));
            carried = Buffer.from(rest);
            couldBeUtf8 = isUtf8(whole);
            isAscii &&= !whole.some((byte) => byte > 0x7f);
        }
        const text = decode(chunk);
        const misread = encoding === 'windows-1252' ? text.search(UTF_8_MISREAD) : -1;
        if (misread !== -1) misreadLine ??= line + text.slice(0, misread).split('\n').length - 1;
        if (!couldBeUtf8) refuseMixed(misreadLine);
        const bytes = Buffer.from(text, 'utf8');
        yield bytes;
        line += linesIn(bytes);
    }
    yield Buffer.from(decode(undefined), 'utf8');
    if (carried.length > 0) refuseMixed(misreadLine);
    if (couldBeUtf8 && carried.length === 0 && !isAscii)
        throw new TextError(`the definition says \`encoding: '${encoding}'\`, and the file is UTF-8`, line);
}

function refuseMixed(line: number | undefined): void {
    if (line === undefined) return;
    throw new TextError(
        'it is UTF-8 here and windows-1252 elsewhere, as when files were joined',
        line,
        'Convert each part to UTF-8',
    );
}

async function* checkedUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let line = 1;
    let isLineStart = true;
    let carried: Buffer = Buffer.alloc(0);
    for await (const chunk of chunks) {
        const { whole, rest } = splitIncomplete(carried.length === 0 ? chunk : Buffer.concat([carried, chunk]));
        carried = Buffer.from(rest);
        check(whole, line);
        line += linesIn(whole);
        const text = withoutMarks(whole, isLineStart);
        if (text.length === 0) continue;
        isLineStart = text.at(-1) === NEWLINE;
        yield text;
    }
    if (carried.length > 0) throw new TextError('it ends in the middle of a character', line);
}

function withoutMarks(bytes: Buffer, isLineStart: boolean): Buffer {
    if (!bytes.includes(MARK)) return bytes;
    const kept: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + MARK.length)) {
        const isFirst = at === from ? from > 0 || isLineStart : bytes[at - 1] === NEWLINE;
        if (!isFirst) continue;
        kept.push(bytes.subarray(from, at));
        from = at + MARK.length;
    }
    return Buffer.concat([...kept, bytes.subarray(from)]);
}

function check(bytes: Buffer, line: number): void {
    if (!isUtf8(bytes)) throw new TextError('it has bytes that are not UTF-8', line + linesBefore(bytes, isUtf8));
    const nul = bytes.indexOf(0);
    if (nul !== -1) throw new TextError('it holds a NUL byte', line + linesIn(bytes.subarray(0, nul)));
}

// Lines before the first that is not as it should be.
function linesBefore(bytes: Buffer, isFine: (line: Buffer) => boolean): number {
    let lines = 0;
    for (let start = 0; start < bytes.length; lines += 1) {
        const end = bytes.indexOf(NEWLINE, start);
        if (end === -1 || !isFine(bytes.subarray(start, end))) return lines;
        start = end + 1;
    }
    return lines;
}

function linesIn(bytes: Buffer): number {
    let lines = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
    return lines;
}

// The bytes of a character that the next chunk ends.
function splitIncomplete(bytes: Buffer): { whole: Buffer; rest: Buffer } {
    for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
        const byte = bytes[bytes.length - back] ?? 0;
        if ((byte & 0xc0) === 0x80) continue;
        const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (length <= back) break;
        return { whole: bytes.subarray(0, bytes.length - back), rest: bytes.subarray(bytes.length - back) };
    }
    return { whole: bytes, rest: Buffer.alloc(0) };
}
