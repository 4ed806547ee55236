import { shownPath } from '../../disclosure/shown-text.ts';
import { MigrationError } from '../../errors.ts';
import { decryptCommand } from './decrypt-command.ts';

/**
 * The optional library that decrypts.
 *
 * @internal
 */
export type OpenPgp = typeof import('openpgp');

/**
 * Loads the optional library `openpgp`.
 *
 * @param path - of the encrypted file, for the message
 * @throws {MigrationError} `HASH_EXPORT_ENCRYPTED` when it is not installed
 * @internal
 */
export async function loadOpenPgp(path: string): Promise<OpenPgp> {
    try {
        return await import('openpgp');
    } catch (error) {
        throw new MigrationError(
            'HASH_EXPORT_ENCRYPTED',
            `The export ${shownPath(path)} is encrypted with PGP, and the optional package openpgp, which decrypts it, is not installed. ` +
                `Install it (npm install openpgp), or decrypt the file yourself: ${decryptCommand(path)} and name the new file in ` +
                'the definition. Nothing was sent.',
            { cause: error },
        );
    }
}
