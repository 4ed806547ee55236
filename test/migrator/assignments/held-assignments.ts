import type { OpenMigration } from '../running/open-migration.ts';

/** What somebody has beside the profile, by names. */
export interface HeldAssignments {
    readonly roles: readonly string[];
    /** Direct ones. */
    readonly permissions: readonly string[];
    /** Each as `<organization>: <roles there>`. */
    readonly organizations: readonly string[];
}

/** Reads what somebody has, by the official SDK. */
export async function heldBy({ tenant: { management: sdk } }: OpenMigration, userId: string): Promise<HeldAssignments> {
    const roles = await sdk.users.roles.list(userId);
    const permissions = (await sdk.users.permissions.list(userId)).data as {
        permission_name?: string;
        sources?: { source_type?: string }[];
    }[];
    const organizations = await sdk.users.organizations.list(userId);
    const inOrganizations = await Promise.all(
        organizations.data.map(async ({ id = '', name }) => {
            const held = await sdk.organizations.members.roles.list(id, userId);
            return `${String(name)}: ${held.data
                .map(({ name: role = '' }) => role)
                .sort()
                .join('+')}`;
        }),
    );
    return {
        roles: roles.data.map(({ name }) => String(name)).sort(),
        permissions: permissions
            .filter(({ sources = [] }) => sources.some(({ source_type: type }) => type === 'DIRECT'))
            .map(({ permission_name: name }) => String(name))
            .sort(),
        organizations: inOrganizations.sort(),
    };
}
