import { COUNT, closed, FLAG, list, oneOf, open, orNull, TEXT } from './shape.ts';

/** Properties of a new API as Auth0's OpenAPI document (2026-06-25) has them. */
export const NEW_RESOURCE_SERVER = {
    allow_offline_access: FLAG,
    allow_online_access: FLAG,
    authorization_details: orNull(list({})),
    authorization_policy: orNull(
        closed({ policy_id: { ...TEXT, minLength: 1, maxLength: 1024 } }, { required: ['policy_id'] }),
    ),
    consent_policy: orNull(oneOf('transactional-authorization-with-mfa')),
    enforce_policies: FLAG,
    name: { ...TEXT, maxLength: 200, pattern: /^[^<>]+$/ },
    proof_of_possession: orNull(
        closed(
            { mechanism: oneOf('mtls', 'dpop'), required: FLAG, required_for: oneOf('public_clients', 'all_clients') },
            { required: ['mechanism', 'required'] },
        ),
    ),
    scopes: list(
        closed(
            { description: { ...TEXT, maxLength: 500 }, value: { ...TEXT, minLength: 1, maxLength: 280 } },
            { required: ['value'] },
        ),
    ),
    signing_alg: oneOf('HS256', 'RS256', 'RS512', 'PS256'),
    signing_secret: { ...TEXT, minLength: 16 },
    skip_consent_for_verifiable_first_party_clients: FLAG,
    subject_type_authorization: closed({
        client: open({ policy: oneOf('deny_all', 'require_client_grant') }),
        user: open({ policy: oneOf('allow_all', 'deny_all', 'require_client_grant') }),
    }),
    token_dialect: oneOf('access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'),
    token_encryption: orNull(
        closed(
            {
                encryption_key: closed(
                    {
                        alg: oneOf('RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512'),
                        kid: { ...TEXT, minLength: 1, maxLength: 128 },
                        name: { ...TEXT, minLength: 1, maxLength: 128 },
                        pem: { ...TEXT, minLength: 1, maxLength: 4096 },
                    },
                    { required: ['alg', 'pem'] },
                ),
                format: {},
            },
            { required: ['format', 'encryption_key'] },
        ),
    ),
    token_lifetime: { ...COUNT, minimum: 0, maximum: 2592000 },
};
