const QUOTE = 0x22;
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const TAB = 0x09;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Splits CSV into rows of cells, as RFC 4180 writes it: quoted cells may hold separators, line ends and doubled quotes.
 *
 * The separator is the comma, the semicolon or the tab that comes first in the header.
 *
 * @param chunks - bytes in order, in UTF-8
 * @returns an array of rows for each chunk
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export async function* splitCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[][]> {
    let separator: number | undefined;
    let isQuoted = false;
    // The quote before this byte may have ended the cell, or be the first of two.
    let isAfterQuote = false;
    let cells: string[] = [];
    let rest: Buffer[] = [];
    for await (const data of chunks) {
        const chunk = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        const rows: string[][] = [];
        let start = 0;
        const finishCell = (end: number): void => {
            const bytes =
                rest.length === 0 ? chunk.subarray(start, end) : Buffer.concat([...rest, chunk.subarray(start, end)]);
            cells.push(unquote(bytes.toString('utf8')));
            rest = [];
            start = end + 1;
        };
        for (let at = 0; at < chunk.length; at += 1) {
            const byte = chunk[at] ?? 0;
            if (isQuoted && !isAfterQuote) {
                if (byte === QUOTE) isAfterQuote = true;
                continue;
            }
            if (byte === QUOTE) {
                // The second of two quotes, or the beginning of a cell.
                isQuoted = true;
                isAfterQuote = false;
                continue;
            }
            isQuoted = false;
            isAfterQuote = false;
            if (byte === NEWLINE) {
                finishCell(at);
                rows.push(cells);
                cells = [];
            } else if (separator === undefined ? isSeparator(byte) : byte === separator) {
                separator = byte;
                finishCell(at);
            }
        }
        rest.push(Buffer.from(chunk.subarray(start)));
        if (rows.length > 0) yield rows;
    }
    const last = Buffer.concat(rest);
    if (last.length > 0 || cells.length > 0) yield [[...cells, unquote(last.toString('utf8'))]];
}

function isSeparator(byte: number): boolean {
    return byte === COMMA || byte === SEMICOLON || byte === TAB;
}

function unquote(text: string): string {
    const cell = text.charCodeAt(text.length - 1) === CARRIAGE_RETURN ? text.slice(0, -1) : text;
    return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"')
        ? cell.slice(1, -1).replaceAll('""', '"')
        : cell;
}
