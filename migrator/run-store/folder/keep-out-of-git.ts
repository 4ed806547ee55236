import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFailure } from './storage-failure.ts';

/**
 * Keeps the folder of all runs out of version control, for it holds personal data; a `.gitignore` that is there stays as it is.
 *
 * @param runsFolder - made if it is not there, readable for its owner alone
 * @throws {MigrationError} `STORAGE_FULL`
 */
export async function keepOutOfGit(runsFolder: string): Promise<void> {
    try {
        await mkdir(runsFolder, { recursive: true, mode: 0o700 });
        await writeFile(join(runsFolder, '.gitignore'), '*\n', { flag: 'wx' });
    } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
        throw storageFailure(error, `the runs folder ${runsFolder}`);
    }
}
