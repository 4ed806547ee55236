import type { SourceFile } from '../definition/source-file.ts';

const NOTHING = '\\N';
const ESCAPED = /\\(.)/gs;
const OF_CONTROLS = /\\[\\bfnrtv]/;
const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Says that cells are escaped, and the definition does not. */
export class EscapeError extends Error {
    /** Line of the file, from 1. */
    readonly line: number;

    constructor(line: number) {
        super(
            'the cells have backslashes before what would be a tab or a line end, as `COPY` of PostgreSQL and `mysql --batch` write them: ' +
                "say `quote: false, escape: '\\\\'` in `source` of the definition",
        );
        this.line = line;
    }
}

/** Reads the cells of a table without quotes that databases write: `\t` is a tab, `\\` a backslash, and `\N` nothing. */
export class EscapedCells {
    private readonly isSaid: boolean;
    private readonly isLooking: boolean;
    private hasNothing = false;
    private escapedLine: number | undefined;

    /** Begins a file. */
    constructor({ quote, escape }: Pick<SourceFile, 'quote' | 'escape'>, delimiter: string) {
        this.isSaid = quote === false && escape !== undefined;
        this.isLooking = escape === undefined && delimiter === '\t';
    }

    /**
     * Gives the cells of a row as they were in the table.
     *
     * @throws {EscapeError} where a file with `\N` for nothing has other escapes, too, and the definition says nothing of them
     */
    read(cells: readonly string[], line: number): readonly string[] {
        if (this.isSaid) return cells.map((cell) => (cell === NOTHING ? '' : cell.replaceAll(ESCAPED, plain)));
        if (!this.isLooking) return cells;
        this.hasNothing ||= cells.includes(NOTHING);
        if (cells.some((cell) => OF_CONTROLS.test(cell))) this.escapedLine ??= line;
        if (this.hasNothing && this.escapedLine !== undefined) throw new EscapeError(this.escapedLine);
        return cells;
    }
}

function plain(_: string, character: string): string {
    return CONTROLS[character] ?? character;
}
