import { reasonOf } from '../disclosure/foreign-error.ts';
import { shownNames, shownPath } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { JsonListError } from '../records/json-list.ts';
import { listsIn } from '../records/json-outline.ts';
import { CsvFormError } from './csv.ts';
import { CsvHeaderError } from './csv-records.ts';
import { EscapeError } from './escaped-cells.ts';
import { ApostropheError } from './leading-apostrophes.ts';
import { TextError } from './text-bytes.ts';

/** Says that there is no file of users. */
export function sourceFileNotFound(path: string, cause: unknown): MigrationError {
    return new MigrationError(
        'SOURCE_FILE_NOT_FOUND',
        `The file of users ${shownPath(path)} cannot be read. Expected it at the path that the program (\`new DatabaseExport(...)\`) or the definition ` +
            "(`source.file`) names, relative to the project's folder. Nothing was sent.",
        { cause },
    );
}

/**
 * Makes an error of the code `SOURCE_...` of whatever stopped the reading of a file of users.
 *
 * @param look - the beginning of its text
 */
export function refusalOf(path: string, error: unknown, look: string): unknown {
    if (error instanceof MigrationError) return error;
    if (error instanceof JsonListError && error.lists !== undefined) {
        const lists = new Set([...error.lists, ...listsIn(look)]);
        const there = lists.size === 0 ? 'no list' : shownNames(lists);
        return new MigrationError(
            'SOURCE_COLUMN_NOT_FOUND',
            `The file of users ${shownPath(path)} cannot be used: ${error.message}. There is ${there}. Nothing was sent.`,
        );
    }
    if (error instanceof TextError) {
        const way =
            error.way ??
            "Name its encoding in the definition (`source: { encoding: 'windows-1252' }`), or convert the file to UTF-8";
        return damaged(path, `line ${error.line}: ${error.message}. ${way}`);
    }
    if (
        error instanceof JsonListError ||
        error instanceof CsvFormError ||
        error instanceof ApostropheError ||
        error instanceof EscapeError ||
        error instanceof CsvHeaderError
    )
        return damaged(path, `line ${error.line}: ${error.message}`);
    return damaged(path, reasonOf(error), error);
}

/** Says that a file is of another kind than it is read as. */
export function misread(path: string, what: string): MigrationError {
    return new MigrationError(
        'SOURCE_FILE_MISREAD',
        `The file of users ${shownPath(path)} cannot be used. ${what} Nothing was sent.`,
    );
}

/** Says that a file of users is damaged, and how. */
export function damaged(path: string, what: string, cause?: unknown): MigrationError {
    return new MigrationError(
        'SOURCE_FILE_DAMAGED',
        `The file of users ${shownPath(path)} cannot be used: ${what}. Expected NDJSON, a JSON list or CSV with a header, gzipped or not. Nothing was sent.`,
        { cause },
    );
}
