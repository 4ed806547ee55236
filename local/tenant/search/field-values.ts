import type { Profile } from '../entities.ts';
import { formatUser, isoTime } from '../formatters.ts';
import { identityId } from '../identity-id.ts';

/** Reads one field of a user; several values for a path through a list. */
export type FieldReader = (profile: Profile) => unknown[];

const DIRECT: Readonly<Record<string, (profile: Profile) => unknown>> = {
    user_id: (profile) => profile.userId,
    email: (profile) => profile.email,
    'email.domain': (profile) => profile.email?.replace(/^.*@/s, ''),
    username: (profile) => profile.username,
    name: (profile) => profile.name,
    nickname: (profile) => profile.nickname,
    given_name: (profile) => profile.givenName,
    family_name: (profile) => profile.familyName,
    phone_number: (profile) => profile.phoneNumber,
    email_verified: (profile) => profile.emailVerified,
    phone_verified: (profile) => profile.phoneVerified,
    blocked: (profile) => profile.blocked,
    logins_count: (profile) => profile.loginsCount,
    created_at: (profile) => isoTime(profile.createdAt),
    updated_at: (profile) => isoTime(profile.updatedAt),
    last_login: (profile) => isoTime(profile.lastLogin),
    last_password_reset: (profile) => isoTime(profile.lastPasswordReset),
    last_ip: (profile) => profile.lastIp,
};

// What else is shown of a user. To show one takes time, and a query may name a thousand fields that no one has.
const SHOWN: ReadonlySet<string> = new Set(['picture', 'identities']);

/** Makes the reader of a field by its path, such as `app_metadata.plan` or `identities.connection`. */
export function createFieldReader(field: string): FieldReader {
    const direct = Object.hasOwn(DIRECT, field) ? DIRECT[field] : undefined;
    if (direct !== undefined) return (profile) => present([direct(profile)]);
    if (field === 'identities.connection')
        return (profile) => profile.identities.map((identity) => identity.connection.name);
    if (field === 'identities.user_id') return (profile) => profile.identities.map(identityId);
    const [root = '', ...path] = field.split('.');
    if (root === 'app_metadata') return (profile) => valuesAt(parsed(profile.appMetadata), path);
    if (root === 'user_metadata') return (profile) => valuesAt(parsed(profile.userMetadata), path);
    if (!SHOWN.has(root)) return () => [];
    return (profile) => valuesAt(formatUser(profile), [root, ...path]);
}

/** Follows a path through a JSON value, through every item of a list. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
    if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
    const [step, ...rest] = path;
    if (step === undefined) return present([value]);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return [];
    return valuesAt(Reflect.get(value, step), rest);
}

// Empty and null values are not indexed.
function present(values: unknown[]): unknown[] {
    return values.filter((value) => value !== undefined && value !== null && value !== '');
}

function parsed(json: string | undefined): unknown {
    return json === undefined ? undefined : JSON.parse(json);
}
