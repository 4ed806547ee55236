import { Command } from 'commander';
import { type Rollback, rollBack } from '../migrator/index.ts';
import { endpointsOf } from './endpoint-settings.ts';
import { exampleText } from './example-text.ts';
import { addMigrationOptions, EXAMPLE_FLAGS, type MigrationFlags } from './migration-options.ts';

interface RollbackFlags extends MigrationFlags {
    readonly runId?: string;
    readonly runsFolder: string;
    readonly confirm?: string;
    readonly json?: true;
}

const EXAMPLES = {
    'How many users would be removed, without removing any': `rollback ${EXAMPLE_FLAGS}`,
    'Remove them': `rollback ${EXAMPLE_FLAGS} --confirm customers`,
};

/** Makes the command `rollback`, which removes what a run created and nobody has used, and restores what it replaced. Without `--confirm` it only counts. */
export function createRollbackCommand(): Command {
    return addMigrationOptions(new Command('rollback'))
        .description(
            'remove the users that a run created and nobody has used, restore what it replaced; counts them unless confirmed',
        )
        .option('--run-id <id>', 'ID of the run (default: derived from the definition and both endpoints)')
        .option('--runs-folder <folder>', 'folder with the files of all runs', '.auth0-user-migration')
        .option('--confirm <connection>', 'name of the target connection: remove the users, which cannot be undone')
        .option('--json', 'print the numbers as one JSON object')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (flags: RollbackFlags) => {
            const { definition, runsFolder, runId, confirm, json } = flags;
            const rollback = await rollBack({
                ...{ runId, runsFolder, confirm, definitionPath: definition, projectFolder: process.cwd() },
                ...endpointsOf(flags),
            });
            console.log(json === true ? JSON.stringify(rollback) : textOf(rollback, flags));
        });
}

function textOf(rollback: Rollback, flags: RollbackFlags): string {
    const { removable, removed, restorable, restored, kept, keptArtifact } = rollback;
    const { confirm, targetConnection } = flags;
    const accounts = (number: number): string =>
        `${number.toLocaleString('en-US')} ${number === 1 ? 'account' : 'accounts'}`;
    const count = (users: number): string => `${users.toLocaleString('en-US')} ${users === 1 ? 'user' : 'users'}`;
    const reasons = Object.entries(kept).map(([reason, users]) => `${reason} ${users.toLocaleString('en-US')}`);
    return [
        confirm === undefined
            ? `Would remove ${count(removable)} of ${targetConnection}. This is irreversible; to do it, add --confirm ${targetConnection}.`
            : `Removed ${count(removed)} of ${targetConnection}.`,
        ...(restorable === 0
            ? []
            : [
                  confirm === undefined
                      ? `Would restore what updates replaced in ${accounts(restorable)} that were there before.`
                      : `Restored what updates replaced in ${accounts(restored)} that were there before.`,
              ]),
        ...(reasons.length === 0
            ? []
            : [`These users of the run stay: ${reasons.join(', ')}. They are listed in ${keptArtifact}.`]),
    ].join('\n');
}
