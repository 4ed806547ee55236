import * as pulumi from '@pulumi/pulumi';
import type {
    ChildOptions,
    EndpointSettings,
    Finding,
    Inspection,
    LastHeard,
    MigrationError,
    Report,
    RunOutcome,
    SourceFileSettings,
} from '../migrator/index.ts';
import { type EngineLog, openEngineLog } from './engine-log.ts';
import { ProgressLine } from './progress-line.ts';
import { type InputProblem, RUN_INPUT_NAMES, type RunInputs, readRunInputs } from './run-inputs.ts';
import { missingSettingMessage, type TenantSettings, tenantSettingNames } from './tenant-settings.ts';
import type { UserMigrationReport } from './user-migration-run.ts';

type Properties = Record<string, unknown>;

/** Bump it when the outputs change their shape; every version must read the older ones. */
const STATE_SCHEMA_VERSION = 1;
const UNKNOWN = pulumi.runtime.unknownValue;
/** Inputs that make it another migration: the engine makes a new resource for them. */
const IDENTITY = ['runId', 'definition', 'sourceDomain', 'sourceConnection', 'targetDomain', 'targetConnection'];

let config: pulumi.dynamic.Config | undefined;
let log: EngineLog = openEngineLog(undefined);

/**
 * The run as Pulumi's engine sees it: what the methods of the dynamic resource do.
 *
 * `check` looks at both tenants and adds what it found to the inputs, so that the plan stands in every preview. `create` and
 * `update` are one: they run the migration, or go on with it. A run that does not come to its end throws what Pulumi takes
 * for a resource that was made and is not ready: its state is saved with the reasons, and the next `up` goes on. `delete`
 * forgets the run and never deletes a user.
 */
export const userMigrationRunLifecycle: pulumi.dynamic.ResourceProvider = {
    configure(request) {
        config = request.config;
        log = openEngineLog(process.argv.at(-1));
        return Promise.resolve();
    },

    async check(_olds: Properties, news: Properties): Promise<pulumi.dynamic.CheckResult> {
        const { inputs, problems } = readRunInputs(news, UNKNOWN);
        if (problems.length > 0) return { failures: [...problems] };
        if (!isReady(inputs)) return { inputs: news };
        const source = sourceOf(inputs);
        // Before the target connection is made there is nothing to look at.
        const target = inputs.targetConnectionId === undefined ? undefined : endpointOf(inputs, 'target');
        const failures = [source, target].filter((end): end is InputProblem => end !== undefined && 'reason' in end);
        if (failures.length > 0) return { failures };
        const { runId, runsFolder, definition: definitionPath } = inputs;
        const { runInChild, isMigrationError } = await loadMigrator();
        const looking = runInChild(
            'inspect',
            {
                ...{ runId, runsFolder, definitionPath, projectFolder: process.cwd() },
                source: source as EndpointSettings | SourceFileSettings,
                target: target as EndpointSettings | undefined,
            },
            { onRestart: await restartTeller(inputs) },
        );
        const inspection = await looking.then(
            ({ result }) => result,
            (error: unknown) => {
                if (!isMigrationError(error)) throw error;
                return error;
            },
        );
        // No input is at fault when the process that looks at them dies.
        if ('code' in inspection) return { failures: [{ property: '', reason: reasonOf(inspection) }] };
        if (inspection.refusals.length > 0)
            return { failures: inspection.refusals.map((refusal) => failureOf(refusal, inputs)) };
        await showPlan(inputs, inspection);
        const { definitionDigest, sourceUsers, sourceFileDigest, hashExportDigest, importJobs, minutes } = inspection;
        const found = { definitionDigest, sourceUsers, sourceFileDigest, hashExportDigest, importJobs, minutes };
        return { inputs: plain({ ...news, ...found }) };
    },

    diff(_id: string, olds: Properties, news: Properties): Promise<pulumi.dynamic.DiffResult> {
        const replaces = IDENTITY.filter((key) => news[key] !== UNKNOWN && olds[key] !== news[key]);
        // Unfinished work is a change that no comparison of inputs shows; all else the engine compares by itself.
        return Promise.resolve(olds['status'] === 'incomplete' ? { changes: true, replaces } : { replaces });
    },

    async create(inputs: Properties): Promise<pulumi.dynamic.CreateResult> {
        return { id: String(inputs['runId']), outs: await run(inputs, undefined) };
    },

    async update(_id: string, olds: Properties, news: Properties): Promise<pulumi.dynamic.UpdateResult> {
        return { outs: await run(news, olds) };
    },

    read(id: string, props: Properties): Promise<pulumi.dynamic.ReadResult> {
        return Promise.resolve({ id, props });
    },

    async delete(_id: string, props: Properties): Promise<void> {
        const { runId, runsFolder } = readRunInputs(props, UNKNOWN).inputs;
        if (runId === undefined || runsFolder === undefined) return;
        const { runInChild } = await loadMigrator();
        await runInChild('forget', { runId, runsFolder, projectFolder: process.cwd() });
    },
};

async function run(properties: Properties, olds: Properties | undefined): Promise<Properties> {
    const inputs = readRunInputs(properties, UNKNOWN).inputs as RunInputs;
    const source = sourceOf(inputs);
    const target = endpointOf(inputs, 'target');
    if ('reason' in source) throw new Error(source.reason);
    if ('reason' in target) throw new Error(target.reason);
    const { runInChild, isMigrationError, formatProgress, formatReport } = await loadMigrator();
    const line = new ProgressLine((message) => log.show(inputs.logTo, message, true));
    try {
        const { runId, runsFolder, phase, approvedPlan, definition: definitionPath } = inputs;
        const work = runInChild(
            'run',
            {
                ...{ runId, runsFolder, phase, approvedPlan, definitionPath, source, target },
                projectFolder: process.cwd(),
                timeBudgetMs: inputs.timeBudgetMinutes * 60_000,
                lastHeard: lastHeardOf(properties, olds),
                ...chosenSettings(inputs),
                signal: line.signal,
                onProgress: (progress) => {
                    line.set(formatProgress(progress));
                },
            },
            { onRestart: await restartTeller(inputs) },
        );
        // Whatever broke, users may have been sent: the state must say that there is a run to go on with.
        const { result } = await work.catch((error: unknown) => {
            const fault = `A fault of auth0-user-migration: ${String(error)}`;
            throw unfinished(inputs, properties, olds, isMigrationError(error) ? reasonOf(error) : fault);
        });
        // A run that moves users has them in its plan; the phase `prepare` has nothing else to say.
        if (result.report === undefined) await showFindings(inputs, result.findings);
        else await log.show(inputs.logTo, formatReport(result.report), false);
        return outputsOf(properties, result, olds);
    } finally {
        line.close();
    }
}

// Only when it is called: a static import would pull the migrator into every program.
function loadMigrator() {
    return import('auth0-user-migration/migrator');
}

async function restartTeller({ logTo }: ReadyInputs): Promise<NonNullable<ChildOptions['onRestart']>> {
    const { formatRestart } = await loadMigrator();
    return (death) => void log.show(logTo, formatRestart(death), false, 'warning');
}

// A killed `up` may have completed a pass of which no state knows; states of older versions do not say which they know.
function lastHeardOf(properties: Properties, olds: Properties | undefined): LastHeard | undefined {
    const report = olds?.['report'] as UserMigrationReport | undefined;
    if (report !== undefined && report.pass === undefined) return undefined;
    const sourceUsers = properties['sourceUsers'];
    return { pass: report?.pass ?? 0, sourceUsers: typeof sourceUsers === 'number' ? sourceUsers : undefined };
}

function chosenSettings({ eventsFile, rateShare, maxConcurrentJobs, withIdentifiers }: RunInputs) {
    return {
        ...(eventsFile === undefined ? {} : { eventsPath: eventsFile }),
        ...(rateShare === undefined ? {} : { rateShare }),
        ...(maxConcurrentJobs === undefined ? {} : { maxConcurrentImportJobs: maxConcurrentJobs }),
        ...(withIdentifiers === undefined ? {} : { withIdentifiers }),
    };
}

// Pulumi's shape for "made, and not ready": without `id` the state, and with it the run, would be lost.
function unfinished(inputs: RunInputs, properties: Properties, olds: Properties | undefined, reason: string): Error {
    return Object.assign(new Error(reason), {
        id: inputs.runId,
        properties: plain({
            ...properties,
            schemaVersion: STATE_SCHEMA_VERSION,
            status: 'incomplete',
            report: olds?.['report'],
        }),
        reasons: [reason],
    });
}

function outputsOf(properties: Properties, { status, report }: RunOutcome, olds: Properties | undefined): Properties {
    const known = olds?.['report'] ?? nobodyMoved(properties['sourceUsers']);
    const kept = report === undefined ? known : keptOf(report);
    return plain({ ...properties, schemaVersion: STATE_SCHEMA_VERSION, status, report: kept });
}

function keptOf(report: Report): UserMigrationReport {
    return {
        pass: report.pass,
        sourceUsers: report.sourceUsers,
        imported: report.imported,
        existing: report.existing,
        excluded: report.excluded,
        rejected: report.rejected,
        isVerified: report.isVerified,
        excludedByReason: report.excludedByReason,
        rejectedByReason: report.rejectedByReason,
        hashesByAlgorithm: report.hashesByAlgorithm,
        importJobs: report.importJobs,
        startedAt: report.startedAt,
        finishedAt: report.finishedAt,
    };
}

// What the phase `prepare` can say: an output without a value makes the engine warn at every `up`.
function nobodyMoved(sourceUsers: unknown): UserMigrationReport {
    const now = new Date().toISOString();
    return {
        ...{ pass: 0, sourceUsers: typeof sourceUsers === 'number' ? sourceUsers : 0 },
        ...{ imported: 0, existing: 0, excluded: 0, rejected: 0, isVerified: false },
        ...{ excludedByReason: {}, rejectedByReason: {}, hashesByAlgorithm: {} },
        ...{ importJobs: 0, startedAt: now, finishedAt: now },
    };
}

// A value that is no JSON would make the provider fail after the work is done, or never answer at all.
function plain(properties: Properties): Properties {
    return JSON.parse(JSON.stringify(properties)) as Properties;
}

/** What names a source connection. */
const SOURCE_END = ['sourceTenant', 'sourceDomain', 'sourceConnection'] as const;

/** Inputs that may be missing: the ID of the target is unknown before the target is made, the source is one of two kinds, and others have defaults. */
const OPTIONAL = [
    'targetConnectionId',
    ...SOURCE_END,
    'sourceFile',
    'sourceFormat',
    'sourceFileConnection',
    'approvedPlan',
    'eventsFile',
    'rateShare',
    'maxConcurrentJobs',
    'withIdentifiers',
] as const;

/** The inputs without which there is nothing to look at. */
type ReadyInputs = Partial<RunInputs> & Omit<RunInputs, (typeof OPTIONAL)[number]>;

function isReady(inputs: Partial<RunInputs>): inputs is ReadyInputs {
    const hasSource = inputs.sourceFile !== undefined || SOURCE_END.every((name) => inputs[name] !== undefined);
    return (
        hasSource &&
        RUN_INPUT_NAMES.every((name) => inputs[name] !== undefined || OPTIONAL.some((other) => other === name))
    );
}

function sourceOf(inputs: Partial<RunInputs>): EndpointSettings | SourceFileSettings | InputProblem {
    const { sourceFile: file, sourceFormat: format, sourceFileConnection: connection } = inputs;
    return file === undefined ? endpointOf(inputs, 'source') : { file, format, connection };
}

function endpointOf(inputs: Partial<RunInputs>, side: 'source' | 'target'): EndpointSettings | InputProblem {
    const tenant = inputs[`${side}Tenant`] ?? '';
    const names = tenantSettingNames(tenant);
    const setting = (key: keyof TenantSettings): string | undefined =>
        config?.get(names[key].configKey) ?? process.env[names[key].environmentVariable];
    const [clientId, clientSecret] = [setting('clientId'), setting('clientSecret')];
    if (clientId === undefined || clientSecret === undefined) {
        const missing = clientId === undefined ? names.clientId : names.clientSecret;
        return { property: `${side}Tenant`, reason: missingSettingMessage(tenant, missing) };
    }
    return {
        credentials: { domain: inputs[`${side}Domain`] ?? '', clientId, clientSecret },
        connectionName: inputs[`${side}Connection`] ?? '',
    };
}

// The engine prints a refusal beside one input: the one that a person would look at first.
function failureOf(refusal: MigrationError, inputs: ReadyInputs): pulumi.dynamic.CheckFailure {
    const { code, message } = refusal;
    const isOfDefinition = /^(DEFINITION|HASH|PASSWORD|ID_POLICY)_/.test(code);
    const { sourceDomain, sourceFile, targetDomain } = inputs;
    const isOfTarget =
        message.includes(targetDomain) && (sourceDomain === undefined || !message.includes(sourceDomain));
    const sourceProperty = sourceFile === undefined ? 'sourceConnection' : 'sourceFile';
    const property = isOfDefinition ? 'definition' : isOfTarget ? 'targetConnection' : sourceProperty;
    return { property, reason: reasonOf(refusal) };
}

function reasonOf({ code, message }: MigrationError): string {
    return `${code}: ${message}`;
}

async function showPlan(inputs: ReadyInputs, inspection: Inspection): Promise<void> {
    const { formatPlan } = await loadMigrator();
    const { description = '', sourceUsers = 0, importJobs = 0, minutes = 0, plan } = inspection;
    const planText = plan === undefined ? undefined : formatPlan(plan);
    const ofFile =
        `${description}\nThe users of the file ${inputs.sourceFile ?? ''}, into ${inputs.targetConnection}; how many there are says the plan ` +
        `(npx auth0-user-migration plan). Phase: ${inputs.phase}.`;
    const ofConnection =
        `${description}\n` +
        `${counted(sourceUsers, 'user')} in ${inputs.sourceConnection ?? ''}, into ${inputs.targetConnection}; about ` +
        `${counted(importJobs, 'import job')} and ${counted(minutes, 'minute')} at the usual speed of Auth0. Phase: ${inputs.phase}.`;
    await log.show(inputs.logTo, planText ?? (inputs.sourceFile === undefined ? ofConnection : ofFile), false);
    await showFindings(
        inputs,
        inspection.findings.filter(({ message }) => planText?.includes(message) !== true),
    );
}

async function showFindings({ logTo }: ReadyInputs, findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    const lines = findings.map(({ code, level, message }) => `${level} ${code}: ${message}`);
    await log.show(logTo, lines.join('\n'), false);
}

function counted(count: number, what: string): string {
    return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}
