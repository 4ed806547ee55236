import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import {
    findRefreshToken,
    giveRefreshToken,
    type RefreshTokenGrant,
    useRefreshToken,
} from '../../attachments/refresh-token.ts';
import { scopesOf } from '../../attachments/resource-server.ts';
import type { Client, Profile } from '../../entities.ts';
import { OAuthError } from '../../errors.ts';
import { formatUser } from '../../formatters.ts';
import { ACCESS_TOKEN_LIFETIME_S } from '../../limits.ts';
import { recordUserEvent } from '../../logs/record-user-event.ts';
import { CURRENT_USER_SCOPES, MANAGEMENT_SCOPES } from '../../scopes.ts';
import type { App } from '../../server.ts';
import { issuerOf, managementAudiences, type Tenant } from '../../tenant.ts';
import { logIn } from '../../users/log-in.ts';
import { sendBareJson } from '../bare-json.ts';
import { setRateHeaders } from '../management/access.ts';

/** The grant types that the token endpoint serves. */
const GRANTS = {
    clientCredentials: 'client_credentials',
    password: 'password',
    passwordRealm: 'http://auth0.com/oauth/grant-type/password-realm',
    refreshToken: 'refresh_token',
};
const OFFLINE_ACCESS = 'offline_access';
const OIDC_SCOPES = ['openid', 'profile', 'email', 'address', 'phone'];

type Form = Record<string, unknown>;

/** Serves `POST /oauth/token`. */
export function tokenRoutes(app: App, tenant: Tenant): void {
    app.post('/oauth/token', async (request, reply) => {
        const rate = tenant.rateLimiter.takeAuthentication();
        setRateHeaders(reply, rate);
        if (!rate.allowed) throw new OAuthError(429, 'too_many_requests', 'Global limit has been reached');
        void reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
        const form = readForm(request.body);
        const grant = required(form, 'grant_type');
        switch (grant) {
            case GRANTS.clientCredentials:
                return sendBareJson(
                    reply,
                    await grantToClient(tenant, requireClient(tenant, request, form, grant), form),
                );
            case GRANTS.password:
            case GRANTS.passwordRealm:
                return sendBareJson(reply, await grantToUser(tenant, request, form, grant));
            case GRANTS.refreshToken:
                return sendBareJson(reply, await refresh(tenant, request, form, grant));
            default:
                throw new OAuthError(403, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
        }
    });
}

async function grantToClient(tenant: Tenant, client: Client, form: Form): Promise<object> {
    const audience = text(form, 'audience');
    if (audience === undefined)
        throw new OAuthError(
            403,
            'access_denied',
            'No audience parameter was provided, and no default audience has been configured',
        );
    const canonical = canonicalAudience(tenant, audience);
    const grants = [...tenant.store.clientGrants.values()].filter((grant) => grant.audience === canonical);
    // A grant for users says nothing about what the client may do by itself.
    const grant = grants.find(
        ({ clientId, attributes }) => clientId === client.clientId && attributes['subject_type'] !== 'user',
    );
    if (grant === undefined)
        throw new OAuthError(
            403,
            'access_denied',
            `Client "${client.clientId}" is not authorized to access resource server "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
        );
    const asked = text(form, 'scope')?.split(' ');
    const granted = grant.scope ?? allScopes(tenant, canonical);
    const scope = granted.filter((name) => asked === undefined || asked.includes(name)).join(' ');
    const accessToken = await tenant.tokens.sign({
        iss: issuerOf(tenant),
        sub: `${client.clientId}@clients`,
        aud: audience,
        azp: client.clientId,
        scope,
        gty: 'client-credentials',
    });
    return { access_token: accessToken, scope, expires_in: ACCESS_TOKEN_LIFETIME_S, token_type: 'Bearer' };
}

function allScopes(tenant: Tenant, audience: string): readonly string[] {
    if (managementAudiences(tenant).includes(audience)) return MANAGEMENT_SCOPES;
    const server = tenant.store.resourceServerNamed(audience);
    return server === undefined ? [] : scopesOf(server).map(({ value }) => value);
}

async function grantToUser(tenant: Tenant, request: FastifyRequest, form: Form, grant: string): Promise<object> {
    const { store } = tenant;
    const client = requireClient(tenant, request, form, grant);
    const identifier = required(form, 'username');
    const password = required(form, 'password');
    const realm = grant === GRANTS.passwordRealm ? required(form, 'realm') : store.settings['default_directory'];
    if (typeof realm !== 'string' || realm === '')
        throw new OAuthError(400, 'server_error', 'Authorization server not configured with default connection.');
    const connection = store.connectionOfRealm(realm);
    if (connection === undefined) throw new OAuthError(400, 'invalid_request', `Unknown realm ${realm}.`);
    if (!connection.enabledClients.has(client.clientId))
        throw new OAuthError(403, 'unauthorized_client', 'The connection is not enabled for this client.');

    const profile = await logIn(store, connection, { identifier, password, ip: addressOf(request) }, tenant);
    const audience = text(form, 'audience') ?? `${issuerOf(tenant)}userinfo`;
    const scope = userScope(tenant, audience, text(form, 'scope'), client);
    const refreshToken = scope.split(' ').includes(OFFLINE_ACCESS)
        ? giveRefreshToken(store, grantOf(tenant, request, client, profile.userId, { audience, scope }))
        : undefined;
    return {
        access_token: await userToken(tenant, client, profile, { audience, scope, gty: 'password' }),
        ...(refreshToken !== undefined && { refresh_token: refreshToken }),
        ...(wantsIdToken(form) && { id_token: await idToken(tenant, client, profile) }),
        ...(scope !== '' && { scope }),
        expires_in: ACCESS_TOKEN_LIFETIME_S,
        token_type: 'Bearer',
    };
}

async function refresh(tenant: Tenant, request: FastifyRequest, form: Form, grant: string): Promise<object> {
    const { store, clock } = tenant;
    const client = requireClient(tenant, request, form, grant);
    const token = required(form, 'refresh_token');
    const found = findRefreshToken(store, { token, clientId: client.clientId, nowMs: clock.now() });
    const [profile] = store.users.profilesWithId(found?.userId ?? '');
    const refuse = (description: string) => {
        const { userId } = found ?? {};
        recordUserEvent(tenant, 'fertft', { description, userId, clientId: client.clientId, ip: addressOf(request) });
        return new OAuthError(403, 'invalid_grant', description);
    };
    if (found === undefined || profile === undefined) throw refuse('Unknown or invalid refresh token.');
    if (profile.blocked === true) throw refuse('user is blocked');
    const granted = found.scope.split(' ');
    const asked = text(form, 'scope')?.split(' ') ?? granted;
    const scope = granted.filter((name) => asked.includes(name)).join(' ');
    const next = useRefreshToken(store, token, grantOf(tenant, request, client, profile.userId, found));
    const description = 'Successful exchange';
    const { userId } = profile;
    recordUserEvent(tenant, 'sertft', { description, userId, clientId: client.clientId, ip: addressOf(request) });
    return {
        access_token: await userToken(tenant, client, profile, {
            audience: found.audience,
            scope,
            gty: 'refresh_token',
        }),
        ...(next !== undefined && { refresh_token: next }),
        ...(scope.split(' ').includes('openid') && { id_token: await idToken(tenant, client, profile) }),
        ...(scope !== '' && { scope }),
        expires_in: ACCESS_TOKEN_LIFETIME_S,
        token_type: 'Bearer',
    };
}

function grantOf(
    { clock }: Tenant,
    request: FastifyRequest,
    client: Client,
    userId: string,
    { audience, scope }: { audience: string; scope: string },
): RefreshTokenGrant {
    const userAgent = request.headers['user-agent'];
    return { client, userId, audience, scope, ip: addressOf(request), userAgent, nowMs: clock.now() };
}

function userToken(
    tenant: Tenant,
    client: Client,
    profile: Profile,
    { audience, scope, gty }: { audience: string; scope: string; gty: string },
): Promise<string> {
    const iss = issuerOf(tenant);
    return tenant.tokens.sign({ iss, sub: profile.userId, aud: audience, azp: client.clientId, scope, gty });
}

function idToken(tenant: Tenant, client: Client, profile: Profile): Promise<string> {
    const { name, nickname, picture, email, email_verified, updated_at } = formatUser(profile);
    return tenant.tokens.sign({
        ...{ name, nickname, picture, email, email_verified, updated_at },
        iss: issuerOf(tenant),
        sub: profile.userId,
        aud: client.clientId,
    });
}

// Recorded: without a scope all of OpenID Connect's are granted, but there is no ID token.
function wantsIdToken(form: Form): boolean {
    return text(form, 'scope')?.split(' ').includes('openid') === true;
}

// Scopes that are not known are dropped. On the Management API a user may act on no one but themselves.
function userScope(tenant: Tenant, audience: string, asked: string | undefined, client: Client): string {
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
    return isAllowed && Array.isArray(grants) && grants.includes(GRANTS.refreshToken);
}

function canonicalAudience(tenant: Tenant, audience: string): string {
    const [canonical = '', ...aliases] = managementAudiences(tenant);
    return aliases.includes(audience) ? canonical : audience;
}

function requireClient(tenant: Tenant, request: FastifyRequest, form: Form, grant: string): Client {
    const basic = basicCredentials(request.headers.authorization);
    const clientId = basic?.clientId ?? text(form, 'client_id');
    const secret = basic?.secret ?? text(form, 'client_secret');
    if (clientId === undefined) throw missing('client_id');
    const client = tenant.store.clients.get(clientId);
    if (client === undefined) throw new OAuthError(401, 'access_denied', 'Unauthorized');
    const isPublic = client.attributes['token_endpoint_auth_method'] === 'none';
    const needsSecret = !isPublic || grant === GRANTS.clientCredentials;
    if (needsSecret && !isSame(secret ?? '', client.clientSecret))
        throw new OAuthError(401, 'access_denied', 'Unauthorized');
    const allowed = client.attributes['grant_types'];
    if (!Array.isArray(allowed) || !allowed.includes(grant))
        throw new OAuthError(
            403,
            'unauthorized_client',
            `Grant type '${grant}' not allowed for the client.`,
            'https://auth0.com/docs/clients/client-grant-types',
        );
    return client;
}

function basicCredentials(header: string | undefined): { clientId: string; secret: string } | undefined {
    const [scheme, encoded] = (header ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return undefined;
    const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    try {
        // RFC 6749, 2.3.1: both are form-encoded before they are joined.
        return { clientId: decodeURIComponent(clientId), secret: decodeURIComponent(rest.join(':')) };
    } catch {
        return undefined;
    }
}

function addressOf(request: FastifyRequest): string {
    const forwarded = request.headers['auth0-forwarded-for'];
    return typeof forwarded === 'string' && forwarded !== '' ? forwarded : request.ip;
}

function readForm(body: unknown): Form {
    return typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? (body as Form) : {};
}

function text(form: Form, name: string): string | undefined {
    const value = Object.hasOwn(form, name) ? form[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
}

function required(form: Form, name: string): string {
    const value = text(form, name);
    if (value === undefined) throw missing(name);
    return value;
}

function missing(name: string): OAuthError {
    return new OAuthError(400, 'invalid_request', `Missing required parameter: ${name}`);
}

function isSame(given: string, expected: string): boolean {
    const [left, right] = [Buffer.from(given), Buffer.from(expected)];
    return left.length === right.length && timingSafeEqual(left, right);
}
