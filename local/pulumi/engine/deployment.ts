import type { ResourceProvider } from '../providers/resource-provider.ts';
import type { ResourceState } from '../state/resource-state.ts';
import type { PropertyMap } from '../values/property-value.ts';
import { deleteResources } from './delete-resources.ts';
import { findDependentReplacements } from './dependent-replacements.ts';
import { type Goal, stateFromGoal } from './goal.ts';
import { allAliases } from './inherited-aliases.ts';
import { planStep, type StepPlan } from './plan-step.ts';
import type { StepContext } from './step-context.ts';
import { StepFailure, toStepFailure } from './step-failure.ts';
import type { StepRunner } from './step-runner.ts';

/** What the program is told about one of its resources. */
export interface Registration {
    readonly urn: string;
    readonly id: string;
    readonly outputs: PropertyMap;
}

/**
 * Brings the resources that a program registers, one after another or many at once, to what it wants of them.
 *
 * Decisions are made one at a time, in the order of registration, as the engine makes them; the steps themselves run side by
 * side, since the program waits for what it depends on. After the first failure nothing new is begun.
 */
export class Deployment {
    readonly #context: StepContext;
    readonly #steps: StepRunner;
    readonly #goals = new Map<string, Goal>();
    readonly #replaced = new Set<string>();
    /** Deleted early, because something that they depend on had to be deleted before its replacement. */
    readonly #deletedEarly = new Map<string, ResourceState>();
    #lastDecision: Promise<unknown> = Promise.resolve();
    #isStopped = false;

    constructor(context: StepContext, steps: StepRunner) {
        this.#context = context;
        this.#steps = steps;
    }

    /** Begins nothing new from now on; steps that run go on. */
    stop(): void {
        this.#isStopped = true;
    }

    /**
     * Brings one resource to what the program wants of it.
     *
     * @throws {StepFailure} when that fails; the run must then stop
     */
    async register(wanted: Goal): Promise<Registration> {
        const parent = this.#goals.get(wanted.parent);
        const goal = parent === undefined ? wanted : inheritOptions(wanted, parent);
        const { state, run } = await this.#decide(() => this.#prepare(goal)).catch((error: unknown) => {
            throw error instanceof StoppedError ? error : toStepFailure(goal.urn, error);
        });
        await run();
        return toRegistration(state, goal.custom);
    }

    /** Reads a resource that somebody else manages. */
    async read(state: ResourceState): Promise<Registration> {
        const old = await this.#decide(() => Promise.resolve(this.#context.snapshot.findBefore(state.urn)));
        await this.#steps.read(old, state);
        return toRegistration(state, true);
    }

    /** Takes the outputs of a component, or of the stack, that the program knows at its end. */
    async setOutputs(urn: string, outputs: PropertyMap): Promise<void> {
        const state = this.#context.snapshot.findMade(urn);
        if (state === undefined) {
            throw new StepFailure(urn, `the outputs of ${urn} came before the resource itself`);
        }
        state.outputs = outputs;
        await this.#context.save();
    }

    #decide<Result>(decide: () => Promise<Result>): Promise<Result> {
        const decision = this.#lastDecision.then(async () => {
            if (this.#isStopped) {
                throw new StoppedError();
            }
            return decide();
        });
        this.#lastDecision = decision.catch(() => undefined);
        return decision;
    }

    async #prepare(wanted: Goal): Promise<{ state: ResourceState; run: () => Promise<void> }> {
        if (this.#goals.has(wanted.urn)) {
            throw new StepFailure(wanted.urn, `Duplicate resource URN '${wanted.urn}'; try giving it a unique name`);
        }
        const goal = { ...wanted, aliases: allAliases(wanted, this.#goals.get(wanted.parent)) };
        this.#goals.set(goal.urn, goal);
        const old = [goal.urn, ...goal.aliases].map((urn) => this.#findOld(urn)).find((state) => state !== undefined);
        const plan = await planStep({
            goal,
            old,
            provider: await this.#providerOf(goal),
            forcedReplaceKeys: this.#findForcedReplaceKeys(goal),
            isRecreation: this.#deletedEarly.has(goal.urn),
        });
        if (plan.op === 'replace' && old !== undefined) {
            await this.#prepareReplacement(goal, old, plan);
        }
        const state = stateFromGoal(goal, plan.inputs);
        return { state, run: () => this.#runStep(plan, old, state, goal.importId) };
    }

    #findOld(urn: string): ResourceState | undefined {
        return this.#deletedEarly.get(urn) ?? this.#context.snapshot.findBefore(urn);
    }

    async #providerOf(goal: Goal): Promise<ResourceProvider | undefined> {
        if (!goal.custom) {
            return undefined;
        }
        const { type, provider } = goal;
        return this.#context.providers.providerOf(provider === '' ? { type } : { type, provider });
    }

    #findForcedReplaceKeys(goal: Goal): string[] {
        if (goal.replaceWith.some((urn) => this.#replaced.has(urn))) {
            return ['replaceWith'];
        }
        return goal.deletedWith !== '' && this.#replaced.has(goal.deletedWith) ? ['deletedWith'] : [];
    }

    async #prepareReplacement(goal: Goal, old: ResourceState, plan: StepPlan): Promise<void> {
        if (goal.protect === true && old.protect === true) {
            throw new StepFailure(
                goal.urn,
                `unable to replace resource "${goal.urn}"\nas it is currently marked for protection. To unprotect the ` +
                    'resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`',
            );
        }
        this.#replaced.add(goal.urn);
        if (!plan.deleteBeforeReplace || this.#deletedEarly.has(goal.urn)) {
            return;
        }
        const dependents = await findDependentReplacements(this.#context, old);
        for (const dependent of dependents.toReversed()) {
            if (dependent.protect === true) {
                throw new StepFailure(
                    goal.urn,
                    `unable to replace resource "${dependent.urn}" as part of replacing "${goal.urn}" as it is currently ` +
                        'marked for protection. To unprotect the resource, remove the `protect` flag from the resource in ' +
                        'your Pulumi program and run `pulumi up`',
                );
            }
            await this.#deleteEarly(dependent);
        }
        // What an earlier run deleted already waits for its replacement only.
        if (old.pendingReplacement !== true) {
            await this.#deleteEarly(old);
        }
    }

    async #deleteEarly(state: ResourceState): Promise<void> {
        if (this.#deletedEarly.has(state.urn)) {
            return;
        }
        this.#deletedEarly.set(state.urn, state);
        const goesWithAnother = state.deletedWith !== undefined && this.#deletedEarly.has(state.deletedWith);
        await this.#steps.delete(state, !goesWithAnother && state.retainOnDelete !== true, true);
    }

    #runStep(plan: StepPlan, old: ResourceState | undefined, state: ResourceState, importId: string): Promise<void> {
        if (plan.op === 'import') return this.#steps.import(old, state, importId);
        const reason = { replaceKeys: plan.replaceKeys, diffs: plan.diffs };
        if (old === undefined || plan.op === 'create') {
            return this.#steps.create(state);
        }
        switch (plan.op) {
            case 'same':
                return this.#steps.keep(old, state);
            case 'update':
                return this.#steps.update(old, state, reason);
            case 'replace':
                return this.#steps.replace(old, state, reason);
        }
    }

    /**
     * Deletes what the program does not register any more, and what was replaced: the last first, so that nothing is
     * deleted before what depends on it.
     *
     * @throws {StepFailure} after all that could be deleted was, when something is protected; at once on another failure
     */
    async deleteLeftovers(): Promise<void> {
        const { snapshot } = this.#context;
        const leftovers = snapshot.before.filter(
            (state) =>
                !snapshot.isDropped(state) && (state.delete === true || snapshot.findMade(state.urn) === undefined),
        );
        await deleteResources(leftovers, this.#context, this.#steps, () => this.#isStopped);
    }
}

/** Says that a run stops and begins nothing new; not an error of the resource that was asked for. */
export class StoppedError extends Error {
    override readonly name = 'StoppedError';

    constructor() {
        super('resource monitor is shutting down');
    }
}

/** What the engine, not the SDK, hands down from a parent: the program may have set it on the parent only. */
function inheritOptions(goal: Goal, parent: Goal): Goal {
    return {
        ...goal,
        protect: goal.protect ?? parent.protect,
        retainOnDelete: goal.retainOnDelete ?? parent.retainOnDelete,
        deletedWith: goal.deletedWith === '' ? parent.deletedWith : goal.deletedWith,
    };
}

function toRegistration({ urn, id, outputs }: ResourceState, custom: boolean): Registration {
    // The old outputs of a component may refer to resources that are not registered yet.
    return { urn, id: id ?? '', outputs: custom ? outputs : {} };
}
