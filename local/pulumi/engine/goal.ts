import type { ResourceState } from '../state/resource-state.ts';
import type { PropertyMap } from '../values/property-value.ts';

/** What the program wants of one resource. */
export interface Goal {
    readonly urn: string;
    /** URNs that the resource may have had before. */
    readonly aliases: readonly string[];
    readonly type: string;
    readonly custom: boolean;
    /** ID of a resource that exists and is to be taken over, or empty. */
    readonly importId: string;
    readonly inputs: PropertyMap;
    readonly parent: string;
    /** `URN::ID` of its explicit provider, or empty. */
    readonly provider: string;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    /** `undefined` takes it from the parent. */
    readonly protect: boolean | undefined;
    /** `undefined` takes it from the parent. */
    readonly retainOnDelete: boolean | undefined;
    readonly deletedWith: string;
    readonly replaceWith: readonly string[];
    /** `undefined` leaves it to the provider. */
    readonly deleteBeforeReplace: boolean | undefined;
    readonly ignoreChanges: readonly string[];
    readonly replaceOnChanges: readonly string[];
    readonly additionalSecretOutputs: readonly string[];
}

/** Makes the state of a resource whose step has not run yet. */
export function stateFromGoal(goal: Goal, inputs: PropertyMap): ResourceState {
    return {
        urn: goal.urn,
        type: goal.type,
        custom: goal.custom,
        inputs,
        outputs: {},
        dependencies: [...goal.dependencies],
        propertyDependencies: Object.fromEntries(
            Object.entries(goal.propertyDependencies).map(([key, urns]) => [key, [...urns]]),
        ),
        ...(goal.parent === '' ? {} : { parent: goal.parent }),
        ...(goal.provider === '' ? {} : { provider: goal.provider }),
        ...(goal.protect === true ? { protect: true } : {}),
        ...(goal.retainOnDelete === true ? { retainOnDelete: true } : {}),
        ...(goal.deletedWith === '' ? {} : { deletedWith: goal.deletedWith }),
        ...(goal.additionalSecretOutputs.length === 0
            ? {}
            : { additionalSecretOutputs: [...goal.additionalSecretOutputs] }),
        ...(goal.ignoreChanges.length === 0 ? {} : { ignoreChanges: [...goal.ignoreChanges] }),
    };
}
