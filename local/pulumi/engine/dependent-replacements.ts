import type { ResourceState } from '../state/resource-state.ts';
import { type PropertyMap, UNKNOWN } from '../values/property-value.ts';
import { resolveDiff } from './plan-step.ts';
import type { StepContext } from './step-context.ts';

/**
 * Finds what must be deleted before a resource can be: everything whose provider would replace it when the values that
 * it takes from the resource change.
 *
 * @returns in dependency order, without the resource itself
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/deploy/step_generator.go `calculateDependentReplacements` (read 2026-11-21)
 */
export async function findDependentReplacements(context: StepContext, root: ResourceState): Promise<ResourceState[]> {
    const condemned = new Set([root.urn]);
    const dependents: ResourceState[] = [];
    // The list is in dependency order: whatever a resource depends on has been looked at before it.
    for (const state of context.snapshot.before) {
        const isCandidate = state !== root && state.custom && state.external !== true && state.delete !== true;
        if (isCandidate && !context.snapshot.isDropped(state) && (await isReplacedWith(context, state, condemned))) {
            condemned.add(state.urn);
            dependents.push(state);
        }
    }
    return dependents;
}

async function isReplacedWith(
    context: StepContext,
    state: ResourceState,
    condemned: ReadonlySet<string>,
): Promise<boolean> {
    const providerUrn = state.provider?.slice(0, state.provider.lastIndexOf('::'));
    if (providerUrn !== undefined && condemned.has(providerUrn)) {
        return true;
    }
    if (state.deletedWith !== undefined && condemned.has(state.deletedWith)) {
        return true;
    }
    const inputs: PropertyMap = {};
    let takesFromCondemned = false;
    for (const [key, value] of Object.entries(state.inputs)) {
        const isTaken = state.propertyDependencies[key]?.some((urn) => condemned.has(urn)) === true;
        takesFromCondemned ||= isTaken;
        inputs[key] = isTaken ? UNKNOWN : value;
    }
    if (!takesFromCondemned) {
        return false;
    }
    const provider = await context.providers.providerOf(state);
    const answer = await provider.diff(state, state.id ?? '', state, inputs);
    return resolveDiff(answer, state.inputs, inputs, []).replaceKeys.length > 0;
}
