import { isDeepStrictEqual } from 'node:util';
import type { Profile } from './checked-side.ts';

/** Parts of a profile that move together: an address is worth nothing without whether it is verified. */
export const ASPECTS = [
    'address',
    'username',
    'phone',
    'blocked',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'user_metadata',
    'app_metadata',
] as const;

/** One part of a profile. */
export type Aspect = (typeof ASPECTS)[number];

/** The parts of a profile, each as the one value that equal profiles have. */
export type Aspects = Readonly<Record<Aspect, unknown>>;

/** How a source user is found in the target. */
export type IdPolicy =
    /** `rememberAs` is a path in `app_metadata`. */
    | { readonly policy: 'regenerate'; readonly rememberAs: string }
    | { readonly policy: 'retain' }
    | { readonly policy: 'prefix'; readonly prefix: string };

/** Auth0 makes these up where a profile has none. */
export const MADE_UP: ReadonlySet<Aspect> = new Set(['name', 'nickname', 'picture']);

/** Takes a profile apart, without the ID that the migration itself remembers. */
export function aspectsOf(profile: Profile, policy: IdPolicy): Aspects {
    const { email, phone_number: phone, username } = profile;
    return {
        address: { email: lowerCase(email), isVerified: profile['email_verified'] === true },
        username: lowerCase(username),
        phone: { number: phone ?? null, isVerified: profile['phone_verified'] === true },
        blocked: profile['blocked'] === true,
        given_name: profile['given_name'] ?? null,
        family_name: profile['family_name'] ?? null,
        name: profile['name'] ?? null,
        nickname: profile['nickname'] ?? null,
        picture: profile['picture'] ?? null,
        user_metadata: profile['user_metadata'] ?? {},
        app_metadata:
            policy.policy === 'regenerate'
                ? withoutPath(recordOf(profile['app_metadata']), pathIn(policy.rememberAs))
                : (profile['app_metadata'] ?? {}),
    };
}

/** The e-mail address of a profile, as Auth0 compares it. */
export function emailOf(profile: Profile): string | undefined {
    return lowerCase(profile['email']) ?? undefined;
}

/** The source IDs that an account of the target says it comes from; `sourceIds` are those that there are. */
export function originsOf(account: Profile, policy: IdPolicy, sourceIds: Iterable<string>): string[] {
    switch (policy.policy) {
        case 'regenerate': {
            let value: unknown = account['app_metadata'];
            for (const key of pathIn(policy.rememberAs)) value = recordOf(value)[key];
            return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
        }
        case 'retain':
            return [account.user_id];
        case 'prefix':
            return [...sourceIds].filter(
                (id) => account.user_id === `auth0|${policy.prefix}${id.replace(/^auth0\|/, '')}`,
            );
    }
}

function pathIn(rememberAs: string): string[] {
    const [root, ...path] = rememberAs.split('.');
    if (root !== 'app_metadata') throw new Error('only app_metadata is evidence: users write user_metadata themselves');
    return path;
}

function withoutPath(value: Readonly<Record<string, unknown>>, [key = '', ...rest]: readonly string[]): object {
    const kept = { ...value };
    if (rest.length === 0) delete kept[key];
    else if (key in kept) {
        const inner = withoutPath(recordOf(kept[key]), rest);
        if (Object.keys(inner).length === 0) delete kept[key];
        else kept[key] = inner;
    }
    return kept;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function lowerCase(value: unknown): string | null {
    return typeof value === 'string' ? value.toLowerCase() : null;
}

/**
 * Tells whether a part of a profile is still as both sides had it, while the other side's has changed.
 *
 * A proof goes with its address: who proves the one that the other side gives up has changed nothing that stays.
 *
 * @param base - the value that both had
 */
export function isStillAt(base: unknown, value: unknown, changed: unknown): boolean {
    if (isDeepStrictEqual(value, base)) return true;
    const [before, now, then] = [base, value, changed].map((one) =>
        typeof one === 'object' && one !== null && 'email' in one ? one.email : undefined,
    );
    return before !== undefined && now === before && then !== before;
}
