import type { AuthenticationMethod } from '../attachments/authentication-method.ts';
import type { Invitation, Organization } from '../attachments/organization.ts';
import { type Permission, Permissions } from '../attachments/permissions.ts';
import type { Role } from '../attachments/role.ts';
import { Timeline } from '../attachments/timeline.ts';
import type { JsonObject } from '../entities.ts';
import type { TenantStore } from '../store.ts';
import type { RowFormat } from './stored-rows.ts';

interface RoleDocument {
    name: string;
    description?: string;
    createdAt: number;
    permissions: Permission[];
}

/** How roles are written. Who has them is written with the users, of whom there may be a million. */
export function roleFormat({ roles }: TenantStore): RowFormat {
    return {
        kind: 'role',
        write: (id) => {
            const role = roles.get(id);
            if (role === undefined) return undefined;
            const { name, description, createdAt, permissions } = role;
            return { name, description, createdAt, permissions: [...permissions] };
        },
        read: (id, document) => {
            const { name, description, createdAt, permissions: held } = document as RoleDocument;
            const permissions = permissionsFrom(held);
            roles.set(id, { id, name, description, createdAt, permissions, users: new Timeline() });
        },
    };
}

interface OrganizationDocument {
    createdAt: number;
    attributes: Organization['attributes'];
    connections: [string, JsonObject][];
    /** Missing in files of older versions. */
    clientGrants?: string[];
    invitations: [string, Invitation][];
    discoveryDomains: [string, JsonObject & { id: string; domain: string }][];
}

/** How organizations are written; their members are written with the users. */
export function organizationFormat({ organizations }: TenantStore): RowFormat {
    return {
        kind: 'organization',
        write: (id): OrganizationDocument | undefined => {
            const organization = organizations.get(id);
            if (organization === undefined) return undefined;
            const { createdAt, attributes, connections, clientGrants, invitations, discoveryDomains } = organization;
            return {
                createdAt,
                attributes,
                connections: [...connections],
                clientGrants: [...clientGrants],
                invitations: [...invitations],
                discoveryDomains: [...discoveryDomains],
            };
        },
        read: (id, document) => {
            const { createdAt, attributes, ...rest } = document as OrganizationDocument;
            organizations.set(id, {
                id,
                createdAt,
                attributes,
                members: new Timeline(),
                memberRoles: new Map(),
                connections: new Map(rest.connections),
                clientGrants: new Set(rest.clientGrants),
                invitations: new Map(rest.invitations),
                discoveryDomains: new Map(rest.discoveryDomains),
            });
        },
    };
}

type IdAndTime = [id: string, at: number];

interface AttachmentsDocument {
    roles: IdAndTime[];
    permissions: Permission[];
    organizations: { id: string; memberSince?: number; roles: IdAndTime[] }[];
    authenticationMethods: AuthenticationMethod[];
    sessions: [string, JsonObject][];
    refreshTokens: [string, JsonObject][];
    grants: [string, JsonObject][];
}

/** How the attachments of a user are written, with the user's places in roles and organizations. */
export function attachmentsFormat({ attachments, roles, organizations }: TenantStore): RowFormat {
    return {
        kind: 'attachments',
        write: (userId): AttachmentsDocument | undefined => {
            const found = attachments.find(userId);
            if (found === undefined) return undefined;
            const document = {
                roles: [...found.roles].map(({ id, users }): IdAndTime => [id, users.timeOf(userId) ?? 0]),
                permissions: [...found.permissions],
                organizations: [...found.organizations].map((organization) => placeIn(organization, userId)),
                authenticationMethods: [...found.authenticationMethods.values()],
                sessions: [...found.sessions],
                refreshTokens: [...found.refreshTokens],
                grants: [...found.grants],
            };
            return Object.values(document).every(({ length }) => length === 0) ? undefined : document;
        },
        read: (userId, json) => {
            const document = json as AttachmentsDocument;
            const found = attachments.of(userId);
            for (const [id, at] of document.roles) addRole(found.roles, roles.get(id), userId, at);
            for (const permission of document.permissions) found.permissions.add(permission);
            for (const place of document.organizations) {
                const organization = organizations.get(place.id);
                if (organization === undefined) continue;
                found.organizations.add(organization);
                if (place.memberSince !== undefined) organization.members.add(userId, place.memberSince);
                if (place.roles.length > 0) organization.memberRoles.set(userId, timelineOf(place.roles));
            }
            for (const method of document.authenticationMethods) found.authenticationMethods.set(method.id, method);
            for (const field of ['sessions', 'refreshTokens', 'grants'] as const)
                for (const [id, row] of document[field]) found[field].set(id, row);
        },
    };
}

function placeIn({ id, members, memberRoles }: Organization, userId: string) {
    const memberSince = members.timeOf(userId);
    const roles = (memberRoles.get(userId)?.entries() ?? []).map((entry): IdAndTime => [entry.id, entry.at]);
    return { id, ...(memberSince !== undefined && { memberSince }), roles };
}

function addRole(held: Set<Role>, role: Role | undefined, userId: string, at: number): void {
    if (role === undefined) return;
    held.add(role);
    role.users.add(userId, at);
}

function timelineOf(entries: readonly IdAndTime[]): Timeline {
    const timeline = new Timeline();
    for (const [id, at] of entries) timeline.add(id, at);
    return timeline;
}

function permissionsFrom(held: readonly Permission[]): Permissions {
    const permissions = new Permissions();
    for (const permission of held) permissions.add(permission);
    return permissions;
}
