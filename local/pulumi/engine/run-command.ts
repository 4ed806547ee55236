import type { PropertyMap } from '../values/property-value.ts';
import { STACK_TYPE } from '../values/urn.ts';
import { deleteResources } from './delete-resources.ts';
import { Deployment } from './deployment.ts';
import type { RunSummary } from './engine-event.ts';
import type { EngineSession } from './engine-session.ts';
import { refreshResources } from './refresh-resources.ts';
import { createResourceMonitor } from './resource-monitor.ts';
import { type ProgramOutcome, ProgramRunner, reportFailure } from './run-program.ts';
import { StepRunner } from './step-runner.ts';

// The CLI's default is four times the number of cores; the resources of this package mostly wait for the network.
const PARALLEL = 16;

const NOUNS = { preview: 'preview', up: 'update', destroy: 'destroy', refresh: 'refresh' } as const;

/** The commands of the host. */
export type EngineCommand = keyof typeof NOUNS;

type Outcome = Pick<RunSummary, 'changes' | 'outputs'> & { readonly end: ProgramOutcome };

/**
 * Runs one command to its end; a failure is a diagnostic and a failed summary, and what was done before it is saved.
 *
 * The session is closed afterwards.
 */
export async function runCommand(command: EngineCommand, session: EngineSession): Promise<RunSummary> {
    const { project, stack, emit, isPreview } = session.options;
    const startedAt = performance.now();
    const steps = new StepRunner(session);
    emit({ type: 'run-started', command, project: project.name, stack });
    let outcome: Outcome;
    try {
        warnOfPendingOperations(command, session);
        outcome = await (command === 'destroy'
            ? destroy(session, steps)
            : command === 'refresh'
              ? refresh(session)
              : deploy(session, steps));
    } catch (error) {
        reportFailure(error, emit);
        outcome = { end: 'failed', changes: steps.changes, outputs: {} };
    } finally {
        await session.close();
    }
    if (outcome.end !== 'completed') {
        const message = `${NOUNS[command]} ${outcome.end}`;
        emit({ type: 'diagnostic', diagnostic: { severity: 'error', urn: '', message } });
    }
    const summary = {
        changes: outcome.changes,
        outputs: outcome.outputs,
        failed: outcome.end !== 'completed',
        isPreview,
        durationMs: performance.now() - startedAt,
    };
    emit({ type: 'run-finished', summary });
    return summary;
}

async function deploy(session: EngineSession, steps: StepRunner): Promise<Outcome> {
    const { project, stack, config, env, isPreview, signal, emit } = session.options;
    const deployment = new Deployment(session, steps);
    const onAbort = (): void => {
        deployment.stop();
    };
    signal.addEventListener('abort', onAbort);
    try {
        const run = { project, stack, config, env, isPreview, parallel: PARALLEL, deployment, emit, signal };
        const runner = new ProgramRunner(run);
        const monitored = { project: project.name, stack, isPreview, parallel: PARALLEL };
        const monitor = createResourceMonitor(
            { ...monitored, config: config.values, secretKeys: config.secretKeys },
            runner.target,
            session.providers,
        );
        const end = await runner.run(await session.serve(monitor));
        if (end === 'completed') {
            await deployment.deleteLeftovers();
        }
        keepOldOutputs(session, end);
        // A step that changed nothing did not save, and may have changed the order of the list.
        await session.save();
        return {
            end: signal.aborted ? 'canceled' : end,
            changes: steps.changes,
            outputs: readOutputs(session),
        };
    } catch (error) {
        reportFailure(error, emit);
        return { end: 'failed', changes: steps.changes, outputs: readOutputs(session) };
    } finally {
        signal.removeEventListener('abort', onAbort);
    }
}

async function destroy(session: EngineSession, steps: StepRunner): Promise<Outcome> {
    const { signal } = session.options;
    await session.serve();
    await deleteResources(session.snapshot.before, session, steps, () => signal.aborted);
    return { end: signal.aborted ? 'canceled' : 'completed', changes: steps.changes, outputs: {} };
}

async function refresh(session: EngineSession): Promise<Outcome> {
    const { signal, stateFile } = session.options;
    await session.serve();
    const { checkpoint, changes } = await refreshResources(session.snapshot.before, session, () => signal.aborted);
    await stateFile.write(checkpoint);
    return { end: 'completed', changes, outputs: {} };
}

/** A run that failed on its way does not know all outputs of the stack; those it does not know stay as they were. */
function keepOldOutputs({ snapshot }: EngineSession, end: ProgramOutcome): void {
    const old = snapshot.before.find(({ type }) => type === STACK_TYPE);
    const made = old === undefined ? undefined : snapshot.findMade(old.urn);
    if (end !== 'completed' && old !== undefined && made !== undefined) {
        made.outputs = { ...old.outputs, ...made.outputs };
    }
}

function readOutputs({ snapshot }: EngineSession): PropertyMap {
    const stack = snapshot.toCheckpoint().resources.find(({ type }) => type === STACK_TYPE);
    return stack?.outputs ?? {};
}

function warnOfPendingOperations(command: EngineCommand, { options, emit }: EngineSession): void {
    const { pendingOperations } = options.checkpoint;
    if (pendingOperations.length === 0 || command === 'preview' || command === 'refresh') {
        return;
    }
    const list = pendingOperations.map(({ type, resource }) => `  * ${resource.urn}, interrupted while ${type}`);
    const message = [
        `Attempting to deploy or update resources with ${pendingOperations.length} pending operations from previous deployment.`,
        ...list,
        'These resources are in an unknown state because the engine was interrupted while waiting for changes to these ' +
            'resources to complete. Confirm whether or not the operations listed completed successfully by checking the ' +
            'state of the appropriate provider. `refresh` reads every resource and clears this list.',
    ].join('\n');
    emit({ type: 'diagnostic', diagnostic: { severity: 'warning', urn: '', message } });
}
