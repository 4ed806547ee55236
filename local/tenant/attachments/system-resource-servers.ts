import type { JsonObject } from '../entities.ts';

const MY_ACCOUNT_ACTIONS = { create: 'Create', read: 'Read', delete: 'Delete' };

/** APIs that Auth0 defines itself: creating one by its identifier gives these, whatever else was written (recorded). */
export function systemResourceServer(identifier: string): JsonObject | undefined {
    if (identifier === 'urn:auth0:express-configure')
        return {
            name: 'Okta OIN Express Configuration API',
            scopes: [
                { value: 'express_configure:sso', description: 'Ability to create SSO configurations' },
                { value: 'express_configure:scim', description: 'Ability to create scim configurations' },
            ],
            signing_alg: 'RS256',
            allow_offline_access: false,
            token_lifetime: 300,
            token_lifetime_for_web: 7200,
            skip_consent_for_verifiable_first_party_clients: false,
            enforce_policies: true,
            is_system: true,
            subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'deny_all' } },
        };
    if (/^https:\/\/[^/]+\/me\/$/.test(identifier))
        return {
            name: 'Auth0 My Account API',
            scopes: Object.entries(MY_ACCOUNT_ACTIONS).map(([action, word]) => ({
                value: `${action}:me:connected_accounts`,
                description: `${word} Connected Accounts`,
            })),
            signing_alg: 'RS256',
            allow_offline_access: true,
            token_lifetime: 600,
            token_lifetime_for_web: 600,
            skip_consent_for_verifiable_first_party_clients: true,
            is_system: true,
            proof_of_possession: { mechanism: 'dpop', required: false },
            subject_type_authorization: { user: { policy: 'require_client_grant' }, client: { policy: 'deny_all' } },
        };
    return undefined;
}
