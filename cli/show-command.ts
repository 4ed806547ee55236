import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { readRunFile } from '../migrator/index.ts';

/** Makes the command `show`, which prints a file of a run, decrypted. */
export function createShowCommand(): Command {
    return new Command('show')
        .description("print a file of a run, decrypted with AUTH0_USER_MIGRATION_KEY; most hold users' data")
        .argument('<folder>', "the run's folder, such as .auth0-user-migration/<run>")
        .argument(
            '<name>',
            'ghosts, excluded, rejected, mismatches, id-map: those of the newest pass; or the name of a file',
        )
        .action(async (folder: string, name: string) => {
            await pipeline(await readRunFile(folder, name), process.stdout, { end: false });
        });
}
