import type { Clock } from '../clock.ts';
import { isMigrationError, type MigrationError } from '../errors.ts';
import type { TenantAssignments } from './assignments.ts';
import type { TenantConnections } from './connections.ts';
import type { TenantJobs } from './jobs.ts';
import type { RateGroup } from './rate-group.ts';
import { RateLimiter } from './rate-limiter.ts';
import { RETRY_FOR_MINUTES, type RetryPolicy, withRetry } from './retry.ts';
import type { Tenant } from './tenant.ts';

/** How calls of a tenant are repeated. */
export interface RetryOptions {
    readonly signal?: AbortSignal | undefined;
    /** @default waits for more than ten minutes in all */
    readonly policy?: RetryPolicy;
    /** Keeps calls below the tenant's rate limits; give it the answers' headers. @default one that knows no limit */
    readonly rateLimiter?: RateLimiter;
}

/**
 * Wraps a tenant so that each call keeps to the rate limits and is repeated where repeating cannot do anything twice.
 *
 * Reads, and deletes by ID, are repeated after any failure that may pass. The start of an import is repeated only where it is
 * certain that nothing has happened; what any other failure of it means is decided by the import stage, with its journal.
 * A call whose token was refused is made once more with a new one.
 *
 * @returns a {@link Tenant} that waits
 */
export function retryingTenant(tenant: Tenant, clock: Clock, options: RetryOptions = {}): Tenant {
    const { signal, policy = RETRY_FOR_MINUTES, rateLimiter = new RateLimiter(clock) } = options;
    const reach = { hasAnswered: false };
    const again: Again = (group, call, isRepeatable) => {
        const limited = () => rateLimiter.run(group, () => withNewToken(call), signal);
        return withRetry(clock, limited, isRepeatable, signal, policy, reach);
    };
    return {
        domain: tenant.domain,
        grantedScopes: () => withRetry(clock, () => tenant.grantedScopes(), undefined, signal, policy, reach),
        findConnection: (name) => again('read-connections', () => tenant.findConnection(name)),
        rateLimits: () => tenant.rateLimits(),
        isEnabledForAnyClient: (id) => again('others', () => tenant.isEnabledForAnyClient(id)),
        enabledFactors: () => again('others', () => tenant.enabledFactors()),
        assignments: retryingAssignments(tenant.assignments, again),
        connections: retryingConnections(tenant.connections, again),
        jobs: retryingJobs(tenant.jobs, again),
        countLinkedUsers: (name) => again('read-users', () => tenant.countLinkedUsers(name)),
        listLinkedUsers: (name, page) => again('read-users', () => tenant.listLinkedUsers(name, page)),
        countUsers: (name) => again('read-users', () => tenant.countUsers(name)),
        countUsersOfId: (id) => again('read-users', () => tenant.countUsersOfId(id)),
        findUsersByEmail: (email) => again('read-users', () => tenant.findUsersByEmail(email)),
        findUserById: (id) => again('read-users', () => tenant.findUserById(id)),
        searchUsers: (name, field, value) => again('read-users', () => tenant.searchUsers(name, field, value)),
        listLogTypes: (address) => again('others', () => tenant.listLogTypes(address)),
        readDatabaseScripts: (id) => again('read-connections', () => tenant.readDatabaseScripts(id)),
        // A second one would undo what somebody has edited since the first: the next pass looks what became of it.
        updateUser: (id, body) => again('write-users', () => tenant.updateUser(id, body), nothingHappened),
        // A second one would be refused: the next pass looks whether they are linked.
        linkUsers: (id, connectionId, secondary) =>
            again('others', () => tenant.linkUsers(id, connectionId, secondary), nothingHappened),
        // A second one is refused: the link is gone.
        unlinkUser: (id, secondary) => again('others', () => tenant.unlinkUser(id, secondary), nothingHappened),
        newestChange: (name) => again('read-users', () => tenant.newestChange(name)),
        // A delete of what is gone succeeds, so a second one does no harm; but an address may be another user's by then.
        deleteAuthenticators: (id) => again('others', () => tenant.deleteAuthenticators(id)),
        deleteUser: (id) => again('delete-users', () => tenant.deleteUser(id)),
        deleteConnectionUser: (id, email) =>
            again('delete-users', () => tenant.deleteConnectionUser(id, email), nothingHappened),
        // A repeated call would make a second link, while the count says one.
        createPasswordTicket: (id, email) =>
            again('others', () => tenant.createPasswordTicket(id, email), nothingHappened),
    };
}

type Again = <T>(
    group: RateGroup,
    call: () => Promise<T>,
    isRepeatable?: (error: MigrationError) => boolean,
) => Promise<T>;

function retryingJobs(jobs: TenantJobs, again: Again): TenantJobs {
    return {
        // A second export job costs time and nothing else.
        createUsersExport: (id, fields) => again('others', () => jobs.createUsersExport(id, fields)),
        // A link cannot be asked again, only its job.
        openDownload: (location) => jobs.openDownload(location),
        createUsersImport: (users) =>
            again(
                'others',
                () => jobs.createUsersImport(users),
                (error) => error.nothingHappened && error.code !== 'IMPORT_SLOTS_BUSY',
            ),
        getJob: (id) => again('others', () => jobs.getJob(id)),
        getJobErrors: (id) => again('others', () => jobs.getJobErrors(id)),
    };
}

// Each sets a state, so a second call does no harm.
function retryingConnections(connections: TenantConnections, again: Again): TenantConnections {
    return {
        listClients: (id, from) => again('others', () => connections.listClients(id, from)),
        setClients: (id, clients) => again('others', () => connections.setClients(id, clients)),
        deleteConnection: (id) => again('others', () => connections.deleteConnection(id)),
    };
}

function retryingAssignments(assignments: TenantAssignments, again: Again): TenantAssignments {
    return {
        listRoles: (from) => again('others', () => assignments.listRoles(from)),
        listRolePermissions: (id, from) => again('others', () => assignments.listRolePermissions(id, from)),
        listRoleUsers: (id, from) => again('others', () => assignments.listRoleUsers(id, from)),
        listOrganizations: (from) => again('others', () => assignments.listOrganizations(from)),
        listOrganizationMembers: (id, from) =>
            again('organization-members', () => assignments.listOrganizationMembers(id, from)),
        listOrganizationConnections: (id) => again('others', () => assignments.listOrganizationConnections(id)),
        listInvitations: (id, from) => again('others', () => assignments.listInvitations(id, from)),
        // A second one sends a second mail.
        createInvitation: (id, invitation) =>
            again('others', () => assignments.createInvitation(id, invitation), nothingHappened),
        listScopes: (from) => again('others', () => assignments.listScopes(from)),
        listApis: (from) => again('others', () => assignments.listApis(from)),
        listUserPermissions: (id, from) => again('others', () => assignments.listUserPermissions(id, from)),
        listUserRoles: (id, from) => again('others', () => assignments.listUserRoles(id, from)),
        listUserOrganizations: (id, from) => again('others', () => assignments.listUserOrganizations(id, from)),
        listMemberRoles: (id, userId, from) =>
            again('organization-members', () => assignments.listMemberRoles(id, userId, from)),
        // A second one would be refused, or be a second one: the next attempt looks whether it is there.
        createRole: (role) => again('others', () => assignments.createRole(role), nothingHappened),
        createOrganization: (organization) =>
            again('others', () => assignments.createOrganization(organization), nothingHappened),
        // A user who has it already keeps it, so a second call does no harm.
        addRolePermissions: (id, permissions) => again('others', () => assignments.addRolePermissions(id, permissions)),
        assignRole: (id, userIds) => again('others', () => assignments.assignRole(id, userIds)),
        enableConnection: (id, connection) => again('others', () => assignments.enableConnection(id, connection)),
        addMembers: (id, userIds) => again('write-organization-members', () => assignments.addMembers(id, userIds)),
        addMemberRoles: (id, userId, roleIds) =>
            again('write-organization-member-roles', () => assignments.addMemberRoles(id, userId, roleIds)),
        addUserPermissions: (id, permissions) => again('others', () => assignments.addUserPermissions(id, permissions)),
        // What is gone is gone, so a second call does no harm.
        removeRole: (id, userId) => again('others', () => assignments.removeRole(id, userId)),
        removeMembers: (id, userIds) =>
            again('write-organization-members', () => assignments.removeMembers(id, userIds)),
        removeMemberRoles: (id, userId, roleIds) =>
            again('write-organization-member-roles', () => assignments.removeMemberRoles(id, userId, roleIds)),
        removeUserPermissions: (id, permissions) =>
            again('others', () => assignments.removeUserPermissions(id, permissions)),
        addScopes: (api, names) => again('others', () => assignments.addScopes(api, names)),
    };
}

function nothingHappened(error: MigrationError): boolean {
    return error.nothingHappened;
}

// A token can be revoked, or its signing key rotated, before its time; the adapter forgets it at a 401.
async function withNewToken<T>(call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        if (!isMigrationError(error) || error.code !== 'TENANT_UNAUTHORIZED' || error.statusCode !== 401) throw error;
        return await call();
    }
}
