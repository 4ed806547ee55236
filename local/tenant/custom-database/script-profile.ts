import type { Identity } from '../entities.ts';
import { ScriptError } from '../scripts/run-script.ts';
import type { UserStore } from '../user-store.ts';
import { insertProfile, type NewUser, normalizeIdentifier } from '../users/new-user.ts';

/**
 * Reads the profile that a Login or Get User script called back with.
 *
 * @param value - `null` when the script knows no such user
 * @throws {ScriptError} for something that is not a profile
 */
export function readScriptProfile(value: unknown, nowMs: number): (NewUser & { id: string }) | undefined {
    if (value === null || value === undefined) return undefined;
    if (typeof value !== 'object')
        throw new ScriptError('ProfileError', 'The script did not call back with a profile.');
    const profile = value as Record<string, unknown>;
    const { user_id: id } = profile;
    if ((typeof id !== 'string' || id === '') && typeof id !== 'number')
        throw new ScriptError('ProfileError', 'The profile that the script called back with has no user_id.');
    const text = (name: string) => (typeof profile[name] === 'string' ? profile[name] : undefined);
    const flag = (name: string) => (typeof profile[name] === 'boolean' ? profile[name] : undefined);
    const json = (name: string) => (typeof profile[name] === 'object' ? JSON.stringify(profile[name]) : undefined);
    return {
        id: String(id),
        email: normalizeIdentifier(text('email')),
        emailVerified: flag('email_verified'),
        username: normalizeIdentifier(text('username')),
        phoneNumber: text('phone_number'),
        phoneVerified: flag('phone_verified'),
        name: text('name'),
        nickname: text('nickname'),
        givenName: text('given_name'),
        familyName: text('family_name'),
        picture: text('picture'),
        gravatarHost: 's',
        blocked: flag('blocked'),
        userMetadata: json('user_metadata'),
        appMetadata: json('app_metadata'),
        mfaFactors: json('mfa_factors'),
        password: undefined,
        createdAt: nowMs,
    };
}

/** Gives a ghost the profile that it lacked. */
export function healGhost(users: UserStore, ghost: Identity, profile: NewUser): void {
    for (const kind of ['username', 'phoneNumber'] as const)
        if (ghost[kind] === undefined && profile[kind] !== undefined) users.setIdentifier(ghost, kind, profile[kind]);
    insertProfile(users, ghost, profile);
}
