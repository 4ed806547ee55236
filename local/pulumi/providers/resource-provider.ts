import type { PropertyMap } from '../values/property-value.ts';

/** Identifies the resource that a provider is asked about. */
export interface ResourceTarget {
    readonly urn: string;
    readonly type: string;
}

/** One input that a provider does not accept. */
export interface CheckFailure {
    /** Empty when the inputs as a whole are at fault. */
    readonly property: string;
    readonly reason: string;
}

/** Inputs as the provider wants them, and what is wrong with them. */
export interface CheckAnswer {
    readonly inputs: PropertyMap;
    readonly failures: readonly CheckFailure[];
}

/** A provider's opinion; `unknown` leaves it to the engine to compare the inputs. */
export interface DiffAnswer {
    readonly changes: 'none' | 'some' | 'unknown';
    readonly replaces: readonly string[];
    readonly changedKeys: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

/** A resource as its provider made or found it. */
export interface ResourceAnswer {
    readonly id: string;
    readonly outputs: PropertyMap;
}

/** A resource as its provider found it; an empty ID says that it is gone. */
export interface ReadAnswer extends ResourceAnswer {
    readonly inputs?: PropertyMap;
}

/**
 * Answers for the resources of one package. Properties come and go with their secrets marked.
 *
 * Implement it so that every method can be called again with the same arguments: a step may be repeated after a crash.
 */
export interface ResourceProvider {
    check(target: ResourceTarget, oldInputs: PropertyMap, newInputs: PropertyMap): Promise<CheckAnswer>;
    diff(target: ResourceTarget, id: string, old: OldProperties, newInputs: PropertyMap): Promise<DiffAnswer>;
    /** @throws {PartialFailure} when the resource exists, but not as it should */
    create(target: ResourceTarget, inputs: PropertyMap): Promise<ResourceAnswer>;
    /** @throws {PartialFailure} when the resource changed, but not as it should */
    update(target: ResourceTarget, id: string, old: OldProperties, newInputs: PropertyMap): Promise<PropertyMap>;
    read(target: ResourceTarget, id: string, old: OldProperties): Promise<ReadAnswer>;
    delete(target: ResourceTarget, id: string, old: OldProperties): Promise<void>;
    invoke(token: string, args: PropertyMap): Promise<PropertyMap>;
}

/** What the state remembers of a resource. */
export interface OldProperties {
    readonly inputs: PropertyMap;
    readonly outputs: PropertyMap;
}

/** Says that a resource exists though its create or update failed; the state keeps what is known of it. */
export class PartialFailure extends Error {
    override readonly name = 'PartialFailure';
    readonly id: string;
    readonly outputs: PropertyMap;
    readonly reasons: readonly string[];

    constructor(message: string, partial: ResourceAnswer & { readonly reasons: readonly string[] }) {
        super(message);
        this.id = partial.id;
        this.outputs = partial.outputs;
        this.reasons = partial.reasons;
    }
}
