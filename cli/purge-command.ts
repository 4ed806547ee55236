import { Command } from 'commander';
import { purgeRun } from '../migrator/index.ts';

/** Makes the command `purge`, which removes the files with personal data of a run whose work is done. */
export function createPurgeCommand(): Command {
    return new Command('purge')
        .description('remove the files with personal data of a completed run; its journal and report stay')
        .argument('<folder>', "the run's folder, such as .auth0-user-migration/<run>")
        .action(async (folder: string) => {
            const removed = await purgeRun(folder);
            console.log(`Removed ${removed.length} ${removed.length === 1 ? 'file' : 'files'} of ${folder}.`);
        });
}
