import type { JsonObject } from '../entities.ts';
import { ApiError } from '../errors.ts';
import type { TenantStore } from '../store.ts';
import type { Organization } from './organization.ts';

/**
 * Finds an organization.
 *
 * @throws {ApiError} 404 without a code, as recorded
 */
export function requireOrganization(store: TenantStore, id: string): Organization {
    const organization = store.organizations.get(id);
    if (organization === undefined) throw new ApiError(404, 'No organization found by that id or name');
    return organization;
}

/** Shows an organization. */
export function formatOrganization({ id, attributes }: Organization): JsonObject {
    const { name, display_name: displayName, branding, ...rest } = attributes;
    return {
        id,
        name,
        ...(displayName !== undefined && { display_name: displayName }),
        ...(branding !== undefined && { branding }),
        ...rest,
    };
}

/** Shows a connection of an organization by its older path; undefined when the connection is gone. */
export function formatEnabledConnection(
    store: TenantStore,
    organization: Organization,
    connectionId: string,
): JsonObject | undefined {
    const settings = organization.connections.get(connectionId);
    const connection = store.connections.get(connectionId);
    if (settings === undefined || connection === undefined) return undefined;
    return {
        connection_id: connectionId,
        assign_membership_on_login: settings['assign_membership_on_login'] === true,
        ...(settings['is_signup_enabled'] !== undefined && { is_signup_enabled: settings['is_signup_enabled'] }),
        show_as_button: settings['show_as_button'] !== false,
        connection: { name: connection.name, strategy: connection.strategy },
    };
}

/** Shows a connection of an organization by its newer path, which says more (recorded). */
export function formatOrganizationConnection(
    store: TenantStore,
    organization: Organization,
    connectionId: string,
): JsonObject | undefined {
    const shown = formatEnabledConnection(store, organization, connectionId);
    const settings = organization.connections.get(connectionId) ?? {};
    if (shown === undefined) return undefined;
    const { connection, ...rest } = shown as { connection: { strategy: string } };
    const { organization_connection_name: name } = settings;
    return {
        ...(typeof name === 'string' && { organization_connection_name: name }),
        // Only who is in a database can sign up.
        ...(connection.strategy === 'auth0' && { is_signup_enabled: false }),
        ...rest,
        is_enabled: settings['is_enabled'] !== false,
        organization_access_level: settings['organization_access_level'] ?? 'none',
        connection,
    };
}
