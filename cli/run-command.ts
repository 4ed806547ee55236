import { Command } from 'commander';
import { formatReport, type MigrationSettings, runInChild } from '../migrator/index.ts';
import { commandLog } from './command-log.ts';
import { endpointsOf } from './endpoint-settings.ts';
import { exampleText } from './example-text.ts';
import { addMigrationOptions, EXAMPLE_FLAGS, type MigrationFlags } from './migration-options.ts';
import { addSettingFlags, settingsOf } from './setting-flags.ts';
import { openProgress } from './show-progress.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { printText } from './terminal-text.ts';

interface RunFlags extends MigrationFlags {
    readonly json?: true;
    readonly quiet?: true;
}

const EXAMPLES = {
    'Copy the users, or continue where an attempt ended': `run ${EXAMPLE_FLAGS}`,
    'The same for users in a file':
        'run --definition migrations/0001-customers.ts --source-file users.csv --target-connection customers',
};

/** Makes the command `run`, which does what the phase `copy` of `UserMigration` does, without Pulumi. */
export function createRunCommand(): Command {
    return addSettingFlags(addMigrationOptions(new Command('run')), 'run')
        .description('copy and verify users without Pulumi; run again to continue, or for a new pass')
        .option('--json', 'print the report as one JSON document')
        .option('--quiet', 'hide progress')
        .addHelpText('after', '\nCtrl+C stops at the next safe point.')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (flags: RunFlags) => {
            const progress = openProgress(flags);
            const settings: MigrationSettings = {
                ...settingsOf(flags),
                phase: 'copy',
                projectFolder: process.cwd(),
                definitionPath: flags.definition,
                ...endpointsOf(flags),
                signal: stopOnSignal(),
                onProgress: progress.show,
            };
            const listeners = { onRestart: progress.showRestart, onLog: commandLog() };
            const { result } = await runInChild('run', settings, listeners).finally(progress.close);
            const { report, folder } = result;
            if (flags.json === true) console.log(JSON.stringify(report, undefined, 2));
            else if (report !== undefined) printText(formatReport(report, folder));
        });
}
