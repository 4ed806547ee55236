const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** Says on which line a file of CSV is written in two ways. */
export class ApostropheError extends Error {
    /** Line of the file, from 1. */
    readonly line: number;

    constructor(message: string, line: number) {
        super(message);
        this.line = line;
    }
}

/**
 * Tells Auth0's own CSV, which puts an apostrophe before every text and before nothing else, from any other.
 *
 * The first row with a text decides, and every other row must agree: a file of two minds is refused, never guessed at.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20)
 */
export class LeadingApostrophes {
    private isAuth0: boolean | undefined;
    private readonly isSaid: boolean;

    /**
     * Begins a file.
     *
     * @param said - what the definition says: `remove` the apostrophes, or `keep` them
     */
    constructor(said: 'remove' | 'keep' | undefined) {
        this.isAuth0 = said === undefined ? undefined : said === 'remove';
        this.isSaid = said !== undefined;
    }

    /** Whether the file is Auth0's, as far as it was read. */
    get areThere(): boolean {
        return this.isAuth0 === true;
    }

    /**
     * Looks at a row.
     *
     * @throws {ApostropheError} where the row is written in another way than the rows before
     */
    look(cells: readonly string[], line: number): void {
        if (this.isSaid) return;
        let texts = 0;
        let escaped = 0;
        let enclosed = 0;
        for (const cell of cells) {
            if (cell === '' || (cell.charCodeAt(0) !== APOSTROPHE && isValue(cell))) continue;
            texts += 1;
            if (cell.charCodeAt(0) !== APOSTROPHE) continue;
            escaped += 1;
            if (cell.length > 1 && cell.endsWith("'")) enclosed += 1;
        }
        if (texts === 0) return;
        const isAuth0 = escaped === texts;
        if (isAuth0 && enclosed === texts && texts > 1)
            throw new ApostropheError(
                'the cells are quoted with apostrophes: say `quote: "\'"` in `source` of the definition',
                line,
            );
        this.isAuth0 ??= isAuth0;
        if (isAuth0 === this.isAuth0) return;
        throw new ApostropheError(
            'some rows begin their texts with an apostrophe, as a CSV export of Auth0 does, and some do not: say ' +
                "`leadingApostrophes: 'remove'` or `'keep'` in `source` of the definition",
            line,
        );
    }

    /** Gives the JSON of a cell: in Auth0's CSV numbers, `true` and `false` are what they were. */
    jsonOf(cell: string): string {
        if (this.isAuth0 !== true) return JSON.stringify(cell);
        if (cell.charCodeAt(0) === APOSTROPHE) return JSON.stringify(cell.slice(1));
        if (cell === '') return 'null';
        return cell === 'true' || cell === 'false' || NUMBER.test(cell) ? cell : JSON.stringify(cell);
    }
}

const APOSTROPHE = 0x27;

function isValue(cell: string): boolean {
    return cell === 'true' || cell === 'false' || NUMBER.test(cell) || ISO_DATE.test(cell);
}
