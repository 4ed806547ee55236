import type { DiffAnswer, ResourceProvider } from '../providers/resource-provider.ts';
import type { ResourceState } from '../state/resource-state.ts';
import { changedKeys, diffProperties, type PropertyDiff } from '../values/property-diff.ts';
import { parsePropertyPath, pathContains, resetAt } from '../values/property-path.ts';
import { type PropertyMap, type PropertyValue, textOf } from '../values/property-value.ts';
import { containsSecret, REDACTED } from '../values/secret.ts';
import { nameOf } from '../values/urn.ts';
import type { Goal } from './goal.ts';
import { StepFailure } from './step-failure.ts';

// Stands for "the last create or update was half done" among the property paths of `replaceOnChanges`.
const INIT_ERROR_KEY = '#initerror';

/** What has to be done to a resource, and why. */
export interface StepPlan {
    readonly op: 'create' | 'import' | 'same' | 'update' | 'replace';
    /** The inputs after the provider checked them. */
    readonly inputs: PropertyMap;
    readonly replaceKeys: readonly string[];
    readonly diffs: readonly PropertyDiff[];
    readonly deleteBeforeReplace: boolean;
}

/** What the decision about one resource is made from. */
export interface PlanRequest {
    readonly goal: Goal;
    readonly old: ResourceState | undefined;
    /** Absent for components, which nobody manages but the engine. */
    readonly provider: ResourceProvider | undefined;
    /** Keys that force a replacement whatever the provider thinks. */
    readonly forcedReplaceKeys: readonly string[];
    /** Old was deleted in this run already, because something that it depends on had to be deleted first. */
    readonly isRecreation: boolean;
}

interface Difference {
    readonly changed: boolean;
    readonly replaceKeys: readonly string[];
    readonly diffs: readonly PropertyDiff[];
    readonly deleteBeforeReplace: boolean;
}

/**
 * Decides what to do with a resource, with the engine's own rules: check, then diff, then the options of the resource.
 *
 * @throws {StepFailure} when the provider refuses the inputs
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/resource/deploy/step_generator.go (read 2026-11-21)
 */
export async function planStep(request: PlanRequest): Promise<StepPlan> {
    const { goal, old, provider, isRecreation } = request;
    // What was only read before is not Pulumi's to change: the program now gets one of its own.
    if (old === undefined || isRecreation || old.external === true) {
        const inputs = await checkInputs(provider, goal, {}, goal.inputs);
        const op = goal.importId !== '' && !isRecreation ? 'import' : old === undefined ? 'create' : 'replace';
        return { op, inputs, replaceKeys: [], diffs: [], deleteBeforeReplace: isRecreation };
    }
    const wanted = ignoreChanges(goal.ignoreChanges, old.inputs, goal.inputs);
    const inputs = await checkInputs(provider, goal, old.inputs, wanted);
    const difference = applyReplaceOnChanges(goal, old, await findDifference(request, old, inputs));

    if (difference.changed || old.pendingReplacement === true) {
        if (difference.replaceKeys.length > 0 || old.pendingReplacement === true) {
            return {
                op: 'replace',
                // The defaults of the old resource do not belong to the new one.
                inputs: await checkInputs(provider, goal, {}, goal.inputs),
                replaceKeys: difference.replaceKeys,
                diffs: difference.diffs,
                deleteBeforeReplace: goal.deleteBeforeReplace ?? difference.deleteBeforeReplace,
            };
        }
        return { op: 'update', inputs, ...difference };
    }
    // An unchanged resource whose last step was half done gets an update, in order to go on.
    return { op: hasInitErrors(old) ? 'update' : 'same', inputs, ...difference };
}

/** Asks a provider to check inputs, and turns its refusals into one failure. */
async function checkInputs(
    provider: ResourceProvider | undefined,
    goal: Goal,
    oldInputs: PropertyMap,
    newInputs: PropertyMap,
): Promise<PropertyMap> {
    if (provider === undefined) {
        return newInputs;
    }
    const { inputs, failures } = await provider.check(goal, oldInputs, newInputs);
    if (failures.length > 0) {
        const problems = failures.map(({ property, reason }) =>
            property === ''
                ? `${goal.type} resource '${nameOf(goal.urn)}' has a problem: ${reason}`
                : `${goal.type} resource '${nameOf(goal.urn)}': property ${property} value {${describe(inputs[property])}} has a problem: ${reason}`,
        );
        throw new StepFailure(goal.urn, problems.join('\n'));
    }
    return inputs;
}

function describe(value: PropertyValue | undefined): string {
    return containsSecret(value) ? REDACTED : textOf(value);
}

async function findDifference(request: PlanRequest, old: ResourceState, inputs: PropertyMap): Promise<Difference> {
    const { goal, provider, forcedReplaceKeys } = request;
    if (forcedReplaceKeys.length > 0) {
        return { changed: true, replaceKeys: forcedReplaceKeys, diffs: [], deleteBeforeReplace: false };
    }
    const answer: DiffAnswer =
        provider === undefined
            ? { changes: 'unknown', replaces: [], changedKeys: [], deleteBeforeReplace: false }
            : await provider.diff(goal, old.id ?? '', old, inputs);
    return resolveDiff(answer, old.inputs, inputs, goal.ignoreChanges);
}

/**
 * Completes a provider's opinion: where it has none, the engine compares old inputs with new ones.
 *
 * A provider that says "some" without naming keys gives the engine nothing to show, and nothing for `replaceOnChanges`.
 */
export function resolveDiff(
    answer: DiffAnswer,
    oldInputs: PropertyMap,
    newInputs: PropertyMap,
    ignored: readonly string[],
): Difference {
    const { changes, replaces, deleteBeforeReplace } = answer;
    if (changes !== 'unknown') {
        const diffs = answer.changedKeys.map((key) => ({ path: [key], kind: 'update' }) as const);
        return { changed: changes === 'some', replaceKeys: replaces, diffs, deleteBeforeReplace };
    }
    const diffs = diffProperties(oldInputs, ignoreChanges(ignored, oldInputs, newInputs));
    return { changed: diffs.length > 0, replaceKeys: replaces, diffs, deleteBeforeReplace };
}

/** Gives the inputs of a program with those that it ignores as they were. */
export function ignoreChanges(paths: readonly string[], oldInputs: PropertyMap, newInputs: PropertyMap): PropertyMap {
    return paths.reduce((inputs, path) => resetAt(parsePropertyPath(path), oldInputs, inputs), newInputs);
}

function applyReplaceOnChanges(goal: Goal, old: ResourceState, difference: Difference): Difference {
    const paths = goal.replaceOnChanges.map(parsePropertyPath);
    if (paths.length === 0) {
        return difference;
    }
    const keys = new Set(difference.replaceKeys);
    if (difference.changed) {
        const hit = difference.diffs.filter(({ path }) => paths.some((outer) => pathContains(outer, path)));
        for (const key of changedKeys(hit)) {
            keys.add(key);
        }
    }
    const initErrorReplaces = hasInitErrors(old) && paths.some((outer) => pathContains(outer, [INIT_ERROR_KEY]));
    if (initErrorReplaces) {
        keys.add(INIT_ERROR_KEY);
    }
    return { ...difference, changed: difference.changed || initErrorReplaces, replaceKeys: [...keys] };
}

function hasInitErrors(state: ResourceState): boolean {
    return (state.initErrors?.length ?? 0) > 0;
}
