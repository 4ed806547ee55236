import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { readRunFile } from '../migrator/index.ts';
import { exampleText } from './example-text.ts';

const EXAMPLES = {
    'The users that were left out, with reasons': 'show .auth0-user-migration/<run> excluded',
    'Old and new IDs, for other systems': 'show .auth0-user-migration/<run> id-map > id-map.ndjson',
};

/** Makes the command `show`, which prints a file of a run, decrypted. */
export function createShowCommand(): Command {
    return new Command('show')
        .description('print a file of a run, decrypted with AUTH0_USER_MIGRATION_KEY; most contain personal data')
        .argument('<folder>', "the run's folder, such as .auth0-user-migration/<run>")
        .argument(
            '<name>',
            'excluded, rejected, mismatches, ghosts, gone, id-map or another list of the latest pass; or a file name',
        )
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (folder: string, name: string) => {
            await pipeline(await readRunFile(folder, name), process.stdout, { end: false });
        });
}
