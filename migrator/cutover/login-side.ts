import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';

/** One side of a cut-over: a connection, and the clients whose logins change sides. */
export interface LoginSide {
    readonly role: EndpointRole;
    readonly tenant: Tenant;
    readonly connection: Pick<Connection, 'id' | 'name'>;
    /** IDs of the clients that are enabled here while logins go through this side, and disabled while they go through the other one. */
    readonly clients: readonly string[];
}

/** Gives the other side. */
export function otherSide(role: EndpointRole): EndpointRole {
    return role === 'source' ? 'target' : 'source';
}

/** Names a side for a person. */
export function describeSide({ tenant, connection }: LoginSide): string {
    return `${connection.name} (${tenant.domain})`;
}

/** Reads which clients are enabled for a connection, over all pages. */
export async function enabledClients({
    tenant,
    connection,
}: Pick<LoginSide, 'tenant' | 'connection'>): Promise<ReadonlySet<string>> {
    const enabled = new Set<string>();
    let from: string | undefined;
    do {
        const page = await tenant.connections.listClients(connection.id, from);
        for (const id of page.items) enabled.add(id);
        from = page.next;
    } while (from !== undefined);
    return enabled;
}
