import { existsSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { shownFolder, shownText } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { isRunFile } from '../run-store/files.ts';
import { openRunArtifacts } from '../run-store/folder/open-run-artifacts.ts';
import { noRun } from '../run-store/no-run.ts';

/**
 * Opens a file of a run for reading, also one that is encrypted.
 *
 * @param folder - the run's folder
 * @param name - of the file, or its last part for that of the newest pass: `ghosts`, `excluded`, `rejected`, `mismatches`, `id-map`
 * @throws {MigrationError} `RUN_NOT_FOUND`; `SETTING_INVALID` when there is no such file; `ARTIFACT_KEY_MISSING`, `ARTIFACT_DAMAGED` while reading
 */
export async function readRunFile(folder: string, name: string): Promise<Readable> {
    // Opening would make the folder.
    if (!existsSync(folder))
        throw new MigrationError(
            'RUN_NOT_FOUND',
            `There is no run in ${shownFolder(folder)}: the folder does not exist.`,
        );
    if (!statSync(folder).isDirectory()) throw noRun(folder);
    const artifacts = openRunArtifacts(folder);
    const names = await artifacts.list();
    // What else somebody keeps in a folder is not listed. The folder of all runs has a `.gitignore` too.
    if (!names.some((file) => isRunFile(file) && file !== '.gitignore')) throw noRun(folder);
    if (names.includes(name)) return artifacts.read(name);
    const newest = names
        .map((file) => ({ file, pass: Number(/^pass-(\d+)-(.*)\.ndjson$/.exec(file)?.[1]) }))
        .filter(({ file, pass }) => file === `pass-${pass}-${name}.ndjson`)
        .sort((a, b) => b.pass - a.pass)[0];
    if (newest !== undefined) return artifacts.read(newest.file);
    throw new MigrationError(
        'SETTING_INVALID',
        `The run in ${shownFolder(folder)} has no file ${shownText(name, names).replaceAll('`', '')}. Its files: ${names.length === 0 ? 'none' : [...names].sort().join(', ')}.`,
    );
}
