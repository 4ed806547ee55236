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

/** A role. */
export interface Role extends NamedEntity {
    readonly description: string | undefined;
}

/** An organization. */
export interface Organization extends NamedEntity {
    readonly displayName: string | undefined;
    /** Logo and colours in Auth0's words. */
    readonly branding: Readonly<Record<string, unknown>> | undefined;
    readonly metadata: Readonly<Record<string, unknown>> | undefined;
}

/** A member of an organization. */
export interface Member {
    /** The full `user_id`. */
    readonly userId: string;
    /** Roles that the member has in this organization; without those that the user has everywhere. */
    readonly roles: readonly NamedEntity[];
}

/** A connection through which an organization's members log in. */
export interface EnabledConnection {
    readonly connectionId: string;
    readonly assignsMembershipOnLogin: boolean;
    readonly isSignupEnabled: boolean;
    readonly isShownAsButton: boolean;
}

/** An invitation into an organization that nobody has taken yet. */
export interface Invitation {
    readonly id: string;
    readonly email: string;
    /** Undefined where the invited person may choose. */
    readonly connectionId: string | undefined;
    /** In ISO 8601, as is the next. */
    readonly createdAt: string;
    readonly expiresAt: string;
    /** The application that the invitation leads to. */
    readonly clientId: string;
    readonly inviter: string;
    /** IDs of the roles that the invited person gets in the organization. */
    readonly roleIds: readonly string[];
    readonly userMetadata: Readonly<Record<string, unknown>> | undefined;
    readonly appMetadata: Readonly<Record<string, unknown>> | undefined;
}

/** An invitation that is to be made. */
export interface NewInvitation extends Omit<Invitation, 'id' | 'createdAt' | 'expiresAt' | 'connectionId'> {
    readonly connectionId: string;
    /** Seconds until it is over. */
    readonly lifetimeS: number;
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
 * Every method makes one call; a list gives one page, and `from` is `next` of the page before. Every write gives what may be
 * there already, or takes what may be gone, so that it can be repeated, but for those that make a role, an organization or an invitation. An implementation is as dumb
 * as that of a `Tenant`, and throws the same errors.
 */
export interface TenantAssignments {
    /** Lists the tenant's roles. */
    listRoles(from?: string): Promise<Page<Role>>;
    /** Lists the permissions of a role. */
    listRolePermissions(roleId: string, from?: string): Promise<Page<Permission>>;
    /** Lists the full `user_id`s of those who have a role. */
    listRoleUsers(roleId: string, from?: string): Promise<Page<string>>;
    /** Lists the tenant's organizations. */
    listOrganizations(from?: string): Promise<Page<Organization>>;
    /** Lists the members of an organization with their roles in it. */
    listOrganizationMembers(organizationId: string, from?: string): Promise<Page<Member>>;
    /** Lists the connections through which an organization's members log in; ten at most, so it is one page. */
    listOrganizationConnections(organizationId: string): Promise<readonly EnabledConnection[]>;
    /** Lists the invitations of an organization that nobody has taken yet, the newest 1,000 at most; also those that are over. */
    listInvitations(organizationId: string, from?: string): Promise<Page<Invitation>>;
    /** Makes an invitation, and sends its mail. Two calls make two. */
    createInvitation(organizationId: string, invitation: NewInvitation): Promise<void>;
    /** Lists the scopes of the tenant's APIs. */
    listScopes(from?: string): Promise<Page<Permission>>;
    /** Lists the identifiers of the tenant's APIs, also of those without scopes. */
    listApis(from?: string): Promise<Page<string>>;
    /** Lists the permissions that were given to a user directly. */
    listUserPermissions(userId: string, from?: string): Promise<Page<Permission>>;
    /** Lists the IDs of the roles that a user has everywhere. */
    listUserRoles(userId: string, from?: string): Promise<Page<string>>;
    /** Lists the IDs of the organizations that a user is a member of. */
    listUserOrganizations(userId: string, from?: string): Promise<Page<string>>;
    /** Lists the IDs of the roles that a member has in an organization. */
    listMemberRoles(organizationId: string, userId: string, from?: string): Promise<Page<string>>;
    /** Makes a role without permissions. @returns its ID */
    createRole(role: Omit<Role, 'id'>): Promise<string>;
    /** Gives a role permissions. */
    addRolePermissions(roleId: string, permissions: readonly Permission[]): Promise<void>;
    /** Gives users a role; all of them or, where one does not exist, none. */
    assignRole(roleId: string, userIds: readonly string[]): Promise<void>;
    /** Makes an organization without connections. @returns its ID */
    createOrganization(organization: Omit<Organization, 'id'>): Promise<string>;
    /** Lets the members of an organization log in through a connection. */
    enableConnection(organizationId: string, connection: EnabledConnection): Promise<void>;
    /** Makes users members of an organization; all of them or, where one does not exist, none. Ten at most. */
    addMembers(organizationId: string, userIds: readonly string[]): Promise<void>;
    /** Gives a member roles in an organization. */
    addMemberRoles(organizationId: string, userId: string, roleIds: readonly string[]): Promise<void>;
    /** Gives a user permissions directly. */
    addUserPermissions(userId: string, permissions: readonly Permission[]): Promise<void>;
    /** Takes a role from a user. */
    removeRole(roleId: string, userId: string): Promise<void>;
    /** Ends memberships of an organization, and with them the members' roles there. Ten at most. */
    removeMembers(organizationId: string, userIds: readonly string[]): Promise<void>;
    /** Takes roles in an organization from a member. */
    removeMemberRoles(organizationId: string, userId: string, roleIds: readonly string[]): Promise<void>;
    /** Takes permissions from a user that were given directly. */
    removeUserPermissions(userId: string, permissions: readonly Permission[]): Promise<void>;
    /** Adds scopes to an API. */
    addScopes(api: string, names: readonly string[]): Promise<void>;
}
