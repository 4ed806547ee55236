import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PrivateKey } from 'openpgp';
import { shownPath } from '../../disclosure/shown-text.ts';
import { MigrationError } from '../../errors.ts';
import type { OpenPgp } from './openpgp.ts';

/** Name of the environment variable with the private key, as its armored text or as the path of its file. */
export const PGP_KEY_VARIABLE = 'AUTH0_USER_MIGRATION_PGP_KEY';
/** Name of the environment variable with the passphrase of the private key. */
export const PGP_PASSPHRASE_VARIABLE = 'AUTH0_USER_MIGRATION_PGP_PASSPHRASE';

/** Where the private key of an encrypted hash export is, and what opens it. */
export interface PrivateKeySettings {
    /** Armored text, or the absolute path of a file that holds the key, armored or not. */
    readonly key: string;
    readonly passphrase: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the private key by the definition and the environment; the environment goes first, and alone has the passphrase.
 *
 * @param path - of the key's file, as the definition names it
 * @returns undefined when neither names a key
 */
export function privateKeySettings(
    path: string | undefined,
    projectFolder: string,
    environment: Environment,
): PrivateKeySettings | undefined {
    const key = nonEmpty(environment[PGP_KEY_VARIABLE]) ?? path;
    if (key === undefined) return undefined;
    const passphrase = nonEmpty(environment[PGP_PASSPHRASE_VARIABLE]);
    return { key: isArmored(key) ? key : resolve(projectFolder, key), passphrase };
}

/**
 * Reads and unlocks a private key.
 *
 * @throws {MigrationError} `HASH_EXPORT_KEY_INVALID`, `HASH_EXPORT_PASSPHRASE_WRONG`
 * @internal
 */
export async function readPrivateKey(openpgp: OpenPgp, { key, passphrase }: PrivateKeySettings): Promise<PrivateKey> {
    const privateKey = await parse(openpgp, key);
    if (privateKey.isDecrypted()) return privateKey;
    const place = isArmored(key) ? PGP_KEY_VARIABLE : shownPath(key);
    if (passphrase === undefined) {
        throw new MigrationError(
            'HASH_EXPORT_PASSPHRASE_WRONG',
            `The private key of the export (${place}) is locked, and ${PGP_PASSPHRASE_VARIABLE} is not set. Set it in the ` +
                'environment to the passphrase of the key; never put it into a definition. Nothing was sent.',
        );
    }
    try {
        return await openpgp.decryptKey({ privateKey, passphrase });
    } catch {
        throw new MigrationError(
            'HASH_EXPORT_PASSPHRASE_WRONG',
            `The passphrase in ${PGP_PASSPHRASE_VARIABLE} does not unlock the private key of the export (${place}). Correct ` +
                'it, then run again. Nothing was sent.',
        );
    }
}

async function parse(openpgp: OpenPgp, key: string): Promise<PrivateKey> {
    let bytes: Buffer;
    try {
        bytes = isArmored(key) ? Buffer.from(key) : await readFile(key);
    } catch (error) {
        throw invalid(key, 'it cannot be read', error);
    }
    try {
        const text = bytes.toString('latin1');
        return isArmored(text)
            ? await openpgp.readPrivateKey({ armoredKey: text })
            : await openpgp.readPrivateKey({ binaryKey: bytes });
    } catch (error) {
        // The library quotes lines of the key in some of its words.
        throw invalid(key, 'it is not a private key', error);
    }
}

function invalid(key: string, what: string, cause?: unknown): MigrationError {
    const place = isArmored(key) ? PGP_KEY_VARIABLE : shownPath(key);
    return new MigrationError(
        'HASH_EXPORT_KEY_INVALID',
        `The private key of the export (${place}) cannot be used: ${what}. Expected a PGP private key, as ` +
            '`gpg --export-secret-keys --armor` writes it; name its file as `passwords.privateKey` in the definition, or give it in ' +
            `${PGP_KEY_VARIABLE}. Nothing was sent.`,
        { cause },
    );
}

function isArmored(text: string): boolean {
    return text.trimStart().startsWith('-----BEGIN PGP');
}

function nonEmpty(text: string | undefined): string | undefined {
    return text === undefined || text.trim() === '' ? undefined : text;
}
