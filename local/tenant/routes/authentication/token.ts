import type { FastifyRequest } from 'fastify';
import { findRefreshToken, useRefreshToken } from '../../attachments/refresh-token.ts';
import { scopesOf } from '../../attachments/resource-server.ts';
import { type AuthorizationCodes, isVerified } from '../../authorization-codes.ts';
import type { Client } from '../../entities.ts';
import { OAuthError } from '../../errors.ts';
import { ACCESS_TOKEN_LIFETIME_S } from '../../limits.ts';
import { recordUserEvent } from '../../logs/record-user-event.ts';
import { MANAGEMENT_SCOPES } from '../../scopes.ts';
import type { App } from '../../server.ts';
import { issuerOf, managementAudiences, type Tenant } from '../../tenant.ts';
import { logIn } from '../../users/log-in.ts';
import { sendBareJson } from '../bare-json.ts';
import { setRateHeaders } from '../management/access.ts';
import { addressOf, type Form, readForm, requireClient, required, text } from './client-authentication.ts';
import { grantOf, loginTokens, userinfoAudience, userScope, userTokens } from './user-tokens.ts';

/** The grant types that the token endpoint serves. */
const GRANTS = {
    authorizationCode: 'authorization_code',
    clientCredentials: 'client_credentials',
    password: 'password',
    passwordRealm: 'http://auth0.com/oauth/grant-type/password-realm',
    refreshToken: 'refresh_token',
};

/** Serves `POST /oauth/token`. */
export function tokenRoutes(app: App, tenant: Tenant, codes: AuthorizationCodes): void {
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
            case GRANTS.authorizationCode:
                return sendBareJson(reply, await exchangeCode(tenant, request, form, { grant, codes }));
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

    const profile = await logIn(store, connection, { identifier, password, ip: addressOf(request, client) }, tenant);
    const audience = text(form, 'audience') ?? userinfoAudience(tenant);
    const scope = userScope(tenant, audience, text(form, 'scope'), client);
    // Recorded: without a scope all of OpenID Connect's are granted, but there is no ID token.
    const hasIdToken = text(form, 'scope')?.split(' ').includes('openid') === true;
    return loginTokens(tenant, request, { client, profile, audience, scope, gty: 'password', hasIdToken });
}

async function exchangeCode(
    tenant: Tenant,
    request: FastifyRequest,
    form: Form,
    { grant, codes }: { grant: string; codes: AuthorizationCodes },
): Promise<object> {
    const client = requireClient(tenant, request, form, grant);
    const found = codes.take(required(form, 'code'));
    const [profile] = tenant.store.users.profilesWithId(found?.userId ?? '');
    const refuse = (description: string) => new OAuthError(403, 'invalid_grant', description);
    if (found?.clientId !== client.clientId || profile === undefined) throw refuse('Invalid authorization code');
    if (found.redirectUri !== text(form, 'redirect_uri'))
        throw refuse('The redirect URI is wrong. You sent another one than to /authorize.');
    if (!isVerified(found.challenge, text(form, 'code_verifier'))) throw refuse('Failed to verify code verifier');
    const { audience, scope, nonce } = found;
    const hasIdToken = scope.split(' ').includes('openid');
    return loginTokens(tenant, request, { client, profile, audience, scope, nonce, gty: undefined, hasIdToken });
}

async function refresh(tenant: Tenant, request: FastifyRequest, form: Form, grant: string): Promise<object> {
    const { store, clock } = tenant;
    const client = requireClient(tenant, request, form, grant);
    const token = required(form, 'refresh_token');
    const found = findRefreshToken(store, { token, clientId: client.clientId, nowMs: clock.now() });
    const [profile] = store.users.profilesWithId(found?.userId ?? '');
    const refuse = (description: string) => {
        const { userId } = found ?? {};
        recordUserEvent(tenant, 'fertft', {
            description,
            userId,
            clientId: client.clientId,
            ip: addressOf(request, client),
        });
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
    recordUserEvent(tenant, 'sertft', {
        description,
        userId,
        clientId: client.clientId,
        ip: addressOf(request, client),
    });
    const hasIdToken = scope.split(' ').includes('openid');
    const { audience } = found;
    return userTokens(tenant, { client, profile, audience, scope, gty: 'refresh_token', hasIdToken }, next);
}

function canonicalAudience(tenant: Tenant, audience: string): string {
    const [canonical = '', ...aliases] = managementAudiences(tenant);
    return aliases.includes(audience) ? canonical : audience;
}
