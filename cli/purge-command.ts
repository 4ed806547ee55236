import { Command } from 'commander';
import { type PurgedFile, purgeRun } from '../migrator/index.ts';
import { exampleText } from './example-text.ts';

/** Makes the command `purge`, which removes the files with personal data of a run whose work is done, or of a plan. */
export function createPurgeCommand(): Command {
    return new Command('purge')
        .description(
            'remove the files with personal data of a completed run, and its plan; its journal and report stay',
        )
        .argument('<folder>', "the run's folder, such as .auth0-user-migration/<run>")
        .addHelpText(
            'after',
            exampleText({ 'Remove the exports and lists of a run': 'purge .auth0-user-migration/<run>' }),
        )
        .action(async (folder: string) => {
            const removed = await purgeRun(folder);
            const files = `${removed.length.toLocaleString('en-US')} ${removed.length === 1 ? 'file' : 'files'}`;
            console.log([`Removed ${files} from ${folder}.`, ...kindsOf(removed)].join('\n'));
        });
}

const NAMES_OF_A_KIND = 4;

// A run of millions has thousands of files, and few kinds.
function kindsOf(removed: readonly PurgedFile[]): string[] {
    const kinds = Map.groupBy(removed, ({ holds }) => holds);
    return [...kinds].map(([holds, files]) => {
        const names = files.slice(0, NAMES_OF_A_KIND).map(({ name }) => name);
        const others = files.length - names.length;
        const more = others === 0 ? '' : `, and ${others.toLocaleString('en-US')} more`;
        return `  ${names.join(', ')}${more}: ${holds}`;
    });
}
