import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { readRunFile } from '../migrator/index.ts';

/** Makes the command `show`, which prints a file of a run, decrypted. */
export function createShowCommand(): Command {
    return new Command('show')
        .description('print a file of a run, decrypted with AUTH0_USER_MIGRATION_KEY; most contain personal data')
        .argument('<folder>', "the run's folder, such as .auth0-user-migration/<run>")
        .argument('<name>', 'ghosts, excluded, rejected, mismatches or id-map of the latest pass; or a file name')
        .action(async (folder: string, name: string) => {
            await pipeline(await readRunFile(folder, name), process.stdout, { end: false });
        });
}
