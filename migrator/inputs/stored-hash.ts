import type { HashExportRecord } from '../users/hash-export-record.ts';
import type { SourcePasswordHash } from '../users/user-hash.ts';

/** What a run keeps of one record of the password hash export. */
export interface StoredHash extends SourcePasswordHash {
    readonly ids: readonly string[];
    readonly email: string | undefined;
}

const TAB = '\t';
const NUMBER = /^-?[0-9.e+]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a line of columns cannot hold.
const CONTROL_CHARACTER = /[\u0000-\u001f]/;

/**
 * Writes a record as a line: columns joined by tabs, for every user's is read again, and JSON takes three times as long.
 *
 * What does not go into columns (a hash that is an object, a control character) becomes a JSON array, which begins with `[`.
 */
export function writeStoredHash({ ids, email, hash, passwordSetAt }: HashExportRecord): string {
    const fitsIntoColumns =
        typeof hash === 'string' &&
        (typeof passwordSetAt !== 'string' || isFirstColumn(passwordSetAt)) &&
        isColumn(hash) &&
        (email === undefined || isColumn(email)) &&
        ids.every((id) => id !== '' && isColumn(id));
    if (!fitsIntoColumns) return `${JSON.stringify([passwordSetAt ?? null, email ?? null, hash ?? null, ids])}\n`;
    let line = `${passwordSetAt ?? ''}${TAB}${email ?? ''}${TAB}${hash}`;
    for (const id of ids) line += TAB + id;
    return `${line}\n`;
}

/** Reads a line that {@link writeStoredHash} wrote, without its line end. */
export function readStoredHash(line: Buffer): StoredHash {
    const text = line.toString('utf8');
    if (text.startsWith('[')) {
        const [setAt, email, hash, ids] = JSON.parse(text) as [
            number | string | null,
            string | null,
            unknown,
            string[],
        ];
        return { ids, email: email ?? undefined, hash, passwordSetAt: setAt ?? undefined };
    }
    const [setAt = '', email = '', hash = '', ...ids] = text.split(TAB);
    return {
        ids,
        email: email === '' ? undefined : email,
        hash,
        passwordSetAt: setAt === '' ? undefined : NUMBER.test(setAt) ? Number(setAt) : setAt,
    };
}

// A number is read as one, and a line that begins with a bracket as JSON.
function isFirstColumn(text: string): boolean {
    return isColumn(text) && !NUMBER.test(text) && !text.startsWith('[');
}

function isColumn(text: string): boolean {
    return !CONTROL_CHARACTER.test(text);
}
