import type { FastifyRequest } from 'fastify';
import { giveRefreshToken, type RefreshTokenGrant } from '../../attachments/refresh-token.ts';
import type { Client, Profile } from '../../entities.ts';
import { formatUser } from '../../formatters.ts';
import { ACCESS_TOKEN_LIFETIME_S } from '../../limits.ts';
import { CURRENT_USER_SCOPES } from '../../scopes.ts';
import { issuerOf, managementAudiences, type Tenant } from '../../tenant.ts';
import { addressOf } from './client-authentication.ts';

const OFFLINE_ACCESS = 'offline_access';
const OIDC_SCOPES = ['openid', 'profile', 'email', 'address', 'phone'];

/** What a user's tokens are for. */
export interface UserGrant {
    client: Client;
    profile: Profile;
    audience: string;
    scope: string;
    /** `undefined` for a login on the login page, which Auth0 gives no name. */
    gty: 'password' | 'refresh_token' | undefined;
    /** Of the ID token. */
    nonce?: string | undefined;
    hasIdToken: boolean;
}

/** The audience of tokens that were asked for without one: the tenant's own `/userinfo`. */
export function userinfoAudience(tenant: Tenant): string {
    return `${issuerOf(tenant)}userinfo`;
}

/** Answers a login: an access token, and an ID token and a refresh token where the scopes ask for them. */
export async function loginTokens(tenant: Tenant, request: FastifyRequest, grant: UserGrant): Promise<object> {
    const { client, profile, scope, audience } = grant;
    const isOffline = scope.split(' ').includes(OFFLINE_ACCESS);
    const refreshToken = isOffline
        ? giveRefreshToken(tenant.store, grantOf(tenant, request, client, profile.userId, { audience, scope }))
        : undefined;
    return userTokens(tenant, grant, refreshToken);
}

/** Answers with a user's tokens. */
export async function userTokens(tenant: Tenant, grant: UserGrant, refreshToken: string | undefined): Promise<object> {
    const { scope } = grant;
    return {
        access_token: await userToken(tenant, grant),
        ...(refreshToken !== undefined && { refresh_token: refreshToken }),
        ...(grant.hasIdToken && { id_token: await idToken(tenant, grant) }),
        ...(scope !== '' && { scope }),
        expires_in: ACCESS_TOKEN_LIFETIME_S,
        token_type: 'Bearer',
    };
}

/** Says what a refresh token is for. */
export function grantOf(
    { clock }: Tenant,
    request: FastifyRequest,
    client: Client,
    userId: string,
    { audience, scope }: { audience: string; scope: string },
): RefreshTokenGrant {
    const userAgent = request.headers['user-agent'];
    return { client, userId, audience, scope, ip: addressOf(request, client), userAgent, nowMs: clock.now() };
}

function userToken(tenant: Tenant, { client, profile, audience, scope, gty }: UserGrant): Promise<string> {
    const iss = issuerOf(tenant);
    const own = userinfoAudience(tenant);
    // With `openid` a token for an API is good for `/userinfo` too.
    const aud = audience !== own && scope.split(' ').includes('openid') ? [audience, own] : audience;
    const claims = { sub: profile.userId, aud, azp: client.clientId, scope };
    return tenant.tokens.sign({ iss, ...claims, ...(gty !== undefined && { gty }) });
}

function idToken(tenant: Tenant, { client, profile, nonce }: UserGrant): Promise<string> {
    const { name, nickname, picture, email, email_verified, updated_at } = formatUser(profile);
    return tenant.tokens.sign({
        ...{ name, nickname, picture, email, email_verified, updated_at },
        iss: issuerOf(tenant),
        sub: profile.userId,
        aud: client.clientId,
        ...(nonce !== undefined && { nonce }),
    });
}

/** Says which scopes a user's token gets: those that are not known are dropped, and on the Management API a user may act on no one but themselves. */
export function userScope(tenant: Tenant, audience: string, asked: string | undefined, client: Client): string {
    const isManagementApi = managementAudiences(tenant).includes(audience);
    const known = isManagementApi ? [...CURRENT_USER_SCOPES, ...OIDC_SCOPES] : OIDC_SCOPES;
    const names = asked?.split(' ') ?? OIDC_SCOPES;
    const isOffline = maySendOffline(tenant, audience, client);
    return names.filter((name) => known.includes(name) || (name === OFFLINE_ACCESS && isOffline)).join(' ');
}

// The client must have the grant, and an API of the tenant must allow it.
function maySendOffline({ store }: Tenant, audience: string, client: Client): boolean {
    const grants = client.attributes['grant_types'];
    const api = store.resourceServerNamed(audience);
    const isAllowed = api === undefined || api.attributes['allow_offline_access'] === true;
    return isAllowed && Array.isArray(grants) && grants.includes('refresh_token');
}
