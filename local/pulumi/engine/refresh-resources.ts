import type { ResourceState } from '../state/resource-state.ts';
import type { Checkpoint } from '../state/snapshot.ts';
import { isEqual } from '../values/property-value.ts';
import { PROVIDER_TYPE_PREFIX } from '../values/urn.ts';
import type { Step, StepOp } from './engine-event.ts';
import { resolveDiff } from './plan-step.ts';
import type { StepContext } from './step-context.ts';
import { StepFailure, toStepFailure } from './step-failure.ts';

/** What a refresh found: the state as the providers see it, and how many resources differ. */
export interface Refreshed {
    readonly checkpoint: Checkpoint;
    readonly changes: Partial<Record<StepOp, number>>;
}

/**
 * Asks the providers how the resources of a stack are, and takes their answers over; what is gone leaves the state.
 *
 * As the engine does, it saves nothing before every resource has been read: a refresh changes the state as a whole.
 *
 * @throws {StepFailure} when a provider cannot answer
 */
export async function refreshResources(
    states: readonly ResourceState[],
    context: StepContext,
    isStopped: () => boolean,
): Promise<Refreshed> {
    const changes: Partial<Record<StepOp, number>> = {};
    const kept: ResourceState[] = [];
    for (const state of states) {
        if (isStopped()) {
            throw new StepFailure('', 'refresh canceled');
        }
        const { op, state: refreshed } = await refreshOne(state, context);
        changes[op] = (changes[op] ?? 0) + 1;
        if (refreshed !== undefined) {
            kept.push(refreshed);
        }
    }
    // A reader of the state must not stumble over URNs that are gone.
    const urns = new Set(kept.map(({ urn }) => urn));
    const resources = kept.map((state) => dropReferences(state, urns));
    // Reading answered what updates and deletes came to; an interrupted create has no ID to read.
    return { checkpoint: { resources, pendingOperations: [] }, changes };
}

async function refreshOne(
    state: ResourceState,
    context: StepContext,
): Promise<{ op: StepOp; state: ResourceState | undefined }> {
    if (!state.custom || state.type.startsWith(PROVIDER_TYPE_PREFIX)) {
        return finish(context, { op: 'same', urn: state.urn, old: state, new: state }, 0);
    }
    const startedAt = performance.now();
    context.emit({ type: 'step-started', step: { op: 'refresh', urn: state.urn, old: state } });
    try {
        const provider = await context.providers.providerOf(state);
        const answer = await provider.read(state, state.id ?? '', state);
        if (answer.id === '') {
            return finish(context, { op: 'delete', urn: state.urn, old: state }, startedAt);
        }
        const refreshed: ResourceState = {
            ...state,
            id: answer.id,
            inputs: answer.inputs ?? state.inputs,
            outputs: answer.outputs,
        };
        // Reading it is the proof that it is there and well.
        delete refreshed.initErrors;
        if (!isEqual(state.outputs, refreshed.outputs) || !isEqual(state.inputs, refreshed.inputs)) {
            refreshed.modified = new Date().toISOString();
        }
        // What an `up` would show right after this refresh is what drifted.
        const opinion = await provider.diff(state, answer.id, refreshed, state.inputs);
        const { changed, diffs } = resolveDiff(opinion, refreshed.inputs, state.inputs, state.ignoreChanges ?? []);
        const op = changed ? 'update' : 'same';
        return finish(context, { op, urn: state.urn, old: state, new: refreshed, diffs }, startedAt);
    } catch (error) {
        const step: Step = { op: 'refresh', urn: state.urn, old: state };
        context.emit({ type: 'step-failed', step, elapsedMs: performance.now() - startedAt });
        throw toStepFailure(state.urn, error);
    }
}

function finish(context: StepContext, step: Step, startedAt: number): { op: StepOp; state: ResourceState | undefined } {
    context.emit({ type: 'step-finished', step, elapsedMs: startedAt === 0 ? 0 : performance.now() - startedAt });
    return { op: step.op, state: step.new };
}

function dropReferences(state: ResourceState, urns: ReadonlySet<string>): ResourceState {
    const isThere = (urn: string): boolean => urns.has(urn);
    return {
        ...state,
        dependencies: state.dependencies.filter(isThere),
        propertyDependencies: Object.fromEntries(
            Object.entries(state.propertyDependencies).map(([key, list]) => [key, list.filter(isThere)]),
        ),
    };
}
