const NEWLINE = 10;
const MAX_HEADER_BYTES = 1024 * 1024;
const CANDIDATES = [',', ';', '\t', '|'];
// Excel writes it on a line of its own before the header.
const SEPARATOR_LINE = /^"?sep=(.)"?\r?\n?$/i;

/** The beginning of a file of CSV: how its cells are parted, and the bytes without what is no row. */
export interface CsvBeginning {
    /** Undefined where the header has several candidates, or none. */
    readonly delimiter: string | undefined;
    /** The candidates that stand in the header outside of quotes. */
    readonly candidates: readonly string[];
    /** Lines that were taken away: `sep=;`, and those that the definition skips. */
    readonly skippedLines: number;
    readonly bytes: AsyncGenerator<Buffer>;
}

/**
 * Looks at the first line of a file of CSV.
 *
 * @param chunks - bytes in UTF-8
 * @param quote - what cells are quoted with
 * @param skipLines - lines before the header that are no rows
 */
export async function readCsvBeginning(
    chunks: AsyncIterable<Buffer>,
    quote: string | false,
    skipLines: number,
): Promise<CsvBeginning> {
    const iterator = chunks[Symbol.asyncIterator]();
    let start = Buffer.alloc(0);
    const readLine = async (from: number): Promise<number> => {
        for (;;) {
            const end = start.indexOf(NEWLINE, from);
            if (end !== -1 || start.length - from > MAX_HEADER_BYTES) return end === -1 ? start.length : end + 1;
            const next = await iterator.next();
            if (next.done === true) return start.length;
            start = Buffer.concat([start, next.value]);
        }
    };
    let from = 0;
    let skippedLines = 0;
    for (; skippedLines < skipLines; skippedLines += 1) from = await readLine(from);
    let end = await readLine(from);
    const separator = SEPARATOR_LINE.exec(start.toString('utf8', from, end))?.[1];
    if (separator !== undefined) {
        from = end;
        skippedLines += 1;
        end = await readLine(from);
    }
    const candidates = candidatesIn(start.toString('utf8', from, end), quote);
    return {
        delimiter: separator ?? (candidates.length === 1 ? candidates[0] : undefined),
        candidates,
        skippedLines,
        bytes: (async function* () {
            if (from < start.length) yield start.subarray(from);
            for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
        })(),
    };
}

function candidatesIn(header: string, quote: string | false): string[] {
    const unquoted =
        quote === false
            ? header
            : header
                  .split(quote)
                  .filter((_, index) => index % 2 === 0)
                  .join('');
    const found = CANDIDATES.filter((candidate) => unquoted.includes(candidate));
    // A bar may stand in a name, and parts cells only where nothing else does.
    return found.length > 1 ? found.filter((candidate) => candidate !== '|') : found;
}
