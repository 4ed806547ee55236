import type { PropertyMap } from '../values/property-value.ts';

/**
 * One resource as the state remembers it; the names and the nesting are those of the CLI's checkpoint, version 3.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/go/common/apitype/core.go `ResourceV3` (read 2026-11-21)
 */
export interface ResourceState {
    urn: string;
    type: string;
    custom: boolean;
    id?: string;
    inputs: PropertyMap;
    outputs: PropertyMap;
    parent?: string;
    /** `URN::ID` of the provider resource; absent for components and for default providers. */
    provider?: string;
    dependencies: string[];
    propertyDependencies: Record<string, string[]>;
    protect?: boolean;
    /** Read, not managed: the program got it with an ID and Pulumi never changes or deletes it. */
    external?: boolean;
    retainOnDelete?: boolean;
    deletedWith?: string;
    additionalSecretOutputs?: string[];
    ignoreChanges?: string[];
    /** Why the last create or update was only half done; the next `up` calls `update`. */
    initErrors?: string[];
    /** Replaced already, still to be deleted. */
    delete?: boolean;
    /** Deleted already, its replacement still to be created. */
    pendingReplacement?: boolean;
    created?: string;
    modified?: string;
}

/** A step that had begun when the state was written, and of which nobody knows how it ended. */
export interface PendingOperation {
    type: 'creating' | 'importing' | 'updating' | 'deleting' | 'reading';
    resource: ResourceState;
}

/** Lists every URN that must exist before this resource does: parent, provider, dependencies. */
export function prerequisitesOf(state: ResourceState): string[] {
    const provider = state.provider === undefined ? [] : [state.provider.slice(0, state.provider.lastIndexOf('::'))];
    return [
        ...(state.parent === undefined ? [] : [state.parent]),
        ...provider,
        ...state.dependencies,
        ...Object.values(state.propertyDependencies).flat(),
        ...(state.deletedWith === undefined ? [] : [state.deletedWith]),
    ];
}
