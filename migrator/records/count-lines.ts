const NEWLINE = 10;

/**
 * Passes bytes on and counts their lines; a last line without a line end counts as well.
 *
 * @param tally - where the count stands, complete when the bytes have ended
 * @param onLines - hears the count so far behind each chunk
 */
export async function* countLines(
    chunks: AsyncIterable<Buffer>,
    tally: { lines: number },
    onLines: (lines: number) => void,
): AsyncGenerator<Buffer> {
    let last = NEWLINE;
    for await (const chunk of chunks) {
        for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) tally.lines += 1;
        last = chunk.at(-1) ?? last;
        onLines(tally.lines);
        yield chunk;
    }
    if (last !== NEWLINE) tally.lines += 1;
}
