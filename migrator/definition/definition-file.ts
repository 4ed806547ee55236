import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CheckedDefinition, defineMigration, type MigrationDefinition } from '../definition.ts';
import { failureOfCode } from '../disclosure/foreign-error.ts';
import { shownPath, shownValue } from '../disclosure/shown-text.ts';
import { isMigrationError, MigrationError } from '../errors.ts';
import { importDefinition } from './import-definition.ts';

/** A definition as it lies in its file. */
export interface LoadedDefinition {
    readonly definition: CheckedDefinition;
    /** SHA-256 of the file's bytes, in hex; files that it imports are not part of it. */
    readonly digest: string;
}

/**
 * Loads the migration definition that a file exports by default.
 *
 * @param projectFolder - what the path is relative to
 * @throws {MigrationError} `DEFINITION_NOT_FOUND`, `DEFINITION_INVALID`
 */
export async function loadDefinition(path: string, projectFolder: string): Promise<LoadedDefinition> {
    const file = resolve(projectFolder, path);
    let bytes: Buffer;
    try {
        bytes = await readFile(file);
    } catch (error) {
        throw new MigrationError(
            'DEFINITION_NOT_FOUND',
            `The migration definition ${shownPath(path)} cannot be read. Expected a file in the project's folder, named with its extension, such as migrations/0001-....ts.`,
            { cause: error },
        );
    }
    if (!/\.[mc]?[jt]s$/i.test(path))
        throw new MigrationError(
            'DEFINITION_INVALID',
            `The migration definition ${shownPath(path)} is not a module. Expected a TypeScript or JavaScript file, such as migrations/0001-....ts.`,
        );
    const digest = hash('sha256', bytes);
    // Node loads an address once in a process: with the digest in it, an edited file is another one.
    const url = pathToFileURL(file);
    url.search = new URLSearchParams({ digest }).toString();
    let exported: unknown;
    try {
        exported = (await importDefinition(url.href)).default;
    } catch (error) {
        // Another copy of this package may have thrown it, so it is not told by its class.
        if (isMigrationError(error)) throw error;
        throw new MigrationError(
            'DEFINITION_INVALID',
            `The migration definition ${shownPath(path)} cannot be loaded: ${failureOfCode(error, basename(file))}.`,
            {
                cause: error,
            },
        );
    }
    if (typeof exported !== 'object' || exported === null) {
        throw new MigrationError(
            'DEFINITION_INVALID',
            `The migration definition ${shownPath(path)} ${exported === undefined ? 'has no default export' : `exports by default ${shownValue(exported)}`}. Expected \`export default defineMigration({ ... })\`.`,
        );
    }
    // A plain object is checked here; one that went through defineMigration passes once more.
    return { definition: defineMigration(exported as MigrationDefinition), digest };
}
