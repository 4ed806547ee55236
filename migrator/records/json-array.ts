const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Splits a JSON array into its elements, without holding the array.
 *
 * Only brackets, commas and strings are looked at: whether an element is JSON is for the parser of each piece to say.
 *
 * @param chunks - bytes in order, the first of which begin the array
 * @returns an array of pieces for each chunk; each piece is one element's JSON, with the white space around it
 * @throws {Error} when the array does not end, or something follows it
 */
export async function* splitJsonArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer[]> {
    let depth = 0;
    let isInString = false;
    let isEscaped = false;
    let hasEnded = false;
    let isFirst = true;
    let rest: Buffer[] = [];
    for await (const data of chunks) {
        const chunk = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        const pieces: Buffer[] = [];
        let start = 0;
        const finishPiece = (end: number, isLast: boolean): void => {
            const piece = Buffer.concat([...rest, chunk.subarray(start, end)]);
            rest = [];
            start = end + 1;
            // `[]` has no element; `[1,]` has two, the second of which is no JSON.
            if (!(isLast && isFirst && isBlank(piece))) pieces.push(piece);
            isFirst = false;
        };
        for (let at = 0; at < chunk.length; at += 1) {
            const byte = chunk[at] ?? 0;
            if (isInString) {
                if (isEscaped) isEscaped = false;
                else if (byte === BACKSLASH) isEscaped = true;
                else if (byte === QUOTE) isInString = false;
            } else if (byte === QUOTE) {
                isInString = true;
            } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
                if (depth === 0 && hasEnded) throw new Error('something follows the end of the array');
                depth += 1;
                if (depth === 1) start = at + 1;
            } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
                depth -= 1;
                if (depth === 0) {
                    finishPiece(at, true);
                    hasEnded = true;
                }
            } else if (byte === COMMA && depth === 1) {
                finishPiece(at, false);
            }
        }
        if (depth > 0) rest.push(Buffer.from(chunk.subarray(start)));
        else if (!isBlank(chunk.subarray(start))) throw new Error('something follows the end of the array');
        if (pieces.length > 0) yield pieces;
    }
    if (depth !== 0 || !hasEnded) throw new Error('the array does not end');
}

function isBlank(bytes: Buffer): boolean {
    return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
