import { isMigrationError } from '../errors.ts';
import { isOfConnection } from '../imports/of-connection.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';
import { emailKey } from '../users/email-key.ts';

/** What a user is known by. */
export interface UserKeys {
    readonly email: string;
    /** With its prefix. */
    readonly userId?: string | undefined;
    readonly username?: string | undefined;
    readonly phoneNumber?: string | undefined;
}

/**
 * Where a user of whom Auth0 says that it exists was found.
 *
 * - `present`: the connection has it, under its e-mail address or another key
 * - `linked-secondary`: the connection's identity is linked to a user whose own identity is another
 * - `orphan`: a profile without any identity
 * - `other-connection`: another connection of the tenant has the address, and this one shows nobody
 * - `nowhere`: no look-up finds it
 * - `undecidable`: a look-up was not possible
 */
export type UserPlace = 'present' | 'linked-secondary' | 'orphan' | 'other-connection' | 'nowhere' | 'undecidable';

/** Where a user was found, and what shows it. */
export interface FoundUser {
    readonly place: UserPlace;
    readonly profile: UserRecord | undefined;
    /** Sentences for a person, without a value of the user. */
    readonly evidence: readonly string[];
    /** Whether some user of the tenant has the ID that was asked for, in whichever connection. */
    readonly isIdTaken: boolean;
}

/**
 * Looks for a user by every key that Auth0 can refuse it for; changes nothing.
 *
 * Look-ups by e-mail address and ID are immediately consistent. Searches by username and phone number lag behind by seconds,
 * and are asked last.
 */
export async function findUser(tenant: Tenant, connection: Connection, keys: UserKeys): Promise<FoundUser> {
    const evidence: string[] = [];
    let isIdTaken = false;
    const found = (place: UserPlace, profile: UserRecord | undefined, what: string): FoundUser => ({
        place,
        profile,
        evidence: [...evidence, what],
        isIdTaken,
    });
    try {
        const byEmail = await tenant.findUsersByEmail(keys.email);
        for (const profile of byEmail) {
            const place = placeOf(profile, connection.name);
            if (place !== undefined) return found(place, profile, `${WORDS[place]}, by its e-mail address`);
        }
        if (keys.userId !== undefined) {
            const profile = await tenant.findUserById(keys.userId);
            isIdTaken = profile !== undefined;
            const place = profile === undefined ? undefined : placeOf(profile, connection.name);
            if (profile !== undefined && place !== undefined) {
                const other =
                    emailKey(String(profile['email'])) === emailKey(keys.email) ? '' : ', under another address';
                return found(place, profile, `${WORDS[place]}, by its ID${other}`);
            }
            if (profile !== undefined) evidence.push('another connection of the tenant has its ID');
        }
        for (const [field, value, name] of [
            ['identities.profileData.email', emailKey(keys.email), 'e-mail address of a linked identity'],
            ['username', keys.username, 'username'],
            ['phone_number', keys.phoneNumber, 'phone number'],
        ] as const) {
            if (value === undefined) continue;
            for (const profile of await tenant.searchUsers(connection.name, field, value)) {
                const place = placeOf(profile, connection.name);
                if (place !== undefined) return found(place, profile, `${WORDS[place]}, by its ${name}`);
            }
        }
        const keysAsked = [
            'e-mail address',
            keys.userId && 'ID',
            keys.username && 'username',
            keys.phoneNumber && 'phone number',
        ];
        const asked = keysAsked.filter(Boolean).join(', ');
        if (byEmail.length > 0) {
            return found('other-connection', byEmail[0], `only other connections have its address; asked by ${asked}`);
        }
        return found('nowhere', undefined, `no look-up finds it; asked by ${asked}`);
    } catch (error) {
        if (!isMigrationError(error) || (error.code !== 'MISSING_SCOPES' && error.code !== 'REQUEST_REFUSED'))
            throw error;
        return found('undecidable', undefined, `a look-up was not possible (${error.code})`);
    }
}

const WORDS = {
    present: 'the connection has it',
    'linked-secondary': 'it is linked to another user as a secondary identity',
    orphan: 'a profile without an identity has it',
} as const;

function placeOf(profile: UserRecord, connectionName: string): keyof typeof WORDS | undefined {
    const identities = Array.isArray(profile['identities']) ? (profile['identities'] as UserRecord[]) : [];
    if (identities.length === 0) return 'orphan';
    if (!isOfConnection(profile, connectionName)) return undefined;
    return identities[0]?.['connection'] === connectionName ? 'present' : 'linked-secondary';
}
