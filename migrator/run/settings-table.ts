import { z } from 'zod';
import {
    EXPECTED_USERS_PER_SECOND_AND_JOB,
    MAX_CONCURRENT_IMPORT_JOBS,
    MAX_IMPORT_FILE_BYTES,
} from '../tenant/limits.ts';
import { DEFAULT_RATE_SHARE } from '../tenant/rate-limiter.ts';
import type { RunSettings } from './settings.ts';
import { checks, type ValueRule } from './value-rule.ts';

/** One setting of a run in every form that it takes: value, default, argument of `UserMigration`, flag and documentation. */
export interface RunSetting<T> extends ValueRule<T> {
    /** What it does: the help of its flag, and its line in docs/configuration.md. */
    readonly meaning: string;
    /** What counts where nothing is chosen. */
    readonly default?: T;
    /** The same where it is no single value. */
    readonly defaultInWords?: string;
    /** The flag as commander declares it, and the commands that have it. Without it, no command does. */
    readonly flag?: { readonly declared: string; readonly commands: readonly ('run' | 'plan')[] };
    /** What `up` does when the argument of `UserMigration` changes, and nothing else. Without it, the setting is no argument. */
    readonly whenChanged?: 'makes-a-pass' | 'does-nothing';
    /** Whether a program must choose it. */
    readonly isRequired?: true;
}

type SettingsTable = { readonly [Name in keyof RunSettings]-?: RunSetting<NonNullable<RunSettings[Name]>> };

const SWITCH = { schema: checks(z.boolean()), expected: '`true` or `false`', default: false };

/** The settings of a run: arguments, flags, checks and documentation all come from here. */
export const RUN_SETTINGS = {
    phase: {
        schema: checks(z.enum(['prepare', 'copy', 'cutover', 'decommission'])),
        expected: '`prepare`, `copy`, `cutover` or `decommission`',
        meaning: '`prepare`, `copy`, `cutover` or `decommission`; the command always does `copy`',
        whenChanged: 'makes-a-pass',
        isRequired: true,
    },
    timeBudgetMinutes: {
        schema: checks(z.number().gt(0)),
        expected: 'more than 0',
        meaning: 'after this time nothing new is started and the state is saved; the next attempt continues',
        default: 45,
        flag: { declared: '--time-budget-minutes <number>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    runsFolder: {
        schema: checks(z.string()),
        expected: 'the path of a folder',
        meaning: 'folder with the files of all runs',
        default: '.auth0-user-migration',
        flag: { declared: '--runs-folder <folder>', commands: ['run', 'plan'] },
        whenChanged: 'does-nothing',
    },
    runId: {
        schema: checks(z.string().regex(/^(?!\.+$)[\w.-]+$/)),
        expected: 'of letters, digits, -, _ and ., and not of dots alone',
        meaning:
            'ID of the run: letters, digits, `-`, `_` and `.`. A run remembers its endpoints and refuses others (`RUN_OF_OTHER_ENDPOINTS`)',
        defaultInWords: 'derived from the definition and both endpoints',
        flag: { declared: '--run-id <id>', commands: ['run', 'plan'] },
    },
    approvedPlan: {
        schema: checks(z.string()),
        expected: 'the digest of a plan',
        meaning: 'digest of the plan that somebody reviewed; any other plan is refused',
        flag: { declared: '--approved-plan <digest>', commands: ['run'] },
        whenChanged: 'makes-a-pass',
    },
    refreshEvery: {
        schema: checks(z.string().regex(/^[1-9]\d*[mhd]$/)),
        expected: 'a duration such as 30m, 12h or 7d',
        meaning: 'makes another pass when the last one is older than this: `30m`, `12h`, `7d`',
        whenChanged: 'does-nothing',
    },
    alwaysRun: {
        ...SWITCH,
        meaning: 'makes a pass at every `up`',
        whenChanged: 'does-nothing',
    },
    maxSnapshotAgeHours: {
        schema: checks(z.number().gte(0)),
        expected: '0 or more',
        meaning:
            'how old the exports of an interrupted attempt may be to be used again, which happens only if they took more than a quarter of the time ' +
            'budget; 0 for never',
        default: 6,
        flag: { declared: '--max-snapshot-age-hours <number>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    rateShare: {
        schema: checks(z.number().gt(0).max(1)),
        expected: 'more than 0 and up to 1',
        meaning: "share of the tenants' rate budgets that a run uses; the rest is left to real traffic",
        default: DEFAULT_RATE_SHARE,
        flag: { declared: '--rate-share <number>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    maxConcurrentJobs: {
        schema: checks(z.int().min(1).max(20)),
        expected: 'a whole number from 1 to 20',
        meaning: 'import jobs at once: 1 or 2, up to 20 in a private cloud that allows it',
        default: MAX_CONCURRENT_IMPORT_JOBS,
        flag: { declared: '--max-concurrent-jobs <number>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    eventsFile: {
        schema: checks(z.string()),
        expected: 'the path of a file',
        meaning: 'file that receives every event as a line of JSON, without personal data',
        flag: { declared: '--events <file>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    withIdentifiers: {
        ...SWITCH,
        meaning: 'writes a second report that names users, and values into the list of mismatches',
        flag: { declared: '--with-identifiers', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    confirmReplacement: {
        schema: checks(z.string().min(1)),
        expected: 'the name of the source connection',
        meaning:
            'name of the source connection, which confirms that `replace-source-users` deletes its users; irreversible',
        flag: { declared: '--confirm-replacement <connection>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    maxReplacements: {
        schema: checks(z.int().min(0)),
        expected: 'a whole number, 0 or more',
        meaning: 'users of the source that `replace-source-users` deletes at most, over all attempts',
        flag: { declared: '--max-replacements <number>', commands: ['run'] },
        whenChanged: 'does-nothing',
    },
    maxImportFileBytes: {
        schema: checks(z.number().gte(1_000).max(MAX_IMPORT_FILE_BYTES)),
        expected: `from 1,000 to ${MAX_IMPORT_FILE_BYTES.toLocaleString('en-US')}`,
        meaning: 'bytes of one import file at most',
        default: MAX_IMPORT_FILE_BYTES,
    },
    expectedUsersPerSecond: {
        schema: checks(z.number().gt(0)),
        expected: 'more than 0',
        meaning: 'users per second that an import job is expected to take in, until the run has measured it',
        default: EXPECTED_USERS_PER_SECOND_AND_JOB,
    },
} as const satisfies SettingsTable;

type Table = typeof RUN_SETTINGS;

/** Names of the settings that a program of Pulumi can choose. */
export type InputSettingName = {
    [Name in keyof Table]: Table[Name] extends { readonly whenChanged: string } ? Name : never;
}[keyof Table];

/** Settings that have a value whatever was chosen. */
export type DefaultSettings = {
    readonly [Name in keyof Table as Table[Name] extends { readonly default: unknown } ? Name : never]-?: NonNullable<
        RunSettings[Name]
    >;
};
