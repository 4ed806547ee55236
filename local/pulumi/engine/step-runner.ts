import type { PartialFailure } from '../providers/resource-provider.ts';
import type { PendingOperation, ResourceState } from '../state/resource-state.ts';
import { markSecretOutputs } from '../state/secret-outputs.ts';
import type { Snapshot } from '../state/snapshot.ts';
import { diffProperties } from '../values/property-diff.ts';
import { isEqual, type PropertyValue, UNKNOWN } from '../values/property-value.ts';
import type { Step, StepOp } from './engine-event.ts';
import { ignoreChanges } from './plan-step.ts';
import { describeReasons, settle } from './settled-answer.ts';
import type { StepContext, StepReason } from './step-context.ts';
import { StepFailure, toStepFailure } from './step-failure.ts';

// A replacement counts once, under `replace`.
const PARTS_OF_REPLACEMENT: readonly StepOp[] = ['create-replacement', 'delete-replaced', 'discard'];

/**
 * Takes single steps: calls the provider, and saves before and after, so that at any moment the state tells what exists.
 *
 * In a preview nothing is called and nothing saved; a resource that would be made or changed shows its inputs as outputs.
 */
export class StepRunner {
    readonly #context: StepContext;
    readonly #counts = new Map<StepOp, number>();

    constructor(context: StepContext) {
        this.#context = context;
    }

    /** Counted steps so far, by operation. */
    get changes(): Partial<Record<StepOp, number>> {
        return Object.fromEntries(this.#counts);
    }

    /** Creates a resource. */
    async create(state: ResourceState): Promise<void> {
        await this.#make({ op: 'create', urn: state.urn, new: state }, state, undefined);
    }

    /**
     * Creates the successor of a resource. The old one stays, marked for deletion at the end of the run, unless it was
     * deleted before.
     */
    async replace(old: ResourceState, state: ResourceState, reason: StepReason): Promise<void> {
        const replacement: Step = { op: 'replace', urn: state.urn, old, new: state, ...reason };
        // The engine counts a replacement when its first half is done, which is the deletion or the creation.
        const isHalfDone = old.pendingReplacement === true;
        if (isHalfDone) {
            this.#report(replacement, 0);
        }
        await this.#make({ ...replacement, op: 'create-replacement' }, state, old);
        if (!isHalfDone) {
            this.#report(replacement, 0);
        }
    }

    /** Changes a resource in place. */
    async update(old: ResourceState, state: ResourceState, reason: StepReason): Promise<void> {
        const { isPreview, snapshot, providers } = this.#context;
        copyIdentity(old, state);
        const step: Step = { op: 'update', urn: state.urn, old, new: state, ...reason };
        await this.#run(step, 'updating', state, async () => {
            let failure: PartialFailure | undefined;
            if (state.custom && isPreview) {
                state.outputs = state.inputs;
            } else if (state.custom) {
                const provider = await providers.providerOf(state);
                const id = old.id ?? '';
                const settled = await settle(async () => ({
                    id,
                    outputs: await provider.update(state, id, old, state.inputs),
                }));
                failure = settled.failure;
                state.outputs = settled.answer.outputs;
                state.modified = new Date().toISOString();
                if (failure !== undefined) {
                    // What exists was not made with the new inputs: with the old ones saved, the difference stays visible.
                    state.inputs = old.inputs;
                    state.initErrors = [...failure.reasons];
                }
            }
            supersede(snapshot, old, state);
            return failure;
        });
    }

    /** Keeps a resource as it is; its new options and dependencies are remembered. */
    async keep(old: ResourceState, state: ResourceState): Promise<void> {
        copyIdentity(old, state);
        state.outputs = old.outputs;
        markSecretOutputs(state);
        this.#context.providers.remember(state);
        supersede(this.#context.snapshot, old, state);
        if (!isEqual(toComparable(old), toComparable(state))) {
            await this.#context.save();
        }
        this.#report({ op: 'same', urn: state.urn, old, new: state }, 0);
    }

    /** Reads a resource that Pulumi does not manage. */
    async read(old: ResourceState | undefined, state: ResourceState): Promise<void> {
        const { snapshot, providers } = this.#context;
        await this.#run({ op: 'read', urn: state.urn, old, new: state }, 'reading', state, async () => {
            const id = state.id ?? '';
            // A preview does not know the ID of what is still to be made, and reads nothing.
            if (id === UNKNOWN) return undefined;
            const provider = await providers.providerOf(state);
            const answer = await provider.read(state, id, { inputs: state.inputs, outputs: state.inputs });
            if (answer.id === '') {
                throw new StepFailure(state.urn, `resource '${id}' does not exist`);
            }
            state.outputs = answer.outputs;
            supersede(snapshot, old, state);
            return undefined;
        });
    }

    /**
     * Takes over a resource that exists, and then changes what is not as the program declares it.
     *
     * @throws {StepFailure} when it does not exist, or could only be replaced
     */
    async import(old: ResourceState | undefined, state: ResourceState, id: string): Promise<void> {
        const { snapshot, providers, save } = this.#context;
        const provider = await providers.providerOf(state);
        const imported = { ...state, id, inputs: {} };
        await this.#run({ op: 'import', urn: state.urn, new: imported }, 'importing', imported, async () => {
            const found = await provider.read(state, id, { inputs: {}, outputs: {} });
            if (found.id === '') {
                throw new StepFailure(state.urn, `resource '${id}' does not exist`);
            }
            imported.outputs = found.outputs;
            supersede(snapshot, old, imported);
            return undefined;
        });
        state.inputs = ignoreChanges(state.ignoreChanges ?? [], imported.inputs, state.inputs);
        const { changes, changedKeys, replaces } = await provider.diff(state, id, imported, state.inputs);
        if (replaces.length > 0) {
            throw new StepFailure(
                state.urn,
                'previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program; ' +
                    `what differs: ${replaces.join(', ')}`,
            );
        }
        if (changes !== 'none') {
            const diffs = changedKeys.map((key) => ({ path: [key], kind: 'update' }) as const);
            return this.update(imported, state, { replaceKeys: [], diffs });
        }
        copyIdentity(imported, state);
        state.outputs = imported.outputs;
        supersede(snapshot, imported, state);
        await save();
    }

    /**
     * Deletes a resource.
     *
     * @param isProviderCalled - false when something else deletes it, or the user wants it kept
     * @param beforeReplacement - true when its successor is still to be created
     */
    async delete(state: ResourceState, isProviderCalled: boolean, beforeReplacement = false): Promise<void> {
        const { isPreview, snapshot, providers } = this.#context;
        const isReplaced = state.delete === true || beforeReplacement;
        const op = state.external === true ? 'discard' : isReplaced ? 'delete-replaced' : 'delete';
        await this.#run({ op, urn: state.urn, old: state }, 'deleting', state, async () => {
            if (isProviderCalled && !isPreview && state.custom && state.external !== true) {
                const provider = await providers.providerOf(state);
                await provider.delete(state, state.id ?? '', state);
            }
            if (beforeReplacement) {
                state.pendingReplacement = true;
            } else {
                snapshot.drop(state);
            }
            return undefined;
        });
    }

    async #make(step: Step, state: ResourceState, replaced: ResourceState | undefined): Promise<void> {
        const { isPreview, snapshot, providers } = this.#context;
        await this.#run(step, 'creating', state, async () => {
            let failure: PartialFailure | undefined;
            if (state.custom && isPreview) {
                state.outputs = state.inputs;
            } else if (state.custom) {
                const provider = await providers.providerOf(state);
                const partial = await settle(() => provider.create(state, state.inputs));
                failure = partial.failure;
                state.id = partial.answer.id;
                state.outputs = partial.answer.outputs;
                if (failure !== undefined) {
                    state.initErrors = [...failure.reasons];
                } else if (state.id === '') {
                    throw new StepFailure(state.urn, 'provider did not return an ID from create');
                }
            }
            state.created = new Date().toISOString();
            state.modified = state.created;
            if (replaced?.pendingReplacement === true) {
                snapshot.drop(replaced);
            } else if (replaced !== undefined) {
                replaced.delete = true;
            }
            snapshot.add(state);
            return failure;
        });
    }

    async #run(
        step: Step,
        type: PendingOperation['type'],
        resource: ResourceState,
        work: () => Promise<PartialFailure | undefined>,
    ): Promise<void> {
        const { snapshot, providers, save, emit } = this.#context;
        const startedAt = performance.now();
        emit({ type: 'step-started', step });
        const end = snapshot.begin(type, resource);
        let failure: PartialFailure | undefined;
        try {
            await save();
            failure = await work();
        } catch (error) {
            end();
            await save();
            emit({ type: 'step-failed', step, elapsedMs: performance.now() - startedAt });
            throw toStepFailure(resource.urn, error);
        }
        end();
        if (step.new !== undefined) {
            markSecretOutputs(step.new);
            providers.remember(step.new);
        }
        await save();
        if (failure !== undefined) {
            emit({ type: 'step-failed', step, elapsedMs: performance.now() - startedAt });
            throw new StepFailure(resource.urn, describeReasons(failure), { cause: failure });
        }
        this.#report(step, performance.now() - startedAt);
    }

    #report(step: Step, elapsedMs: number): void {
        if (isCounted(step)) {
            this.#counts.set(step.op, (this.#counts.get(step.op) ?? 0) + 1);
        }
        this.#context.emit({ type: 'step-finished', step, elapsedMs });
    }
}

function isCounted({ op, old, new: made }: Step): boolean {
    if (op === 'read') {
        // What is read in every run is news only when it differs.
        return old !== undefined && made !== undefined && diffProperties(old.outputs, made.outputs).length > 0;
    }
    return !PARTS_OF_REPLACEMENT.includes(op);
}

function supersede(snapshot: Snapshot, old: ResourceState | undefined, state: ResourceState): void {
    if (old !== undefined) {
        snapshot.drop(old);
    }
    snapshot.add(state);
}

function copyIdentity(old: ResourceState, state: ResourceState): void {
    if (old.id !== undefined) {
        state.id = old.id;
    }
    if (old.created !== undefined) {
        state.created = old.created;
    }
    if (old.modified !== undefined) {
        state.modified = old.modified;
    }
}

function toComparable(state: ResourceState): PropertyValue {
    return JSON.parse(JSON.stringify(state)) as PropertyValue;
}
