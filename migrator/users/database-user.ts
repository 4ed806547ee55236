import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ExclusionReason } from './user-fate.ts';

/**
 * Names Auth0's strategies other than its databases, as they stand before the `|` of a user's ID.
 *
 * @see https://auth0.com/docs/authenticate/identity-providers (read 2026-08-20)
 */
const OTHER_STRATEGIES: ReadonlySet<string> = new Set([
    ...['ad', 'adfs', 'amazon', 'aol', 'apple', 'auth0-adldap', 'auth0-oidc', 'baidu', 'bitbucket', 'bitly', 'box'],
    ...['daccount', 'dropbox', 'dwolla', 'email', 'evernote', 'evernote-sandbox', 'exact', 'facebook', 'fitbit'],
    ...['flickr', 'github', 'google-apps', 'google-oauth2', 'google-openid', 'guardian', 'instagram', 'ip', 'line'],
    ...['linkedin', 'miicard', 'oauth1', 'oauth2', 'office365', 'oidc', 'okta', 'passkey', 'paypal'],
    ...['paypal-sandbox', 'pingfederate', 'planningcenter', 'renren', 'salesforce', 'salesforce-community'],
    ...['salesforce-sandbox', 'samlp', 'sharepoint', 'shop', 'shopify', 'sms', 'soundcloud', 'thecity'],
    ...['thecity-sandbox', 'thirtysevensignals', 'twitter', 'untappd', 'vkontakte', 'waad', 'weibo'],
    ...['windowslive', 'wordpress', 'yahoo', 'yammer', 'yandex'],
]);

/** Names that Auth0 gives connections of other kinds by itself; any other may be the name of a database. */
const OTHER_CONNECTIONS: ReadonlySet<string> = new Set([
    ...['apple', 'email', 'facebook', 'github', 'google-oauth2', 'linkedin', 'sms', 'twitter', 'windowslive'],
]);

/** What other systems call such providers, in a column of their own. */
const OTHER_PROVIDERS: ReadonlySet<string> = new Set([
    ...['amazon', 'anonymous', 'apple.com', 'azure', 'azuread', 'facebook.com', 'github.com', 'google', 'google.com'],
    ...['kerberos', 'ldap', 'magic-link', 'microsoft', 'microsoft.com', 'saml', 'sso', 'twitter.com'],
]);

/** Whose user a record of a file is. */
export interface Origin {
    /** Name of the connection; undefined where the record names none. */
    readonly connection: string | undefined;
    /** Why it is no user of a database; undefined for one who is. */
    readonly problem: { readonly reason: ExclusionReason; readonly detail: string } | undefined;
}

/**
 * Tells by everything that a record says whether its user is one of a database, and of which.
 *
 * An export of a whole tenant names the connection under `identities`, as `Connection`, or by the prefix of `user_id`. A social
 * or enterprise user must not become a database user with an address that nobody proved.
 *
 * @param profile - the record in Auth0's words
 */
export function originOf(profile: UserRecord): Origin {
    const identities = Array.isArray(profile['identities'])
        ? (profile['identities'] as unknown[]).filter(isRecord)
        : [];
    const [primary] = identities;
    const named = primary?.['connection'] ?? profile['connection'];
    const connection = typeof named === 'string' && named !== '' ? named : undefined;
    const provider = primary?.['provider'];
    if (provider !== undefined) {
        if (provider === 'auth0') return { connection, problem: undefined };
        const isLinked = identities.some((identity) => identity['provider'] === 'auth0');
        return { connection, problem: isLinked ? LINKED : NOT_A_DATABASE_USER };
    }
    if (isYes(primary?.['isSocial'])) return { connection, problem: NOT_A_DATABASE_USER };
    const { user_id: id, provider: written } = profile;
    const prefix = typeof id === 'string' && id.includes('|') ? id.slice(0, id.indexOf('|')) : undefined;
    const isOther =
        (prefix !== undefined && OTHER_STRATEGIES.has(prefix)) ||
        (typeof written === 'string' && isOtherProvider(written.trim().toLowerCase())) ||
        (prefix === undefined && connection !== undefined && OTHER_CONNECTIONS.has(connection));
    return { connection, problem: isOther ? NOT_A_DATABASE_USER : undefined };
}

// A table has it as text.
function isYes(value: unknown): boolean {
    return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function isOtherProvider(name: string): boolean {
    return OTHER_STRATEGIES.has(name) || OTHER_PROVIDERS.has(name);
}

const LINKED = {
    reason: 'LINKED_TO_ANOTHER_PRIMARY',
    detail: 'the database identity is linked to a user of another kind of connection, which imports do not accept',
} as const;

const NOT_A_DATABASE_USER = {
    reason: 'NOT_A_DATABASE_USER',
    detail: 'the user is of a social, passwordless or enterprise connection, and has no password',
} as const;
