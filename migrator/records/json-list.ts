const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const MAX_NAMES = 20;
/** Bytes of one element at most: 16 MB, as of a line. */
const MAX_PIECE_BYTES = 16 * 1024 * 1024;

/** One element of a list, as its bytes stand in the file. */
export interface JsonPiece {
    /** The element's JSON, with the white space around it. */
    readonly bytes: Buffer;
    /** Line of the file on which the element begins, from 1. */
    readonly line: number;
}

/** Says why a list cannot be split, and where. */
export class JsonListError extends Error {
    /** Line of the file, from 1. */
    readonly line: number;
    /** Names of the lists that the document has instead of the one that was asked for. */
    readonly lists: readonly string[] | undefined;

    constructor(message: string, line: number, lists?: readonly string[]) {
        super(message);
        this.line = line;
        this.lists = lists;
    }
}

/**
 * Splits a list of a JSON document into its elements, without holding the document.
 *
 * Only brackets, commas, strings and the keys on the way are looked at: whether an element is JSON is for the parser of each
 * piece to say. The document is read to its end, so that one that was cut off is told, wherever it was cut.
 *
 * @param chunks - bytes in order, in UTF-8
 * @param path - keys on the way to the list, and places in lists on the way as numbers; by default the document is the list
 * @returns an array of pieces for each chunk
 * @throws {JsonListError} when the document does not end, something follows it, its brackets do not match, or nothing is at the path
 */
export async function* splitJsonList(
    chunks: AsyncIterable<Uint8Array>,
    path: readonly string[] = [],
): AsyncGenerator<JsonPiece[]> {
    const splitter = new ListSplitter(path);
    for await (const data of chunks) {
        const pieces = splitter.take(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
        if (pieces.length > 0) yield pieces;
    }
    splitter.finish();
}

/*
 * Before the list it looks for the keys of the path: `matched` of them lead into the object or list that it is in, if `isOnPath`; of a
 * list, `places` has the element that it is at. In the wanted list (`listDepth`) it cuts at the commas of that depth. Behind it, it counts brackets to the end.
 */
class ListSplitter {
    private readonly path: readonly string[];
    private readonly brackets: number[] = [];
    private readonly lists: string[] = [];
    private matched = 0;
    private readonly places: number[] = [0];
    private listDepth = 0;
    private hasList = false;
    private hasEnded = false;
    private isInString = false;
    private isEscaped = false;
    private isKeyNext = false;
    private key: number[] | undefined;
    private lastKey = '';
    private line = 1;
    private rest: Buffer[] = [];
    private restBytes = 0;
    private pieceLine = 0;
    private isFirst = true;

    constructor(path: readonly string[]) {
        this.path = path;
    }

    take(chunk: Buffer): JsonPiece[] {
        const pieces: JsonPiece[] = [];
        let start = 0;
        for (let at = 0; at < chunk.length; at += 1) {
            const byte = chunk[at] ?? 0;
            if (byte === NEWLINE) this.line += 1;
            if (this.isInString) {
                this.readString(byte);
                continue;
            }
            if (byte <= 0x20) continue;
            if (this.hasEnded) this.fail('something follows the end of the document');
            if (this.listDepth > 0 && this.pieceLine === 0) this.pieceLine = this.line;
            const { length: depth } = this.brackets;
            const isInList = this.listDepth > 0 && depth === this.listDepth;
            if (byte === QUOTE) {
                this.isInString = true;
                this.key = this.isKeyNext && this.isOnPath() ? [] : undefined;
            } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
                this.open(byte);
                if (this.listDepth > depth) start = at + 1;
            } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
                if (isInList) this.finishPiece(chunk, start, at, true, pieces);
                this.close(byte);
            } else if (byte === COMMA) {
                this.isKeyNext = this.brackets[depth - 1] === OPEN_BRACE;
                if (!this.isKeyNext && this.isOnPath()) this.countElement();
                if (isInList) {
                    this.finishPiece(chunk, start, at, false, pieces);
                    start = at + 1;
                }
            } else if (depth === 0) this.fail('the document is neither a list nor an object');
        }
        if (this.listDepth > 0) this.keep(Buffer.from(chunk.subarray(start)));
        return pieces;
    }

    finish(): void {
        if (!this.hasEnded) this.fail(this.brackets.length === 0 ? 'it holds nothing' : 'it ends in the middle');
        if (!this.hasList) this.fail(`it has no list at \`${this.path.join('.')}\``, this.lists);
    }

    private readString(byte: number): void {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) {
            this.isInString = false;
            if (this.key !== undefined) {
                this.lastKey = Buffer.from(this.key).toString('utf8');
                this.isKeyNext = false;
            }
            this.key = undefined;
            return;
        }
        this.key?.push(byte);
    }

    private countElement(): void {
        this.places[this.matched] = (this.places[this.matched] ?? 0) + 1;
    }

    private isOnPath(): boolean {
        return this.listDepth === 0 && this.brackets.length === this.matched + 1;
    }

    private open(byte: number): void {
        const { length: depth } = this.brackets;
        const isInObject = this.brackets[depth - 1] === OPEN_BRACE;
        const step = isInObject ? this.lastKey : String(this.places[this.matched]);
        if (depth === 1 && isInObject && byte === OPEN_BRACKET && this.lists.length < MAX_NAMES) this.lists.push(step);
        const isOnPath = this.isOnPath();
        // A key at the top may have dots in it.
        const isWhole = depth === 1 && isOnPath && isInObject && step === this.path.join('.');
        const isNext = depth === 0 || isWhole || (isOnPath && step === this.path[this.matched]);
        const steps = depth === 0 ? 0 : isWhole ? this.path.length : this.matched + 1;
        if (isNext && byte === OPEN_BRACKET && steps === this.path.length) {
            if (this.hasList) this.fail('it has the list twice');
            this.listDepth = depth + 1;
            this.pieceLine = 0;
        } else if (isNext && !isWhole) {
            this.matched = steps;
            this.places[steps] = 0;
        }
        this.brackets.push(byte);
        this.isKeyNext = byte === OPEN_BRACE;
        this.lastKey = '';
    }

    private close(byte: number): void {
        const opened = this.brackets.pop();
        if (opened !== (byte === CLOSE_BRACE ? OPEN_BRACE : OPEN_BRACKET)) this.fail('its brackets do not match');
        const { length: depth } = this.brackets;
        if (this.listDepth > depth) {
            this.hasList = true;
            this.listDepth = 0;
        } else if (this.matched > 0 && this.matched === depth) this.matched -= 1;
        if (depth === 0) this.hasEnded = true;
    }

    private finishPiece(chunk: Buffer, start: number, end: number, isLast: boolean, pieces: JsonPiece[]): void {
        const bytes =
            this.restBytes === 0
                ? Buffer.from(chunk.subarray(start, end))
                : Buffer.concat([...this.rest, chunk.subarray(start, end)]);
        this.rest = [];
        this.restBytes = 0;
        // `[]` has no element; `[1,]` has two, the second of which is no JSON.
        if (!(isLast && this.isFirst && isBlank(bytes))) pieces.push({ bytes, line: this.pieceLine });
        this.isFirst = false;
        this.pieceLine = 0;
    }

    private keep(bytes: Buffer): void {
        if (bytes.length === 0) return;
        this.rest.push(bytes);
        this.restBytes += bytes.length;
        if (this.restBytes > MAX_PIECE_BYTES) this.fail('an element is longer than 16 MB');
    }

    private fail(message: string, lists?: readonly string[]): never {
        throw new JsonListError(message, this.line, lists);
    }
}

function isBlank(bytes: Buffer): boolean {
    return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
