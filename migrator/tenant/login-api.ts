import { MigrationError } from '../errors.ts';
import { loggedFetch } from '../log/logged-fetch.ts';
import type { ClientCredentials } from './access-token.ts';
import { RETRYABLE_STATUS_CODES } from './limits.ts';
import type { LogIn, LoginAnswer } from './login.ts';
import { networkFailure } from './request-failure.ts';

const TIMEOUT_MS = 30_000;
const REQUEST = 'POST /oauth/token';

/**
 * Opens the login of a connection through Auth0's Authentication API, by the password-realm grant.
 *
 * @param client - of an application that may use the grant `password` and that the connection is enabled for
 * @see https://auth0.com/docs/api/authentication/resource-owner-password-flow/get-token (read 2026-08-20)
 */
export function openLoginApi(client: ClientCredentials, connectionName: string): LogIn {
    const { domain, clientId, clientSecret } = client;
    return async (identifier, password) => {
        let response: Response;
        try {
            response = await loggedFetch(`https://${domain}/oauth/token`, {
                method: 'POST',
                body: new URLSearchParams({
                    grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
                    realm: connectionName,
                    username: identifier,
                    password,
                    client_id: clientId,
                    client_secret: clientSecret,
                }),
                signal: AbortSignal.timeout(TIMEOUT_MS),
            });
        } catch (error) {
            throw networkFailure(domain, REQUEST, error);
        }
        const { status: statusCode } = response;
        const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
        if (response.ok) return 'accepted';
        const answer = answerOf(String(body['error']), String(body['error_description']));
        if (answer !== undefined) return answer;
        throw new MigrationError(
            RETRYABLE_STATUS_CODES.includes(statusCode) ? 'TENANT_UNREACHABLE' : 'REQUEST_REFUSED',
            `${domain} answered ${statusCode} to the login of a probe. Run again later.`,
            { statusCode, retryable: RETRYABLE_STATUS_CODES.includes(statusCode) },
        );
    };
}

// Auth0's own words; its documents and its answers differ in some, so both are taken.
function answerOf(error: string, description: string): LoginAnswer | undefined {
    switch (error) {
        case 'invalid_grant':
        case 'invalid_user_password':
        case 'password_leaked':
            return 'refused';
        case 'mfa_required':
            return 'accepted';
        case 'too_many_attempts':
            return 'blocked';
        case 'unauthorized':
            return /blocked/i.test(description) ? 'blocked' : 'not-allowed';
        // A Login script of a custom database that fails also says `access_denied`.
        case 'access_denied':
            return /^Unauthorized$/.test(description) ? 'not-allowed' : 'refused';
        case 'unauthorized_client':
        case 'invalid_client':
        case 'invalid_request':
            return 'not-allowed';
        default:
            return undefined;
    }
}
