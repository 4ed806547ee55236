import type { PooledPassword } from './password-pool.ts';
import { seededRandom } from './random.ts';

/** What is to become of an invented user, so that a rehearsal can check the program's own account of it. */
export type Expectation = 'imported' | 'existing' | 'excluded' | 'rejected';

/** A user that does not exist. */
export interface InventedUser {
    /** 24 hexadecimal digits: the ID without its prefix. */
    readonly id: string;
    readonly email: string;
    readonly password: PooledPassword;
    /** The user of the source's seed, without connection and hash. */
    readonly profile: Readonly<Record<string, unknown>>;
    readonly expectation: Expectation;
    readonly isBlocked: boolean;
    /** Whether somebody else in the target has the username. */
    readonly isUsernameTaken: boolean;
}

const GIVEN_NAMES = [
    'Ada',
    'Grace',
    'José',
    'Zoë',
    'Jürgen',
    'Łucja',
    '美咲',
    'Олена',
    'Ngũgĩ',
    'Siân',
    'Noor',
    'Alan',
];
const FAMILY_NAMES = [
    'Moreau',
    'Ångström',
    "O'Neill",
    'Nakamura',
    'Šimić',
    'Öztürk',
    'Adeyemi',
    'Castro-Díaz',
    'Ivanova',
    'Weiß',
];
const PLANS = ['free', 'team', 'business'];
const LANGUAGES = ['en', 'fr', 'de', 'ja', 'uk', 'pt-BR'];

/**
 * Invents the user of a number: the same number always gives the same user.
 *
 * Of a thousand users ten must be left out by the program (five for their e-mail address, five for a metadata key that Auth0
 * keeps for itself). Of the first thousands, five each are in the target before, five must be left out because the target has
 * a user of their username under another address, and five are ghosts in the target, so that Auth0 must refuse them.
 *
 * @param number - from 0
 */
export function inventUser(number: number, pool: readonly PooledPassword[]): InventedUser {
    const random = seededRandom(number + 1);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const givenName = pick(GIVEN_NAMES);
    const familyName = pick(FAMILY_NAMES);
    const id = `5f${number.toString(16).padStart(22, '0')}`;
    const kind = kindOf(number);
    const isBlocked = number % 40 === 7;
    const email =
        kind === 'bad-email'
            ? `two words ${number}@example.com`
            : `user.${number}@${number % 3 === 0 ? 'example.org' : 'example.com'}`;
    const appMetadata: Record<string, unknown> = {
        plan: pick(PLANS),
        billing: {
            customer: `cus_${number.toString(36).padStart(8, '0')}`,
            seats: Math.floor(random() * 50),
            vat: random() < 0.2,
        },
    };
    if (kind === 'bad-metadata') appMetadata['lastLogin'] = 'a key that Auth0 keeps for itself';
    const profile: Record<string, unknown> = {
        user_id: id,
        email,
        email_verified: random() < 0.8,
        given_name: givenName,
        family_name: familyName,
        name: `${givenName} ${familyName}`,
        nickname: `${givenName.toLowerCase()}${number}`,
        picture: `https://images.example.com/${id}.png`,
        created_at: new Date(Date.UTC(2019, 0, 1) + number * 60_000).toISOString(),
        logins_count: Math.floor(random() * 200),
        user_metadata: {
            language: pick(LANGUAGES),
            address: { city: pick(['Zürich', 'São Paulo', '東京', 'Kyiv']), lines: [`${number} Example Street`] },
        },
        app_metadata: appMetadata,
    };
    if (isBlocked) profile['blocked'] = true;
    if (kind === 'username-taken') profile['username'] = `taken-${number}`;
    return {
        id,
        email,
        password: pick(pool),
        profile,
        expectation: EXPECTATIONS[kind],
        isBlocked,
        isUsernameTaken: kind === 'username-taken',
    };
}

type Kind = 'ordinary' | 'bad-email' | 'bad-metadata' | 'existing' | 'username-taken' | 'ghost';

/** The namesakes are few, however many users there are: each of them is a line to read in the report. */
const NAMESAKES_BELOW = 5_000;

const EXPECTATIONS: Readonly<Record<Kind, Expectation>> = {
    ordinary: 'imported',
    'bad-email': 'excluded',
    'bad-metadata': 'excluded',
    existing: 'existing',
    // Found by the plan, which asks the target for its usernames.
    'username-taken': 'excluded',
    // Found by nobody before Auth0 refuses it.
    ghost: 'rejected',
};

function kindOf(number: number): Kind {
    const place = number % 1000;
    if (place >= 100 && place < 105) return 'bad-email';
    if (place >= 200 && place < 205) return 'bad-metadata';
    if (number >= NAMESAKES_BELOW) return 'ordinary';
    if (place >= 300 && place < 305) return 'existing';
    if (place >= 400 && place < 405) return 'username-taken';
    if (place >= 500 && place < 505) return 'ghost';
    return 'ordinary';
}
