import type { JsonObject } from '../entities.ts';
import { objectId } from '../ids.ts';
import type { ResourceServer } from './resource-server.ts';
import { systemResourceServer } from './system-resource-servers.ts';

const DEFAULT_LIFETIME_S = 86_400;
const DEFAULT_WEB_LIFETIME_S = 7200;
const SUBJECT_TYPES = { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } };

/** Makes an API with Auth0's defaults; `body` is as in `POST /resource-servers`, checked already. */
export function newResourceServer(body: JsonObject & { identifier: string }, nowMs: number): ResourceServer {
    const { identifier, name, scopes, signing_alg: algorithm = 'RS256', ...rest } = body;
    const id = objectId(nowMs);
    const system = systemResourceServer(identifier);
    if (system !== undefined) {
        const { authorization_policy: policy } = rest;
        return {
            id,
            identifier,
            attributes: { ...system, ...(policy !== undefined && { authorization_policy: policy }) },
        };
    }
    const {
        allow_offline_access: offline = false,
        token_lifetime: lifetime = DEFAULT_LIFETIME_S,
        token_lifetime_for_web: webLifetime = DEFAULT_WEB_LIFETIME_S,
        skip_consent_for_verifiable_first_party_clients: skipsConsent = false,
        ...others
    } = rest;
    const attributes = {
        // Recorded: an API without a name has none.
        ...(name !== undefined && { name }),
        ...(scopes !== undefined && { scopes }),
        signing_alg: algorithm,
        allow_offline_access: offline,
        token_lifetime: lifetime,
        token_lifetime_for_web: webLifetime,
        skip_consent_for_verifiable_first_party_clients: skipsConsent,
        subject_type_authorization: SUBJECT_TYPES,
        ...others,
    };
    return { id, identifier, attributes: withoutKeys(attributes) };
}

/** Applies a PATCH: root fields are replaced, `null` removes. */
export function changeResourceServer(server: ResourceServer, changes: JsonObject): void {
    server.attributes = withoutKeys({ ...server.attributes, ...changes });
}

// Of a key for encryption the PEM text is never shown again (recorded).
function withoutKeys(attributes: JsonObject): JsonObject {
    const shown = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
    const { token_encryption: encryption, ...rest } = shown;
    if (encryption === undefined) return shown;
    const withoutPem = JSON.parse(JSON.stringify(encryption), (key, value: unknown) =>
        key === 'pem' ? undefined : value,
    ) as unknown;
    return { ...rest, token_encryption: withoutPem };
}
