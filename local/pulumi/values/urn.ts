/** The type of the resource at the root of every stack. */
export const STACK_TYPE = 'pulumi:pulumi:Stack';

/** The beginning of the type of a resource that is itself a provider. */
export const PROVIDER_TYPE_PREFIX = 'pulumi:providers:';

/** What identifies a resource inside a stack. */
export interface ResourceName {
    readonly type: string;
    readonly name: string;
    /** URN of the parent; the stack and an empty string count as no parent. */
    readonly parent: string;
}

/**
 * Builds the URN of a resource: stack, project, the types from its outermost parent down to itself, and its name.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#urns (read 2026-11-21)
 */
export function createUrn(stack: string, project: string, { type, name, parent }: ResourceName): string {
    const parentType = parent === '' ? STACK_TYPE : qualifiedType(parent);
    const prefix = parentType === STACK_TYPE ? '' : `${parentType}$`;
    return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** Gives the name of a resource, the last part of its URN. */
export function nameOf(urn: string): string {
    return urn.split('::').slice(3).join('::');
}

/** Gives the type of a resource without the types of its parents. */
export function typeOf(urn: string): string {
    return qualifiedType(urn).split('$').at(-1) ?? '';
}

/** Splits a reference to a provider, `URN::ID`, as resources carry it. */
export function parseProviderReference(reference: string): { urn: string; id: string } {
    const split = reference.lastIndexOf('::');
    return { urn: reference.slice(0, split), id: reference.slice(split + 2) };
}

function qualifiedType(urn: string): string {
    return urn.split('::')[2] ?? '';
}
