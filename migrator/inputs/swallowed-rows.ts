import { isEmailAddress } from '../users/import-email.ts';

/**
 * Tells whether a cell of a row holds what looks like other rows of the file.
 *
 * A quote that nobody doubled opens a cell, and the next one, rows later, closes it: by the rules of CSV they are one cell.
 */
export function holdsWholeRows(cells: readonly string[], delimiter: string): boolean {
    return cells.some((cell, place) => {
        if (!cell.includes('\n')) return false;
        const lines = cell.split(/\r?\n/).map((text) => text.split(delimiter));
        return lines.slice(1).some((parts) => isWholeRow(parts, cells)) || reachesIntoAnotherRow(lines, place, cells);
    });
}

const SEPARATOR = /[,;\t]/;

/** Tells whether the only cell of a row holds a row of its own: a program has quoted the lines of a table and not its cells. */
export function isQuotedWhole(cells: readonly string[]): boolean {
    const [only = '', ...others] = cells;
    return SEPARATOR.test(only) && others.every((cell) => cell === '');
}

function isWholeRow(parts: readonly string[], cells: readonly string[]): boolean {
    const isWide = parts.length >= Math.max(2, cells.length - 1);
    return isWide && (hasAddress(parts) || (parts.length === cells.length && beginsAlike(parts, cells)));
}

// Such a cell goes from its place in one row to the same place in a later one.
function reachesIntoAnotherRow(
    lines: readonly (readonly string[])[],
    place: number,
    cells: readonly string[],
): boolean {
    const width = cells.length;
    const delimiters = lines.reduce((sum, parts) => sum + parts.length - 1, 0);
    const last = lines.at(-1) ?? [];
    return (
        width > 1 &&
        lines.at(0)?.length === width - place &&
        last.length === place + 1 &&
        delimiters === (width - 1) * (lines.length - 1) &&
        (lines.some(hasAddress) || (place > 0 && beginsAlike(last, cells)))
    );
}

function hasAddress(parts: readonly string[]): boolean {
    return parts.some((part) => isEmailAddress(part.trim().replaceAll(/^["']+|["']+$/g, '')));
}

// People without addresses are told by their IDs: what stands first is formed alike. A sentence has spaces behind its commas.
function beginsAlike(parts: readonly string[], cells: readonly string[]): boolean {
    const [first = ''] = parts;
    const form = formOf(cells[0] ?? '');
    return (
        cells.length > 2 && form !== '' && formOf(first) === form && parts.slice(1).every((part) => !/^\s/.test(part))
    );
}

function formOf(text: string): string {
    const plain = text.replaceAll(/^["']+|["']+$/g, '');
    if (/^[0-9a-f-]{8,}$/i.test(plain)) return `hex of ${plain.length}`;
    return plain
        .replaceAll(/\d+/g, '0')
        .replaceAll(/\p{Ll}+/gu, 'a')
        .replaceAll(/\p{Lu}+/gu, 'A');
}
