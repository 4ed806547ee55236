/** One page of a list. */
export interface Page<T> {
    readonly items: readonly T[];
    /** What to ask the next page by; undefined on the last one. */
    readonly next: string | undefined;
}

/** A role, or an organization. */
export interface NamedEntity {
    readonly id: string;
    /** Unique in a tenant, and the same in another that was set up alike. */
    readonly name: string;
}

/** A permission: a scope of an API. */
export interface Permission {
    /** Identifier of the API. */
    readonly api: string;
    /** Name of the scope. */
    readonly name: string;
}

/**
 * The port to what users have beside their profiles: roles, the permissions behind them, organizations.
 *
 * Every method makes one call and gives one page; `from` is `next` of the page before. An implementation is as dumb as that
 * of a `Tenant`, and throws the same errors.
 */
export interface TenantAttachments {
    /** Lists the tenant's roles. */
    listRoles(from?: string): Promise<Page<NamedEntity>>;
    /** Lists the permissions of a role. */
    listRolePermissions(roleId: string, from?: string): Promise<Page<Permission>>;
    /** Lists the full `user_id`s of those who have a role. */
    listRoleUsers(roleId: string, from?: string): Promise<Page<string>>;
    /** Lists the tenant's organizations. */
    listOrganizations(from?: string): Promise<Page<NamedEntity>>;
    /** Lists the full `user_id`s of an organization's members. */
    listOrganizationMembers(organizationId: string, from?: string): Promise<Page<string>>;
    /** Lists the IDs of the connections through which an organization's members log in. */
    listOrganizationConnections(organizationId: string): Promise<readonly string[]>;
    /** Lists the scopes of the tenant's APIs. */
    listScopes(from?: string): Promise<Page<Permission>>;
}
