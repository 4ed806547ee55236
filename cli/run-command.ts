import { Command, InvalidArgumentError, Option } from 'commander';
import { formatReport, type MigrationSettings, runInChild } from '../migrator/index.ts';
import { commandLog } from './command-log.ts';
import { endpointOf, sourceOf } from './endpoint-settings.ts';
import { addMigrationOptions, type MigrationFlags } from './migration-options.ts';
import { showProgress, showRestart, showsProgress } from './show-progress.ts';

interface RunFlags extends MigrationFlags {
    readonly runId?: string;
    readonly timeBudgetMinutes: number;
    readonly rateShare?: number;
    readonly maxConcurrentJobs?: number;
    readonly approvedPlan?: string;
    readonly events?: string;
    readonly withIdentifiers?: true;
    readonly json?: true;
    readonly quiet?: true;
}

/** Makes the command `run`, which does what the phase `copy` of `UserMigration` does, without Pulumi. */
export function createRunCommand(): Command {
    return addMigrationOptions(new Command('run'))
        .description('copy and verify users without Pulumi; run again to continue, or for a new pass')
        .option('--run-id <id>', 'ID of the run (default: derived from the definition and both endpoints)')
        .addOption(
            new Option('--time-budget-minutes <number>', 'start nothing new after this many minutes')
                .default(45)
                .argParser(parseNumber),
        )
        .addOption(
            new Option('--rate-share <number>', "share of the tenants' rate budgets to use (default: 0.8)").argParser(
                parseNumber,
            ),
        )
        .addOption(
            new Option('--max-concurrent-jobs <number>', 'import jobs at once, 1 to 20 (default: 2)').argParser(
                parseNumber,
            ),
        )
        .option('--approved-plan <digest>', 'refuse any other plan')
        .option('--events <file>', 'write every event as a line of JSON')
        .option('--with-identifiers', 'write a second report that names users, and values into the list of mismatches')
        .option('--json', 'print the report as one JSON document')
        .option('--quiet', 'hide progress')
        .addHelpText(
            'after',
            '\nCredentials are read from the environment: AUTH0_SOURCE_DOMAIN, AUTH0_SOURCE_CLIENT_ID, AUTH0_SOURCE_CLIENT_SECRET,\n' +
                'and the same with AUTH0_TARGET_. Ctrl+C stops at the next safe point.',
        )
        .action(async (flags: RunFlags) => {
            const stop = new AbortController();
            const onSignal = () => {
                stop.abort(new Error('interrupted'));
            };
            process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
            const settings = { ...settingsOf(flags), signal: stop.signal };
            const { report } = (await runInChild('run', settings, { onRestart: showRestart, onLog: commandLog() }))
                .result;
            if (flags.json === true) console.log(JSON.stringify(report, undefined, 2));
            else if (report !== undefined) console.log(formatReport(report));
        });
}

function settingsOf(flags: RunFlags): MigrationSettings {
    const { definition, targetConnection, rateShare, maxConcurrentJobs, events } = flags;
    return {
        ...{ runId: flags.runId, runsFolder: flags.runsFolder, projectFolder: process.cwd(), phase: 'copy' },
        definitionPath: definition,
        source: sourceOf(flags),
        target: endpointOf('TARGET', targetConnection),
        timeBudgetMs: flags.timeBudgetMinutes * 60_000,
        approvedPlan: flags.approvedPlan,
        withIdentifiers: flags.withIdentifiers === true,
        ...(rateShare === undefined ? {} : { rateShare }),
        ...(maxConcurrentJobs === undefined ? {} : { maxConcurrentImportJobs: maxConcurrentJobs }),
        ...(events === undefined ? {} : { eventsPath: events }),
        ...(showsProgress(flags) ? { onProgress: showProgress } : {}),
    };
}

function parseNumber(text: string): number {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Expected a number.');
    return number;
}
