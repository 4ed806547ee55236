import type { Connection, Identity, JsonObject, Profile } from '../entities.ts';
import { MAX_PROFILE_BYTES } from '../limits.ts';
import type { CustomPasswordHash, StoredPassword } from '../passwords.ts';
import type { UserStore } from '../user-store.ts';
import { findConflict, type IdentityKey } from './conflicts.ts';
import { importedUserProblems, type UserError } from './import-schema.ts';
import { insertUser, normalizeIdentifier } from './new-user.ts';
import { randomPassword } from './random-password.ts';
import type { UpsertRules } from './upsert-rules.ts';

/** What became of one user of an import file. */
export type ImportOutcome = { kind: 'inserted' } | { kind: 'updated' } | { kind: 'failed'; errors: UserError[] };

/** What an import job knows while it works through its file. */
export interface ImportContext {
    readonly users: UserStore;
    readonly connection: Connection;
    readonly upsert: UpsertRules | false;
    readonly nowMs: number;
    /** The keys that earlier users of the same file have taken, such as `email:user@example.com`. */
    readonly seen: Set<string>;
}

/** The fields of a user that passed the import schema. */
interface ImportedUser {
    email: string;
    email_verified?: boolean;
    phone_number?: string;
    phone_verified?: boolean;
    user_id?: string;
    username?: string;
    given_name?: string;
    family_name?: string;
    name?: string;
    nickname?: string;
    picture?: string;
    blocked?: boolean;
    password_hash?: string;
    custom_password_hash?: CustomPasswordHash;
    app_metadata?: JsonObject;
    user_metadata?: JsonObject;
    mfa_factors?: JsonObject[];
}

/**
 * Imports one user of a file: checks it, then inserts it, updates the user with the same e-mail address in the connection, or refuses it.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export function importUser(context: ImportContext, record: unknown): ImportOutcome {
    const problems = importedUserProblems(record);
    if (problems.length > 0) return { kind: 'failed', errors: problems };
    const user = record as ImportedUser;
    const keys = keysOf(user);
    const repeated = noteKeys(context.seen, keys);
    if (repeated !== undefined) return failed('DUPLICATED_USER', `A user with this ${repeated} was already provided.`);
    if (profileBytes(user) > MAX_PROFILE_BYTES)
        return failed('PROFILE_SIZE_EXCEEDED', `User profile size exceeds the maximum of ${MAX_PROFILE_BYTES} bytes`);

    const conflict = findConflict(context.connection, keys);
    if (conflict === undefined) {
        insertUser(context.users, context.connection, { ...newUser(user, context.nowMs), ...keys });
        return { kind: 'inserted' };
    }
    const profile = conflict.identity.profile;
    // A ghost has no profile to update: it blocks its address whatever the file asks for.
    const { upsert } = context;
    if (upsert === false || profile === undefined)
        return failed('DUPLICATED_USER', 'The user already exist and upsert parameter is false');
    const isMatch = conflict.key === 'email' || (conflict.key === 'user_id' && upsert.matchesUserId);
    if (!isMatch) return failed(...conflictError(conflict.key));
    context.users.willChange(profile);
    return update(profile, conflict.identity, user, context.nowMs, upsert);
}

/** Notes the keys of a user whom an earlier run of the same job has done. */
export function noteRecord(seen: Set<string>, record: unknown): void {
    if (importedUserProblems(record).length === 0) noteKeys(seen, keysOf(record as ImportedUser));
}

function keysOf(user: ImportedUser) {
    return {
        email: user.email.toLowerCase(),
        id: user.user_id,
        username: normalizeIdentifier(user.username),
        phoneNumber: user.phone_number,
    };
}

function newUser(user: ImportedUser, nowMs: number) {
    return {
        emailVerified: user.email_verified,
        phoneVerified: user.phone_verified,
        name: user.name,
        nickname: user.nickname,
        givenName: user.given_name,
        familyName: user.family_name,
        picture: user.picture,
        gravatarHost: 'secure' as const,
        blocked: user.blocked,
        userMetadata: jsonText(user.user_metadata),
        appMetadata: jsonText(user.app_metadata),
        mfaFactors: jsonText(user.mfa_factors),
        password: storedPassword(user) ?? randomPassword(),
        createdAt: nowMs,
    };
}

/** Writes the columns that an upsert may write; an absent one keeps its value unless the rules say otherwise, metadata is replaced as a whole. */
function update(
    profile: Profile,
    identity: Identity,
    user: ImportedUser,
    nowMs: number,
    { clearsAbsent, resetsVerified }: UpsertRules,
): ImportOutcome {
    const { custom_password_hash: custom } = user;
    if (custom !== undefined && identity.password?.kind !== 'custom')
        return failed(
            'CONFLICT',
            'A custom_password_hash was provided, but the user already has password hash defined',
        );
    if (custom !== undefined) {
        identity.password = { kind: 'custom', custom };
        identity.passwordSetAt = nowMs;
    }
    const kept = <T>(value: T | undefined): T | undefined => (clearsAbsent ? undefined : value);
    profile.emailVerified = user.email_verified ?? (resetsVerified ? false : profile.emailVerified);
    profile.name = user.name ?? kept(profile.name) ?? profile.email;
    profile.nickname = user.nickname ?? kept(profile.nickname);
    profile.givenName = user.given_name ?? kept(profile.givenName);
    profile.familyName = user.family_name ?? kept(profile.familyName);
    profile.picture = user.picture ?? kept(profile.picture);
    profile.userMetadata = jsonText(user.user_metadata) ?? kept(profile.userMetadata);
    profile.appMetadata = jsonText(user.app_metadata) ?? kept(profile.appMetadata);
    profile.mfaFactors = jsonText(user.mfa_factors) ?? profile.mfaFactors;
    profile.updatedAt = nowMs;
    return { kind: 'updated' };
}

function noteKeys(
    seen: Set<string>,
    keys: { email: string; id: string | undefined; username: string | undefined; phoneNumber: string | undefined },
): IdentityKey | undefined {
    const named: [IdentityKey, string | undefined][] = [
        ['email', keys.email],
        ['username', keys.username],
        ['user_id', keys.id],
        ['phone_number', keys.phoneNumber],
    ];
    let repeated: IdentityKey | undefined;
    for (const [key, value] of named) {
        if (value === undefined) continue;
        const entry = `${key}:${value}`;
        if (seen.has(entry)) repeated ??= key;
        seen.add(entry);
    }
    return repeated;
}

function conflictError(key: IdentityKey): [code: string, message: string] {
    if (key === 'username') return ['CONFLICT_USERNAME', 'The username provided is in use already.'];
    return ['CONFLICT', `The ${key} provided is in use already.`];
}

function storedPassword(user: ImportedUser): StoredPassword | undefined {
    if (user.password_hash !== undefined) return { kind: 'bcrypt', hash: user.password_hash };
    if (user.custom_password_hash !== undefined) return { kind: 'custom', custom: user.custom_password_hash };
    return undefined;
}

function profileBytes(user: ImportedUser): number {
    // JSON leaves out what is undefined.
    const profile = { ...user, password_hash: undefined, custom_password_hash: undefined, mfa_factors: undefined };
    return Buffer.byteLength(JSON.stringify(profile));
}

function jsonText(value: unknown): string | undefined {
    return value === undefined ? undefined : JSON.stringify(value);
}

function failed(code: string, message: string): ImportOutcome {
    return { kind: 'failed', errors: [{ code, message }] };
}
