import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import type { MigrationError, SwitchedLogins, SwitchInspection, SwitchSettings } from '../migrator/index.ts';
import { type EngineLog, openEngineLog } from './engine-log.ts';
import { endpointOf, isReady, type ReadyInputs, sourceOf } from './run-endpoints.ts';
import { readRunInputs } from './run-inputs.ts';
import { plain } from './run-outputs.ts';
import { switchText } from './switch-text.ts';

type Properties = Record<string, unknown>;

const UNKNOWN = pulumi.runtime.unknownValue;

const stepSchema = z.object({
    step: z.enum(['open', 'close']),
    to: z.enum(['source', 'target']),
    sourceClients: z.array(z.string()),
    targetClients: z.array(z.string()),
});

type StepInputs = z.output<typeof stepSchema>;

/** Inputs whose change makes a step due. */
const DECIDING = ['step', 'to', 'sourceClients', 'targetClients', 'sourceConnection', 'targetConnectionId'] as const;

let config: pulumi.dynamic.Config | undefined;
let log: EngineLog = openEngineLog(undefined);
/** What `check` saw, for the `diff` of the same operation, by the resource's URN. */
const inspections = new Map<string, SwitchInspection>();

/** Tells the properties of a step from those of a run. */
export function isStep(properties: Properties): boolean {
    return 'step' in properties;
}

/**
 * A step of a cut-over as Pulumi's engine sees it.
 *
 * `check` reads both connections and shows every client and organization before and after. `diff` asks for the step when an input has changed,
 * and when the tenants are not as declared, whatever the state says. `create` and `update` are one, and can be repeated. `delete` forgets.
 */
export const userMigrationStepLifecycle = {
    configure(request: pulumi.dynamic.ConfigureRequest): void {
        config = request.config;
        log = openEngineLog(process.argv.at(-1));
    },

    async check(news: Properties): Promise<pulumi.dynamic.CheckResult> {
        const known = read(news);
        if (known === undefined) return { inputs: news };
        const { inspectSwitch } = await loadMigrator();
        const inspection = await inspectSwitch(settingsOf(known.inputs, known.step));
        if (inspection.refusals.length > 0)
            return { failures: inspection.refusals.map((refusal) => ({ property: '', reason: reasonOf(refusal) })) };
        const { logTo } = known.inputs;
        inspections.set(logTo, inspection);
        if (known.step.step === 'open' && !inspection.isDone)
            await log.show(logTo, switchText(known.step.to, known.inputs, inspection), false);
        return { inputs: news };
    },

    diff(olds: Properties, news: Properties): pulumi.dynamic.DiffResult {
        const isChanged = DECIDING.some((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
        const isDone = inspections.get(String(news['logTo']))?.isDone ?? true;
        return { changes: isChanged || !isDone, replaces: [] };
    },

    async take(properties: Properties): Promise<Properties> {
        const known = read(properties);
        if (known === undefined) throw new Error('the inputs of a step are known when it is taken');
        const { inputs, step } = known;
        const settings = settingsOf(inputs, step);
        const { openLogins, closeLogins, isMigrationError } = await loadMigrator();
        try {
            const changed = await (step.step === 'open' ? openLogins(settings) : closeLogins(settings));
            if (step.step === 'close' && step.to === 'target') await moveTheRest(inputs);
            return plain({ ...properties, ...countsOf(changed) });
        } catch (error) {
            throw isMigrationError(error) ? new Error(reasonOf(error), { cause: error }) : error;
        }
    },
};

// Between the last pass and the switch, people went on logging in through the source.
async function moveTheRest(inputs: ReadyInputs): Promise<void> {
    const { runInChild, formatReport, formatRestart } = await loadMigrator();
    const { timeBudgetMinutes } = inputs;
    const { result } = await runInChild(
        'run',
        { ...placesOf(inputs), phase: 'cutover', timeBudgetMs: timeBudgetMinutes * 60_000 },
        { onRestart: (death) => void log.show(inputs.logTo, formatRestart(death), false, 'warning') },
    );
    if (result.report !== undefined) await log.show(inputs.logTo, formatReport(result.report), false);
}

function read(properties: Properties): { readonly inputs: ReadyInputs; readonly step: StepInputs } | undefined {
    const { inputs, problems } = readRunInputs(properties, UNKNOWN);
    const step = stepSchema.safeParse(properties);
    // The inputs are this package's own: what is not known yet is all that can be missing.
    if (problems.length > 0 || !isReady(inputs) || inputs.targetConnectionId === undefined || !step.success)
        return undefined;
    return { inputs, step: step.data };
}

function settingsOf(inputs: ReadyInputs, { to, sourceClients, targetClients }: StepInputs): SwitchSettings {
    return { ...placesOf(inputs), to, clients: { source: sourceClients, target: targetClients } };
}

function placesOf(inputs: ReadyInputs): Omit<SwitchSettings, 'to' | 'clients'> {
    const [source, target] = [sourceOf(inputs, config), endpointOf(inputs, 'target', config)];
    if ('reason' in source) throw new Error(source.reason);
    if ('reason' in target) throw new Error(target.reason);
    const { runsFolder, definition: definitionPath } = inputs;
    return { runsFolder, definitionPath, projectFolder: process.cwd(), source, target };
}

function countsOf({ clients, organizations }: SwitchedLogins): Properties {
    return { changedClients: clients.length, changedOrganizations: organizations.length };
}

function reasonOf({ code, message }: MigrationError): string {
    return `${code}: ${message}`;
}

// Only when it is called: a static import would pull the migrator into every program.
function loadMigrator() {
    return import('auth0-user-migration/migrator');
}
