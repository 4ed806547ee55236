import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { shownPath } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { makeFolder } from '../run-store/folder/make-folder.ts';
import { storageFailure } from '../run-store/folder/storage-failure.ts';
import type { LogListener } from './log-entry.ts';

/**
 * Opens a log: lines of JSON in a file, which is appended to, or on stderr.
 *
 * Each line is written at once, so that a process that dies leaves all of them.
 *
 * @param path - path of the file; stderr without one
 * @throws {MigrationError} `SETTING_INVALID`, `STORAGE_FULL` when the file cannot be written
 */
export function openLog(path?: string): LogListener {
    if (path === undefined) return (entry) => void process.stderr.write(`${JSON.stringify(entry)}\n`);
    const append = (text: string): void => {
        appendFileSync(path, text, { mode: 0o600 });
    };
    const what = `the log ${shownPath(path)}`;
    makeFolder(dirname(path), what);
    try {
        append('');
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EISDIR')
            throw new MigrationError(
                'SETTING_INVALID',
                `${what.replace(/^t/, 'T')} cannot be written (EISDIR): it is a folder. Expected a file, which may be a new one.`,
                { cause: error },
            );
        throw storageFailure(error, what);
    }
    return (entry) => {
        try {
            append(`${JSON.stringify(entry)}\n`);
        } catch {
            // A log that cannot be written stops no migration.
        }
    };
}
