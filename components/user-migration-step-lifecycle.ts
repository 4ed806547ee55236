import type * as pulumi from '@pulumi/pulumi';
import type {
    DecommissionSettings,
    MigrationError,
    MigrationSettings,
    RunOutcome,
    SwitchedLogins,
    SwitchSettings,
} from '../migrator/index.ts';
import { decommissionedText, decommissionText } from './decommission-text.ts';
import { type EngineLog, openEngineLog } from './engine-log.ts';
import { endpointOf, sourceOf } from './run-endpoints.ts';
import type { RunInputs } from './run-inputs.ts';
import { reasonOf, reportMessage } from './run-messages.ts';
import { plain } from './run-outputs.ts';
import { DECIDING_FOR_STEPS, readStep, type StepInputs } from './step-inputs.ts';
import { switchText } from './switch-text.ts';

type Properties = Record<string, unknown>;
type DeleteInputs = Extract<StepInputs, { step: 'delete' }>;
type SwitchInputs = Exclude<StepInputs, DeleteInputs>;

/** What `check` found, for the `diff` of the same operation. */
interface Found {
    readonly isDone: boolean;
    readonly refusals: readonly MigrationError[];
    /** What is shown in a preview; undefined where nothing is. */
    readonly text: string | undefined;
}

let config: pulumi.dynamic.Config | undefined;
let log: EngineLog = openEngineLog(undefined);
/** By the resource's URN. */
const found = new Map<string, Found>();

/**
 * A step after the copy as Pulumi's engine sees it.
 *
 * `check` reads both connections, and shows every client and organization before and after, or what is to be deleted. `diff` asks for the step
 * when an input has changed, and when the tenants are not as declared, whatever the state says. `create` and `update` are one, and can be
 * repeated. `delete` forgets.
 */
export const userMigrationStepLifecycle = {
    configure(request: pulumi.dynamic.ConfigureRequest): void {
        config = request.config;
        log = openEngineLog(process.argv.at(-1));
    },

    async check(olds: Properties, news: Properties): Promise<pulumi.dynamic.CheckResult> {
        const migrator = await loadMigrator();
        const known = readStep(news, migrator);
        if (known === undefined) return { inputs: news };
        const { inputs, step } = known;
        const seen = await (step.step === 'delete' ? lookAtDeletes(inputs, step) : lookAtLogins(inputs, step, olds));
        if (seen.refusals.length > 0)
            return {
                failures: seen.refusals.map((refusal) => ({
                    property: '',
                    reason: reasonOf(refusal, migrator.documentOf),
                })),
            };
        found.set(inputs.logTo, seen);
        if (seen.text !== undefined) await log.show(inputs.logTo, seen.text, false);
        return { inputs: news };
    },

    diff(olds: Properties, news: Properties): pulumi.dynamic.DiffResult {
        const isChanged = DECIDING_FOR_STEPS.some((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
        const isDone = found.get(String(news['logTo']))?.isDone ?? true;
        return { changes: isChanged || !isDone, replaces: [] };
    },

    async take(properties: Properties, olds: Properties): Promise<Properties> {
        const known = readStep(properties, await loadMigrator());
        if (known === undefined) throw new Error('the inputs of a step are known when it is taken');
        const { inputs, step } = known;
        const { isMigrationError, documentOf } = await loadMigrator();
        try {
            const outputs = await (step.step === 'delete'
                ? deleteSource(inputs, step)
                : switchLogins(inputs, step, olds));
            return plain({ ...properties, ...outputs });
        } catch (error) {
            throw isMigrationError(error) ? new Error(reasonOf(error, documentOf), { cause: error }) : error;
        }
    },
};

async function lookAtLogins(inputs: RunInputs, step: SwitchInputs, olds: Properties): Promise<Found> {
    const { inspectSwitch } = await loadMigrator();
    const inspection = await inspectSwitch(switchSettings(inputs, step, olds));
    const { isDone, refusals } = inspection;
    // One of the two steps says it for both.
    const isShown = step.step === 'open' && !isDone;
    return { isDone, refusals, text: isShown ? switchText(step.to, inputs, inspection) : undefined };
}

async function lookAtDeletes(inputs: RunInputs, step: DeleteInputs): Promise<Found> {
    if (!step.isDue) return { isDone: true, refusals: [], text: undefined };
    const { inspectDecommission } = await loadMigrator();
    const decommission = decommissionOf(step);
    const inspection = await inspectDecommission({ ...placesOf(inputs), decommission });
    const { isDone, refusals } = inspection;
    return { isDone, refusals, text: isDone ? undefined : decommissionText(inputs, decommission, inspection) };
}

async function switchLogins(inputs: RunInputs, step: SwitchInputs, olds: Properties): Promise<Properties> {
    const { openLogins, closeLogins } = await loadMigrator();
    const settings = switchSettings(inputs, step, olds);
    const { clients, organizations }: SwitchedLogins = await (step.step === 'open'
        ? openLogins(settings)
        : closeLogins(settings));
    // Between the last pass and the switch, people went on logging in through the source.
    if (step.step === 'close' && step.to === 'target') await run(inputs, { phase: 'cutover' });
    return { changedClients: clients.length, changedOrganizations: organizations.length };
}

async function deleteSource(inputs: RunInputs, step: DeleteInputs): Promise<Properties> {
    if (!step.isDue) return {};
    const outcome = await run(inputs, { phase: 'decommission', decommission: decommissionOf(step) });
    const { decommissioned } = outcome;
    if (decommissioned === undefined) return {};
    await log.show(inputs.logTo, decommissionedText(decommissioned), false);
    const { deleted, staying, isConnectionDeleted } = decommissioned;
    return { deleted, staying, isConnectionDeleted };
}

async function run(
    inputs: RunInputs,
    settings: Pick<MigrationSettings, 'phase' | 'decommission'>,
): Promise<RunOutcome> {
    const { runInChild, formatReport, formatRestart } = await loadMigrator();
    const { result } = await runInChild(
        'run',
        { ...placesOf(inputs), ...settings, ...timeBudgetOf(inputs) },
        { onRestart: (death) => void log.show(inputs.logTo, formatRestart(death), false, 'warning') },
    );
    const { report, folder } = result;
    if (report !== undefined) await log.show(inputs.logTo, reportMessage(report, formatReport(report, folder)), false);
    return result;
}

function switchSettings(inputs: RunInputs, step: SwitchInputs, olds: Properties): SwitchSettings {
    const { to, sourceClients: source, targetClients: target, alwaysClients, retiredClients } = step;
    const isWayBack = olds['to'] === 'target';
    // The clients of the source, before which nothing else may be changed.
    const isOpenedBetween = to === 'source';
    const clients = { source, target };
    return { ...placesOf(inputs), to, clients, alwaysClients, retiredClients, isWayBack, isOpenedBetween };
}

function decommissionOf({ confirm, deletes, maxDeletions }: DeleteInputs): DecommissionSettings {
    return { confirm, delete: deletes, maxDeletions };
}

function placesOf(inputs: RunInputs): Omit<SwitchSettings, 'to' | 'clients'> {
    const [source, target] = [sourceOf(inputs, config), endpointOf(inputs, 'target', config)];
    if ('reason' in source) throw new Error(source.reason);
    if ('reason' in target) throw new Error(target.reason);
    const { settings, definition: definitionPath } = inputs;
    const { runsFolder } = settings;
    return {
        ...(runsFolder === undefined ? {} : { runsFolder }),
        definitionPath,
        projectFolder: process.cwd(),
        source,
        target,
    };
}

function timeBudgetOf({ settings: { timeBudgetMinutes } }: RunInputs): Pick<MigrationSettings, 'timeBudgetMinutes'> {
    return timeBudgetMinutes === undefined ? {} : { timeBudgetMinutes };
}

// Only when it is called: a static import would pull the migrator into every program.
function loadMigrator() {
    return import('auth0-user-migration/migrator');
}
