import { isDeepStrictEqual } from 'node:util';
import type { ManagementClient } from 'auth0';
import { ASPECTS, aspectsOf, MADE_UP } from './aspects.ts';
import { type CheckedSide, logIn, openManagement, type Profile, readProfiles } from './checked-side.ts';

const POLICY = { policy: 'retain' } as const;

/** A user with everything that hangs on its ID. */
export interface HeldUser {
    readonly profile: Profile;
    /** Roles, direct permissions, memberships and roles in organizations, in words. */
    readonly held: readonly string[];
}

/** Where a user may be in the end. */
export type Place = 'source' | 'target' | 'both' | 'nowhere';

/** What is true of one user instead of the rule. */
export interface ReplacementException {
    /** @default 'source' or 'target', but not both */
    readonly places?: readonly Place[];
    /** The values that these parts may have; the others are as they were. */
    readonly allowed?: Readonly<Record<string, unknown>>;
    /** @default the one of before */
    readonly password?: string;
    /** Whether somebody has deleted the user, and what hung on its ID with it. */
    readonly mayLackAssignments?: true;
}

/** Users who were to keep their IDs inside one tenant, and what somebody who was not there must know to check them. */
export interface ReplacementCheck {
    /** By `user_id`, before the migration. */
    readonly before: ReadonlyMap<string, HeldUser>;
    readonly source: CheckedSide;
    readonly target: CheckedSide;
    /** By `user_id`; who is not named is not logged in. */
    readonly passwords?: ReadonlyMap<string, string>;
    readonly exceptions?: ReadonlyMap<string, ReplacementException>;
    /** Where everybody must be who is no exception. */
    readonly place?: Place;
}

/** Reads the users of a connection with everything that hangs on their IDs. */
export async function readHeldUsers(side: CheckedSide): Promise<Map<string, HeldUser>> {
    const management = openManagement(side);
    const found = new Map<string, HeldUser>();
    for (const profile of await readProfiles(side, management))
        found.set(profile.user_id, { profile, held: await readHeld(management, profile.user_id) });
    return found;
}

/**
 * Checks that nobody was lost: each user is in one of the two connections, with its profile, its password and everything that hangs on its ID, and a
 * call by the ID reaches it there.
 *
 * It shares no code with the migrator.
 *
 * @returns one line for each difference; empty where all is well
 */
export async function findReplacementViolations(check: ReplacementCheck): Promise<string[]> {
    const { before, source, target, exceptions = new Map<string, ReplacementException>() } = check;
    const management = openManagement(target);
    const [inSource, inTarget] = [byId(await readProfiles(source)), byId(await readProfiles(target))];
    const violations: string[] = [];
    for (const [id, user] of before) {
        const exception = exceptions.get(id) ?? {};
        const [there, copy] = [inSource.get(id), inTarget.get(id)];
        const place: Place =
            there === undefined ? (copy === undefined ? 'nowhere' : 'target') : copy === undefined ? 'source' : 'both';
        const places = exception.places ?? (check.place === undefined ? ['source', 'target'] : [check.place]);
        const add = (what: string) => violations.push(`${id}: ${what}`);
        if (!places.includes(place)) add(`is in ${place}`);
        const profile = copy ?? there;
        if (profile === undefined) continue;
        for (const difference of differencesOf(user.profile, profile, exception)) add(difference);
        if (exception.mayLackAssignments !== true) {
            const held = await readHeld(management, id);
            if (!isDeepStrictEqual(held, user.held)) add(`has ${held.join(', ')}, expected ${user.held.join(', ')}`);
        }
        if (place === 'both') continue;
        const side = place === 'source' ? source : target;
        const reached = await management.users.get(id);
        if (reached.identities?.[0]?.connection !== side.connection) add('a call by ID reaches another connection');
        const password = exception.password ?? check.passwords?.get(id);
        if (password === undefined) continue;
        const answer = await logIn(side, profile, password).catch((error: unknown) => String(error));
        if (answer !== (profile['blocked'] === true ? 'blocked' : 'opened'))
            add(`its password is ${answer} in ${place}`);
    }
    for (const id of inTarget.keys())
        if (!before.has(id)) violations.push(`${id}: nobody knows this account of the target`);
    return violations;
}

function byId(profiles: readonly Profile[]): Map<string, Profile> {
    return new Map(profiles.map((profile) => [profile.user_id, profile]));
}

function differencesOf(before: Profile, after: Profile, { allowed = {} }: ReplacementException): string[] {
    const [wanted, found] = [aspectsOf(before, POLICY), aspectsOf(after, POLICY)];
    return ASPECTS.flatMap((aspect) => {
        const value = Object.hasOwn(allowed, aspect) ? allowed[aspect] : wanted[aspect];
        if (MADE_UP.has(aspect) && value === null) return [];
        if (isDeepStrictEqual(value, found[aspect])) return [];
        return [`${aspect} is ${JSON.stringify(found[aspect])}, expected ${JSON.stringify(value)}`];
    });
}

async function readHeld(management: ManagementClient, id: string): Promise<string[]> {
    const { data: roles } = await management.users.roles.list(id);
    const { data: permissions } = await management.users.permissions.list(id);
    const { data: organizations } = await management.users.organizations.list(id);
    const held = [
        ...roles.map((role) => `role ${role.name ?? ''}`),
        ...permissions.filter(isDirect).map((each) => `permission ${each.permission_name ?? ''}`),
    ];
    for (const { id: organization = '', name = '' } of organizations) {
        held.push(`member of ${name}`);
        const { data } = await management.organizations.members.roles.list(organization, id);
        held.push(...data.map((role) => `role ${role.name ?? ''} in ${name}`));
    }
    return held.sort();
}

// Those of roles stand in the same list; the SDK does not know the field that tells them apart.
function isDirect(permission: object): boolean {
    const { sources } = permission as { readonly sources?: readonly { readonly source_type?: string }[] };
    return sources === undefined || sources.some(({ source_type: type }) => type === 'DIRECT');
}
