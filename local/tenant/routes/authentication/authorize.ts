import type { AuthorizationCodes, AuthorizationRequest, CodeChallenge } from '../../authorization-codes.ts';
import type { Client } from '../../entities.ts';
import { OAuthError } from '../../errors.ts';
import { type Query, queryText } from '../../paging.ts';
import type { App } from '../../server.ts';
import type { Tenant } from '../../tenant.ts';
import { logIn } from '../../users/log-in.ts';
import { bodyFields } from './body-fields.ts';
import { loginPage, messagePage } from './login-page.ts';
import { userinfoAudience, userScope } from './user-tokens.ts';

/** Serves `/authorize` (authorization code, with PKCE) and the login page that it leads to. There are no sessions: each visit asks for the password. */
export function authorizeRoutes(app: App, tenant: Tenant, codes: AuthorizationCodes): void {
    const { store } = tenant;

    app.get<{ Querystring: Query }>('/authorize', async ({ query }, reply) => {
        const client = store.clients.get(queryText(query, 'client_id') ?? '');
        if (client === undefined) return messagePage(reply, 400, 'Unknown client. Check the parameter client_id.');
        const redirectUri = queryText(query, 'redirect_uri') ?? callbacksOf(client)[0];
        // An unknown client must not be redirected anywhere.
        if (redirectUri === undefined || !callbacksOf(client).includes(redirectUri))
            return messagePage(
                reply,
                400,
                'Callback URL mismatch. Add the redirect_uri to the callbacks of the client.',
            );
        const state = queryText(query, 'state');
        const request = readRequest(tenant, client, query, { redirectUri, state });
        if ('error' in request) return reply.redirect(withParameters(redirectUri, { ...request, state }));
        return reply.redirect(`/u/login?state=${codes.open(request)}`);
    });

    app.get<{ Querystring: Query }>('/u/login', async ({ query }, reply) => {
        const request = codes.find(queryText(query, 'state') ?? '');
        if (request === undefined) return messagePage(reply, 400, 'This login page is used up or too old.');
        return loginPage(reply, request.connections);
    });

    app.post<{ Querystring: Query }>('/u/login', async (httpRequest, reply) => {
        const { query, body } = httpRequest;
        const key = queryText(query, 'state') ?? '';
        const request = codes.find(key);
        if (request === undefined) return messagePage(reply, 400, 'This login page is used up or too old.');
        const { text } = bodyFields(body);
        const [identifier, password] = [text('username'), text('password')];
        const name = text('connection') ?? request.connections[0];
        const connection = store.connectionNamed(name ?? '');
        if (identifier === undefined || password === undefined || connection === undefined)
            return loginPage(reply, request.connections, 'A name and a password are needed.');
        if (!request.connections.includes(connection.name) || !connection.enabledClients.has(request.clientId))
            return loginPage(reply, request.connections, 'The connection is not enabled for this client.');
        try {
            const login = { identifier, password, ip: httpRequest.ip };
            const { userId } = await logIn(store, connection, login, tenant);
            const code = codes.authorize(key, request, userId);
            return await reply.redirect(withParameters(request.redirectUri, { code, state: request.state }));
        } catch (error) {
            if (error instanceof OAuthError) return loginPage(reply, request.connections, error.message);
            throw error;
        }
    });
}

type Refusal = { error: string; error_description: string };

function readRequest(
    tenant: Tenant,
    client: Client,
    query: Query,
    { redirectUri, state }: { redirectUri: string; state: string | undefined },
): AuthorizationRequest | Refusal {
    const refuse = (error: string, description: string): Refusal => ({ error, error_description: description });
    if (queryText(query, 'response_type') !== 'code')
        return refuse('unsupported_response_type', 'The local tenant serves response_type=code only.');
    const grants = client.attributes['grant_types'];
    if (!Array.isArray(grants) || !grants.includes('authorization_code'))
        return refuse('unauthorized_client', "Grant type 'authorization_code' not allowed for the client.");
    if (queryText(query, 'prompt') === 'none') return refuse('login_required', 'Login required');
    const challenge = readChallenge(query);
    if (challenge === 'unknown') return refuse('invalid_request', 'Unsupported code_challenge_method');
    const isPublic = client.attributes['token_endpoint_auth_method'] === 'none';
    if (isPublic && challenge === undefined)
        return refuse('invalid_request', 'Parameter code_challenge is needed by a client without a secret.');
    const wanted = queryText(query, 'connection');
    const connections = [...tenant.store.connections.values()]
        .filter(({ strategy, enabledClients }) => strategy === 'auth0' && enabledClients.has(client.clientId))
        .map(({ name }) => name)
        .filter((name) => wanted === undefined || name === wanted);
    if (connections.length === 0) return refuse('invalid_request', 'no connections enabled for the client');
    const audience = queryText(query, 'audience') ?? userinfoAudience(tenant);
    return {
        clientId: client.clientId,
        redirectUri,
        audience,
        scope: userScope(tenant, audience, queryText(query, 'scope'), client),
        state,
        nonce: queryText(query, 'nonce'),
        challenge,
        connections,
    };
}

function readChallenge(query: Query): CodeChallenge | undefined | 'unknown' {
    const value = queryText(query, 'code_challenge');
    if (value === undefined) return undefined;
    const method = queryText(query, 'code_challenge_method') ?? 'plain';
    return method === 'S256' || method === 'plain' ? { method, value } : 'unknown';
}

function callbacksOf(client: Client): string[] {
    const { callbacks } = client.attributes;
    return Array.isArray(callbacks) ? callbacks.filter((callback) => typeof callback === 'string') : [];
}

function withParameters(address: string, parameters: Record<string, string | undefined>): string {
    const url = new URL(address);
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
    return url.href;
}
