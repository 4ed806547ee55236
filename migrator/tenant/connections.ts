import type { Page } from './assignments.ts';

/** Whether a client may log users in through a connection. */
export interface ClientStatus {
    readonly clientId: string;
    readonly isEnabled: boolean;
}

/**
 * The port to what a cut-over and a decommissioning change on connections, one call a method.
 *
 * Every method can be repeated: it sets a state, or reads. An implementation is as dumb as that of a `Tenant`, and throws the same errors.
 */
export interface TenantConnections {
    /** Lists the IDs of the clients that are enabled; `from` is `next` of the page before. */
    listClients(connectionId: string, from?: string): Promise<Page<string>>;
    /** Enables or disables clients; the others stay as they are. At most {@link MAX_CLIENT_CHANGES} of them. */
    setClients(connectionId: string, clients: readonly ClientStatus[]): Promise<void>;
    /** Deletes a connection with the users that it still has; succeeds where there is none. */
    deleteConnection(connectionId: string): Promise<void>;
}

/**
 * Clients of one connection that a call changes at most.
 *
 * @see https://github.com/auth0/auth0-deploy-cli src/tools/auth0/handlers/connections.ts (read 2026-11-21)
 */
export const MAX_CLIENT_CHANGES = 50;
