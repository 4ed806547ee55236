import type { EnabledConnection, NamedEntity } from '../tenant/assignments.ts';

/** An organization whose members log in through one of the two connections, or both. */
export interface OrganizationOfSides extends NamedEntity {
    /** How it has the source connection; undefined where it does not. */
    readonly source: EnabledConnection | undefined;
    /** How it has the target connection; undefined where it does not. */
    readonly target: EnabledConnection | undefined;
    /** How many connections it has. */
    readonly connections: number;
}

/** Tells whether a cut-over enables the target connection for an organization. */
export function isToBeOpened({ source, target }: OrganizationOfSides): boolean {
    return source !== undefined && target === undefined;
}
