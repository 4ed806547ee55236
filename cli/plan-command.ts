import { Command, Option } from 'commander';
import { formatPlan, renderPlanPage, runInChild } from '../migrator/index.ts';
import { commandLog } from './command-log.ts';
import { endpointsOf } from './endpoint-settings.ts';
import { exampleText } from './example-text.ts';
import { addMigrationOptions, EXAMPLE_FLAGS, type MigrationFlags } from './migration-options.ts';
import { addSettingFlags, settingsOf } from './setting-flags.ts';
import { openProgress } from './show-progress.ts';
import { printText } from './terminal-text.ts';

interface PlanFlags extends MigrationFlags {
    readonly assignments?: true;
    readonly json?: true;
    readonly html?: true;
    readonly quiet?: true;
}

const EXAMPLES = {
    'What would happen to the users': `plan ${EXAMPLE_FLAGS}`,
    'The same as a page for your browser': `plan ${EXAMPLE_FLAGS} --html > plan.html`,
};

/** Makes the command `plan`, which decides every user's fate and sends nothing. */
export function createPlanCommand(): Command {
    return addSettingFlags(addMigrationOptions(new Command('plan')), 'plan')
        .description('dry run: count what would happen to each user')
        .option('--assignments', 'also count roles, permissions and organizations; takes more calls')
        .addOption(new Option('--json', 'print the plan as one JSON document').conflicts('html'))
        .option('--html', 'print the plan as one HTML page')
        .option('--quiet', 'hide progress')
        .addHelpText('after', '\nThe exit code is 1 if the plan forbids the run.')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (flags: PlanFlags) => {
            const progress = openProgress(flags);
            const settings = {
                ...settingsOf(flags),
                projectFolder: process.cwd(),
                definitionPath: flags.definition,
                ...endpointsOf(flags),
                countAssignments: flags.assignments === true,
                onProgress: progress.show,
            };
            const listeners = { onRestart: progress.showRestart, onLog: commandLog() };
            const { result: plan } = await runInChild('plan', settings, listeners).finally(progress.close);
            if (flags.json === true) console.log(JSON.stringify(plan, undefined, 2));
            else if (flags.html === true) process.stdout.write(renderPlanPage(plan));
            else printText(formatPlan(plan));
            if (plan.refusals.length > 0) process.exitCode = 1;
        });
}
