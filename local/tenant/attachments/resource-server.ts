import type { JsonObject } from '../entities.ts';

/** An API of the tenant, whose scopes are the permissions of roles and users. */
export interface ResourceServer {
    /** 24 hexadecimal digits. */
    readonly id: string;
    readonly identifier: string;
    /** All but the ID and the identifier, as the wire shows it. */
    attributes: JsonObject;
}

/** Shows an API; one that a client was made for names it. */
export function formatResourceServer(server: ResourceServer, clientId: string | undefined): JsonObject {
    const { name, ...attributes } = server.attributes;
    return {
        id: server.id,
        ...(name !== undefined && { name }),
        identifier: server.identifier,
        ...(clientId !== undefined && { client_id: clientId }),
        ...attributes,
    };
}

/** The scopes of an API. */
export function scopesOf(server: ResourceServer): readonly { value: string; description?: string }[] {
    const scopes = server.attributes['scopes'];
    return Array.isArray(scopes) ? (scopes as { value: string; description?: string }[]) : [];
}
