import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MigrationError } from '../../errors.ts';
import { storageFailure } from './storage-failure.ts';

const IMPOSSIBLE = new Set(['ENOENT', 'ENOTDIR', 'EEXIST', 'EINVAL', 'ENAMETOOLONG']);

/**
 * Makes a folder and those above it, readable for their owner alone; a folder that is there stays as it is.
 *
 * @param folder - absolute, or relative to the working directory
 * @param what - the folder in a message, such as `the runs folder /tmp/runs`
 * @throws {MigrationError} `SETTING_INVALID`, `STORAGE_FULL` when it cannot be made
 */
export function makeFolder(folder: string, what: string): void {
    try {
        makeWithParents(folder);
    } catch (error) {
        if (!(error instanceof Error) || !('code' in error) || !IMPOSSIBLE.has(String(error.code)))
            throw storageFailure(error, what);
        throw new MigrationError(
            'SETTING_INVALID',
            `${what.charAt(0).toUpperCase()}${what.slice(1)} cannot be created (${String(error.code)}). Expected a folder that may be written.`,
            { cause: error },
        );
    }
}

// Node's own `recursive` never returns where a system has no room for the name, as in /proc: it makes the parents again and again.
function makeWithParents(folder: string): void {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
    const parent = dirname(folder);
    if (parent !== folder) makeWithParents(parent);
    try {
        mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
        // Another process may have been quicker.
        if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    }
}
