import { basename, extname } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import type { ChildOptions, ErrorSubject, Inspection, MigrationError, MigrationSettings } from '../migrator/index.ts';
import { type EngineLog, openEngineLog } from './engine-log.ts';
import { hasTerminal, ProgressLine } from './progress-line.ts';
import { whyToRun } from './run-changes.ts';
import { endpointOf, sourceOf } from './run-endpoints.ts';
import { type InputProblem, inputsThatDecide, REPLACING, type RunInputs, readRunInputs } from './run-inputs.ts';
import { endInspection, openRunLog } from './run-log.ts';
import {
    type DocumentOf,
    notInspectedText,
    preparedMessage,
    previewText,
    reasonOf,
    reportMessage,
    whatFollows,
    withFindings,
} from './run-messages.ts';
import { outputsOf, plain, seenSourceOf, unfinishedOutputs } from './run-outputs.ts';
import { isStep } from './step-inputs.ts';
import { readSwitchedClients } from './switched-clients.ts';
import { undeclaredPhase } from './undeclared-phase.ts';
import { userMigrationStepLifecycle as step } from './user-migration-step-lifecycle.ts';

type Properties = Record<string, unknown>;

const UNKNOWN = pulumi.runtime.unknownValue;

let config: pulumi.dynamic.Config | undefined;
let log: EngineLog = openEngineLog(undefined);
/** What `check` saw, for the calls of the same operation behind it, by the resource's URN; a refresh calls no `check`. */
const inspections = new Map<string, Inspection>();

/**
 * The run as Pulumi's engine sees it: what the methods of the dynamic resource do.
 *
 * `check` inspects both tenants, says what an `up` will do, and adds digests to the inputs; numbers that move by themselves are shown
 * and are no inputs. `diff` says whether a pass is due. `create` and `update` are one: they run the migration, or go on with it. A run
 * that does not come to its end throws what Pulumi takes for a resource that was made and is not ready: its state is saved with the
 * reasons, and the next `up` goes on. `delete` forgets the run and never deletes a user.
 *
 * The steps of a cut-over share this shell. Their inputs tell which step is meant.
 */
export const userMigrationRunLifecycle: pulumi.dynamic.ResourceProvider = {
    configure(request) {
        config = request.config;
        log = openEngineLog(process.argv.at(-1));
        step.configure(request);
        return Promise.resolve();
    },

    async check(olds: Properties, news: Properties): Promise<pulumi.dynamic.CheckResult> {
        if (isStep(news)) return await step.check(olds, news);
        const migrator = await loadMigrator();
        const { inputs, problems, unknownNames } = readRunInputs(news, UNKNOWN, migrator);
        if (problems.length > 0) return { failures: [...problems] };
        if (inputs === undefined) {
            await log.show(String(news['logTo']), notInspectedText(unknownNames), false);
            return { inputs: news };
        }
        const source = sourceOf(inputs, config);
        const target = endpointOf(inputs, 'target', config);
        const failures = [source, target].filter((endpoint): endpoint is InputProblem => 'reason' in endpoint);
        if (failures.length > 0) return { failures };
        const undeclared = undeclaredPhase(inputs, news);
        if (undeclared !== undefined)
            return { failures: [{ property: 'phase', reason: reasonOf(undeclared, migrator.documentOf) }] };
        const switchedClients = readSwitchedClients(news);
        const inspection = await inspect(inputs, { source, target, switchedClients } as never).catch(
            (error: unknown) => {
                if (!migrator.isMigrationError(error)) throw error;
                return error;
            },
        );
        // No input is at fault when the process that inspects them dies.
        if ('code' in inspection)
            return { failures: [{ property: '', reason: reasonOf(inspection, migrator.documentOf) }] };
        if (inspection.refusals.length > 0)
            return { failures: inspection.refusals.map((refusal) => failureOf(refusal, inputs, migrator.documentOf)) };
        inspections.set(inputs.logTo, inspection);
        await showPreview(inputs, inspection);
        const { definitionDigest, sourceFileDigest, hashExportDigest, factorExportDigest } = inspection;
        const digests = { definitionDigest, sourceFileDigest, hashExportDigest, factorExportDigest };
        return { inputs: plain({ ...news, ...digests }) };
    },

    async diff(_id: string, olds: Properties, news: Properties): Promise<pulumi.dynamic.DiffResult> {
        if (isStep(news)) return step.diff(olds, news);
        const replaces = REPLACING.filter((key) => news[key] !== UNKNOWN && olds[key] !== news[key]);
        const logTo = String(news['logTo']);
        const seen = inspections.get(logTo);
        // What is not known yet may differ. A refresh knows everything and compares without a `check` before it: it shows what changed by itself, and
        // unfinished work did not.
        const isUnknown = Object.values(news).includes(UNKNOWN);
        if (seen === undefined) return { changes: replaces.length > 0 || isUnknown, replaces };
        const reasons = whyToRun(olds, news, seen, inputsThatDecide(await loadMigrator()), Date.now());
        const what = replaces.length > 0 ? undefined : whatFollows(reasons, olds, seen);
        if (what !== undefined) await log.show(logTo, what, false);
        return { changes: replaces.length + reasons.length > 0, replaces };
    },

    async create(inputs: Properties): Promise<pulumi.dynamic.CreateResult> {
        if (isStep(inputs)) return { id: stepId(inputs), outs: await step.take(inputs, {}) };
        const outs = await run(inputs, undefined);
        return { id: String(outs['runId']), outs };
    },

    async update(_id: string, olds: Properties, news: Properties): Promise<pulumi.dynamic.UpdateResult> {
        if (isStep(news)) return { outs: await step.take(news, olds) };
        return { outs: await run(news, olds) };
    },

    read(id: string, props: Properties): Promise<pulumi.dynamic.ReadResult> {
        return Promise.resolve({ id, props });
    },

    delete(): Promise<void> {
        // What was moved stays moved, and what the run remembers stays for the next one of the same definition and endpoints.
        return Promise.resolve();
    },
};

function stepId({ step: name, targetConnectionId }: Properties): string {
    return `${String(name)}-${String(targetConnectionId)}`;
}

async function inspect(
    inputs: RunInputs,
    endpoints: Pick<MigrationSettings, 'source' | 'target' | 'switchedClients'>,
): Promise<Inspection> {
    const migrator = await loadMigrator();
    const { settings, definition: definitionPath, targetConnectionId } = inputs;
    const runLog = openRunLog(migrator, settings.runsFolder);
    let inspection: Inspection | undefined;
    try {
        const { result } = await migrator.runInChild(
            'inspect',
            {
                ...settings,
                ...{ definitionPath, projectFolder: process.cwd(), ...endpoints },
                // In the first preview the target is still to be made, and everything else is inspected anyway.
                isTargetToBeMade: targetConnectionId === undefined,
            },
            { onRestart: await restartReporter(inputs), onLog: runLog.onLog },
        );
        inspection = result;
        return result;
    } catch (error) {
        runLog.failed(error);
        throw error;
    } finally {
        endInspection(runLog, inspection);
    }
}

async function run(properties: Properties, olds: Properties | undefined): Promise<Properties> {
    const migrator = await loadMigrator();
    const { inputs } = readRunInputs(properties, UNKNOWN, migrator);
    if (inputs === undefined) throw new Error('The engine runs what `check` has refused.');
    const source = sourceOf(inputs, config);
    const target = endpointOf(inputs, 'target', config);
    if ('reason' in source) throw new Error(source.reason);
    if ('reason' in target) throw new Error(target.reason);
    const { runInChild, isMigrationError, formatProgress, formatReport, documentOf } = migrator;
    const runLog = openRunLog(migrator, inputs.settings.runsFolder);
    runLog.isOf(inspections.get(inputs.logTo)?.runId);
    const line = new ProgressLine({
        show: (message) => log.show(inputs.logTo, message, true),
        isThere: () => log.isThere(),
        isWatched: hasTerminal(),
    });
    try {
        const work = runInChild(
            'run',
            {
                ...inputs.settings,
                // A step of its own deletes, after the cut-over.
                phase: inputs.settings.phase === 'decommission' ? 'cutover' : inputs.settings.phase,
                ...{ definitionPath: inputs.definition, projectFolder: process.cwd(), source, target },
                switchedClients: readSwitchedClients(properties),
                signal: line.signal,
                onProgress: (progress) => {
                    const receivedAt = performance.now();
                    line.set(() => formatProgress(progress, performance.now() - receivedAt));
                },
            },
            { onRestart: await restartReporter(inputs), onLog: runLog.onLog },
        );
        // Whatever broke, users may have been sent: the state must say that there is a run to go on with.
        const { result } = await work.catch((error: unknown) => {
            runLog.failed(error);
            const fault = `Internal error of auth0-user-migration: ${migrator.failureEntry(error).message}`;
            throw unfinished(inputs, properties, olds, isMigrationError(error) ? reasonOf(error, documentOf) : fault);
        });
        const { report, findings, folder } = result;
        const seen = inspections.get(inputs.logTo);
        const message =
            report === undefined
                ? preparedMessage(findings, seen)
                : reportMessage(report, formatReport(report, folder));
        await log.show(inputs.logTo, message, false);
        return outputsOf(properties, result, olds, seen === undefined ? undefined : seenSourceOf(seen));
    } finally {
        line.close();
    }
}

// Only when it is called: a static import would pull the migrator into every program.
function loadMigrator() {
    return import('auth0-user-migration/migrator');
}

async function restartReporter({ logTo }: RunInputs): Promise<NonNullable<ChildOptions['onRestart']>> {
    const { formatRestart } = await loadMigrator();
    return (death) => void log.show(logTo, formatRestart(death), false, 'warning');
}

// Pulumi's shape for "made, and not ready": without `id` the state, and with it the run, would be lost.
function unfinished(inputs: RunInputs, properties: Properties, olds: Properties | undefined, reason: string): Error {
    const { definition } = inputs;
    return Object.assign(new Error(reason), {
        id: inspections.get(inputs.logTo)?.runId ?? basename(definition, extname(definition)),
        properties: unfinishedOutputs(properties, olds),
        reasons: [reason],
    });
}

// The engine prints a refusal beside one input: the one that a person would look at first.
function failureOf(
    refusal: MigrationError,
    { sourceFile }: RunInputs,
    documentOf: DocumentOf,
): pulumi.dynamic.CheckFailure {
    const source = sourceFile === undefined ? 'sourceConnection' : 'sourceFile';
    const properties: Readonly<Record<ErrorSubject, string>> = {
        ...{ source, target: 'targetConnection', definition: 'definition', approvedPlan: 'approvedPlan', run: '' },
    };
    return {
        property: refusal.subject === undefined ? '' : properties[refusal.subject],
        reason: reasonOf(refusal, documentOf),
    };
}

async function showPreview(inputs: RunInputs, inspection: Inspection): Promise<void> {
    const { formatPlan } = await loadMigrator();
    const planText = inspection.plan === undefined ? undefined : formatPlan(inspection.plan);
    const findings = inspection.findings.filter(({ message }) => planText?.includes(message) !== true);
    // One message: the CLI shows the first line of the newest one at the resource.
    await log.show(inputs.logTo, withFindings(previewText(inputs, inspection, planText), findings), false);
}
