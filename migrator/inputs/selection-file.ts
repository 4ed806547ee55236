import { reasonOf } from '../disclosure/foreign-error.ts';
import { shownPath } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import type { SelectionList } from '../users/selection.ts';
import { ListError, type ListForm, listKey, readListFile } from './list-file.ts';

/** A selection list that knows which of its entries were looked for in vain. */
export interface SelectionFile extends SelectionList {
    /** Entries, each counted once. */
    readonly size: number;
    /** Lines of the entries that no user had, in order; complete once every user of the source was asked for. */
    unmatchedLines(): readonly number[];
}

/** Where a list is named, for a message about it. */
export interface ListOrigin {
    /** Behind "The file list.txt". */
    readonly named: string;
    /** How a table is named there. */
    readonly asTable: string;
    /** See {@link ListForm}. */
    readonly sayEncoding?: ListForm['sayEncoding'];
}

const IN_DEFINITION: ListOrigin = {
    named: 'that the definition names in `only`',
    asTable: '`only: { file, column }`',
    sayEncoding: (encoding) => `Say \`only: { file, encoding: '${encoding}' }\`, or convert it to UTF-8.`,
};

/**
 * Reads a file of e-mail addresses and IDs: one a line, or a column of a table.
 *
 * @param origin - by default, `only` of a definition
 * @throws {MigrationError} `SELECTION_FILE_INVALID` when it cannot be read, is no such list, or names nobody
 */
export async function readSelectionFile(
    path: string,
    form: ListForm = {},
    origin: ListOrigin = IN_DEFINITION,
): Promise<SelectionFile> {
    const places = new DigestTable();
    const lines: number[] = [];
    try {
        for await (const entries of readListFile(path, { ...form, sayEncoding: origin.sayEncoding })) {
            for (const { text, line } of entries) {
                if (places.add(digest64(text), lines.length)) lines.push(line);
            }
        }
    } catch (error) {
        const why = error instanceof ListError ? error.message : reasonOf(error);
        throw invalid(path, origin, `cannot be used: ${why}`, error);
    }
    if (lines.length === 0) throw invalid(path, origin, 'names nobody');
    const isMatched = new Uint8Array(lines.length);
    return {
        size: lines.length,
        has(text) {
            const place = places.get(digest64(listKey(text)));
            if (place === undefined) return false;
            isMatched[place] = 1;
            return true;
        },
        unmatchedLines: () => lines.filter((_, place) => isMatched[place] === 0),
    };
}

function invalid(path: string, { named, asTable }: ListOrigin, what: string, cause?: unknown): MigrationError {
    return new MigrationError(
        'SELECTION_FILE_INVALID',
        `The file ${shownPath(path)} ${named} ${what.replace(/\.$/, '')}. Expected one e-mail address or user ID a line (or a table, and ` +
            `${asTable}), and the path relative to the project's folder. Nothing was sent.`,
        { cause },
    );
}
