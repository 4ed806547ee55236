const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/**
 * Splits a JSON array of objects into its objects, without holding the array.
 *
 * Only brackets and strings are looked at: what lies between them is for the parser of each piece.
 *
 * @param chunks - bytes in order, the first of which begin the array
 * @returns an array of pieces for each chunk; each piece is one object's JSON
 */
export async function* splitJsonArray(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer[]> {
    let depth = 0;
    let isInString = false;
    let isEscaped = false;
    let rest: Buffer[] = [];
    for await (const data of chunks) {
        const chunk = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        const pieces: Buffer[] = [];
        let start = depth >= 2 ? 0 : -1;
        for (let at = 0; at < chunk.length; at += 1) {
            const byte = chunk[at] ?? 0;
            if (isInString) {
                if (isEscaped) isEscaped = false;
                else if (byte === BACKSLASH) isEscaped = true;
                else if (byte === QUOTE) isInString = false;
            } else if (byte === QUOTE) {
                isInString = true;
            } else if (OPENING.has(byte)) {
                depth += 1;
                if (depth === 2) start = at;
            } else if (CLOSING.has(byte)) {
                depth -= 1;
                if (depth === 1) {
                    pieces.push(Buffer.concat([...rest, chunk.subarray(start, at + 1)]));
                    rest = [];
                    start = -1;
                }
            }
        }
        if (start !== -1) rest.push(Buffer.from(chunk.subarray(start)));
        if (pieces.length > 0) yield pieces;
    }
    if (depth !== 0) throw new Error('the array does not end');
}
