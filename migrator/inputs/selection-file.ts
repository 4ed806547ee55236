import { createReadStream } from 'node:fs';
import { MigrationError } from '../errors.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { splitLines } from '../records/lines.ts';
import type { SelectionList } from '../users/selection.ts';

/**
 * Reads a file of e-mail addresses and IDs, one a line; a line that begins with `#` is a comment.
 *
 * @throws {MigrationError} `SELECTION_FILE_INVALID` when it cannot be read or names nobody
 */
export async function readSelectionFile(path: string): Promise<SelectionList> {
    const digests = new DigestSet();
    try {
        for await (const lines of splitLines(createReadStream(path))) {
            for (const { bytes } of lines) {
                const text = bytes
                    .toString('utf8')
                    .replace(/^\uFEFF/, '')
                    .trim();
                if (text === '' || text.startsWith('#')) continue;
                digests.add(digest64(text.includes('@') ? text.toLowerCase() : text));
            }
        }
    } catch (error) {
        throw invalid(path, 'cannot be read', error);
    }
    if (digests.size === 0) throw invalid(path, 'names nobody');
    return { has: (text) => digests.has(digest64(text)) };
}

function invalid(path: string, what: string, cause?: unknown): MigrationError {
    return new MigrationError(
        'SELECTION_FILE_INVALID',
        `The file ${path} that the definition names in \`only\` ${what}. Expected one e-mail address or user ID a line, and the path ` +
            "relative to the project's folder. Nothing was sent.",
        { cause },
    );
}
