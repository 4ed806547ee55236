import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { ManagementClient } from 'auth0';
import { type IdPolicy, originsOf } from './aspects.ts';
import { type CheckedSide, openManagement, type Profile, readProfiles } from './checked-side.ts';

const AT_ONCE = 12;

/** A finished migration whose users must have in the target what they have in the source. */
export interface CheckedAssignments {
    readonly source: CheckedSide;
    readonly target: CheckedSide;
    readonly idPolicy: IdPolicy;
    /** What a message begins with. */
    readonly name?: string;
}

/** What a user has beside its profile, by the names of things. */
interface Held {
    readonly roles: readonly string[];
    readonly permissions: readonly string[];
    /** Each organization with the roles that the user has there. */
    readonly organizations: readonly string[];
    /** Each second factor with its masked number or address. */
    readonly factors: readonly string[];
}

/** How much a check compared. */
export interface CheckedCounts {
    /** Roles, direct permissions, memberships and links. */
    readonly assignments: number;
    readonly factors: number;
}

/** An identity of a user, as an export writes it. */
interface Identity {
    readonly connection: string;
    readonly profileData?: { readonly email?: string };
}

/**
 * Checks that each moved user has in the target the roles, direct permissions, organizations, roles there and second factors that it has in
 * the source, no more and no less: user by user, with Auth0's SDK alone. The same users are linked to it, in the same order. Each of these organizations
 * lets the target's users log in.
 *
 * @throws {AssertionError} with every difference, one a line
 */
export async function assertAssigned({ source, target, idPolicy, name }: CheckedAssignments): Promise<CheckedCounts> {
    const [here, there] = [openManagement(source), openManagement(target)];
    const users = await readProfiles(source, here);
    const accounts = await readProfiles(target, there);
    const byOrigin = new Map<string, Profile>();
    const ids = users.map(({ user_id: id }) => id);
    for (const account of accounts) {
        const origins = idPolicy.policy === 'prefix' ? prefixedOrigins(account, idPolicy.prefix) : undefined;
        for (const origin of origins ?? originsOf(account, idPolicy, ids)) byOrigin.set(origin, account);
    }
    const violations: string[] = [];
    const enabled = new Set<string>();
    let [assignments, factors] = [0, 0];
    for (let at = 0; at < users.length; at += AT_ONCE) {
        await Promise.all(
            users.slice(at, at + AT_ONCE).map(async (user) => {
                const { user_id: id } = user;
                const account = byOrigin.get(id);
                if (account === undefined) {
                    violations.push(`${id}: not in the target`);
                    return;
                }
                const [wanted, found] = [await heldBy(here, id), await heldBy(there, account.user_id, enabled)];
                const [linked, links] = [linkedTo(user, source.connection), linkedTo(account, target.connection)];
                assignments += linked.length;
                if (!isDeepStrictEqual(linked, links))
                    violations.push(`${id}: linked to ${links.join()} instead of ${linked.join()}`);
                factors += wanted.factors.length;
                for (const kind of ['roles', 'permissions', 'organizations', 'factors'] as const) {
                    if (kind !== 'factors') assignments += wanted[kind].length;
                    if (isDeepStrictEqual(wanted[kind], found[kind])) continue;
                    violations.push(`${id}: ${kind} ${found[kind].join()} instead of ${wanted[kind].join()}`);
                }
            }),
        );
    }
    for (const id of enabled) {
        const { data } = await there.organizations.enabledConnections.list(id);
        if (!data.some(({ connection }) => connection?.name === target.connection))
            violations.push(`organization ${id}: the target connection is not enabled`);
    }
    if (violations.length > 0) assert.fail(`${name ?? 'the assignments'}:\n${violations.join('\n')}`);
    return { assignments, factors };
}

function linkedTo({ identities }: Profile, connection: string): string[] {
    return ((identities ?? []) as Identity[])
        .slice(1)
        .filter((identity) => identity.connection === connection)
        .map(({ profileData }) => String(profileData?.email));
}

function prefixedOrigins({ user_id: id }: Profile, prefix: string): string[] {
    return id.startsWith(`auth0|${prefix}`) ? [`auth0|${id.slice(`auth0|${prefix}`.length)}`] : [];
}

async function heldBy(management: ManagementClient, userId: string, organizationIds?: Set<string>): Promise<Held> {
    const [roles, permissions, organizations, methods] = await Promise.all([
        management.users.roles.list(userId, { per_page: 100 }),
        management.users.permissions.list(userId, { per_page: 100 }),
        management.users.organizations.list(userId, { per_page: 100 }),
        management.users.authenticationMethods.list(userId),
    ]);
    const direct = permissions.data.filter((permission) =>
        (permission as { sources?: { source_type?: string }[] }).sources?.some(
            ({ source_type: type }) => type === 'DIRECT',
        ),
    );
    const memberships = organizations.data.map(async ({ id = '', name = '' }) => {
        organizationIds?.add(id);
        const held = await management.organizations.members.roles.list(id, userId);
        return [name, ...held.data.map((role) => role.name ?? '').sort()].join(' ');
    });
    return {
        roles: roles.data.map(({ name = '' }) => name).sort(),
        permissions: direct
            .map(({ resource_server_identifier: api, permission_name: name }) => `${String(api)} ${String(name)}`)
            .sort(),
        organizations: (await Promise.all(memberships)).sort(),
        factors: methods.data.map(({ type, email, phone_number: number }) => [type, number ?? email].join(' ')).sort(),
    };
}
