import type { Client, JsonObject } from '../entities.ts';
import { randomClientId, randomClientSecret } from '../ids.ts';
import { makeCredential } from './credentials.ts';

const GRANT_TYPES = ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'];

/** Makes a client with Auth0's defaults; `body` is as in `POST /clients`, checked already. */
export async function newClient(body: JsonObject, nowMs: number, clientId = randomClientId()): Promise<Client> {
    const { client_secret: secret, ...attributes } = await completedClient(body, nowMs);
    return { clientId, clientSecret: typeof secret === 'string' ? secret : randomClientSecret(), attributes };
}

/** Applies a PATCH to a client: objects are merged at every level, lists replaced, and `null` removes (recorded). */
export async function changeClient(client: Client, changes: JsonObject, nowMs: number): Promise<void> {
    const { client_secret: secret, client_authentication_methods: methods, ...rest } = changes;
    if (typeof secret === 'string') client.clientSecret = secret;
    const merged = mergedDeeply(client.attributes, rest);
    if (methods === null) delete merged['client_authentication_methods'];
    else if (methods !== undefined) merged['client_authentication_methods'] = await withoutKeys(methods, nowMs);
    // Of all texts that can be empty, this one is removed by it.
    if (merged['initiate_login_uri'] === '') delete merged['initiate_login_uri'];
    client.attributes = merged;
}

async function completedClient(body: JsonObject, nowMs: number): Promise<JsonObject> {
    const isResourceServer = body['app_type'] === 'resource_server';
    const {
        name,
        description,
        jwt_configuration: jwt,
        refresh_token: refresh,
        client_authentication_methods: methods,
        ...rest
    } = body;
    return {
        name,
        ...(description !== undefined && { description }),
        is_first_party: true,
        is_token_endpoint_ip_header_trusted: false,
        oidc_conformant: isResourceServer,
        jwt_configuration: completedJwt(jwt, isResourceServer),
        signing_keys: [{ cert: '-----BEGIN CERTIFICATE-----\r\nlocal\r\n-----END CERTIFICATE-----\r\n' }],
        sso_disabled: false,
        cross_origin_authentication: false,
        grant_types: defaultGrantTypes(body),
        custom_login_page_on: true,
        refresh_token: completedRefreshToken(isObject(refresh) ? refresh : {}, isConfidential(body)),
        ...rest,
        ...(methods !== undefined && { client_authentication_methods: await withoutKeys(methods, nowMs) }),
    };
}

function completedJwt(given: unknown, isResourceServer: boolean): JsonObject {
    if (isObject(given)) return { secret_encoded: false, ...given };
    return isResourceServer
        ? { secret_encoded: false, alg: 'RS256' }
        : { secret_encoded: false, lifetime_in_seconds: 36_000 };
}

function defaultGrantTypes(body: JsonObject): readonly string[] {
    if (body['app_type'] === 'resource_server') return [];
    // A client without a secret can't prove that it is itself.
    const isPublic = body['token_endpoint_auth_method'] === 'none';
    return isPublic ? GRANT_TYPES.filter((name) => name !== 'client_credentials') : GRANT_TYPES;
}

// Recorded: only a client that says how it proves itself at the token endpoint gets the longer lifetimes.
function isConfidential({ token_endpoint_auth_method: method }: JsonObject): boolean {
    return typeof method === 'string' && method !== 'none';
}

function completedRefreshToken(given: JsonObject, isForSecretKeeper: boolean): JsonObject {
    const expires = given['expiration_type'] === 'expiring';
    return {
        rotation_type: 'non-rotating',
        expiration_type: 'non-expiring',
        leeway: 0,
        token_lifetime: isForSecretKeeper ? 31_557_600 : 2_592_000,
        infinite_token_lifetime: !expires,
        infinite_idle_token_lifetime: !expires,
        idle_token_lifetime: isForSecretKeeper ? 2_592_000 : 1_296_000,
        ...given,
    };
}

// Auth0 takes public keys here and shows their credentials' IDs instead.
async function withoutKeys(methods: unknown, nowMs: number): Promise<unknown> {
    if (!isObject(methods)) return methods;
    const entries = await Promise.all(
        Object.entries(methods).map(async ([method, settings]): Promise<[string, unknown]> => {
            if (!isObject(settings) || !Array.isArray(settings['credentials'])) return [method, settings];
            const given = settings['credentials'].filter(isObject);
            const credentials = await Promise.all(
                given.map(async (credential) => ('id' in credential ? credential : makeCredential(credential, nowMs))),
            );
            return [method, { ...settings, credentials }];
        }),
    );
    return Object.fromEntries(entries);
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mergedDeeply(before: JsonObject, changes: JsonObject): JsonObject {
    const kept = Object.entries(before).filter(([name]) => changes[name] !== null);
    const changed = Object.entries(changes)
        .filter(([, value]) => value !== null)
        .map(([name, value]): [string, unknown] => {
            const old = before[name];
            return [name, isObject(value) ? mergedDeeply(isObject(old) ? old : {}, value) : value];
        });
    return Object.fromEntries([...kept, ...changed]);
}
