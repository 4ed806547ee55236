import type { App } from '../../server.ts';
import { issuerOf, type Tenant } from '../../tenant.ts';

/** Serves what clients read before they trust a token. */
export function wellKnownRoutes(app: App, tenant: Tenant): void {
    app.get('/.well-known/jwks.json', () => tenant.tokens.jwks);

    app.get('/.well-known/openid-configuration', () => {
        const issuer = issuerOf(tenant);
        return {
            issuer,
            authorization_endpoint: `${issuer}authorize`,
            userinfo_endpoint: `${issuer}userinfo`,
            revocation_endpoint: `${issuer}oauth/revoke`,
            token_endpoint: `${issuer}oauth/token`,
            jwks_uri: `${issuer}.well-known/jwks.json`,
            scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
            response_types_supported: ['code'],
            code_challenge_methods_supported: ['S256', 'plain'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
            token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
        };
    });
}
