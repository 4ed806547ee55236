import type { HeldAssignments } from './held-assignments.ts';
import type { Replacement } from './replacement.ts';

/** Organizations that were looked at, by the run that did. */
const looked = new WeakMap<object, Set<string>>();

/**
 * Lets the members of organizations log in through the target connection, as they do through the source connection.
 *
 * @param held - what users have who are about to be replaced
 * @throws {MigrationError} what the tenant throws
 */
export async function openOrganizations({ run, source }: Replacement, held: readonly HeldAssignments[]): Promise<void> {
    const { assignments } = run.target.tenant;
    const known = looked.get(run) ?? new Set<string>();
    looked.set(run, known);
    for (const { id } of held.flatMap(({ organizations }) => organizations)) {
        if (known.has(id)) continue;
        const connections = await assignments.listOrganizationConnections(id);
        const own = connections.find(({ connectionId }) => connectionId === source.connection.id);
        const connectionId = run.target.connection.id;
        const hasTarget = connections.some((connection) => connection.connectionId === connectionId);
        if (own !== undefined && !hasTarget) await assignments.enableConnection(id, { ...own, connectionId });
        known.add(id);
    }
}
