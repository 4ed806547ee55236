import { z } from 'zod';
import { MigrationError } from '../errors.ts';
import { loggedFetch } from '../log/logged-fetch.ts';
import { incompleteAnswer, networkFailure } from './request-failure.ts';

/** The credentials of a machine-to-machine application that may use the Management API. */
export interface ClientCredentials {
    /** Host and, if it is not 443, port: `example.eu.auth0.com`, `localhost:8443`. */
    readonly domain: string;
    /** ID of a machine-to-machine application. */
    readonly clientId: string;
    /** Secret of that application. */
    readonly clientSecret: string;
    /** Names of the settings that the ID and the secret come from, for messages. */
    readonly settingNames?: readonly string[];
}

/** A Management API token with what Auth0 says of it. */
export interface AccessToken {
    readonly value: string;
    readonly scopes: readonly string[];
    /** Milliseconds since the Unix epoch. */
    readonly expiresAt: number;
}

const tokenAnswer = z.object({ access_token: z.string(), scope: z.string().default(''), expires_in: z.number() });

/**
 * Asks for a Management API token by client credentials.
 *
 * The SDK could do this by itself, but it keeps the answer's `scope`, which the checks before a run need.
 *
 * @throws {MigrationError} `TENANT_UNAUTHORIZED` when Auth0 refuses the credentials or the application has no grant;
 * `TENANT_UNREACHABLE` (retryable) when there is no answer, a server error, or a page that is no answer
 * @see https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens (read 2026-08-20)
 */
export async function requestAccessToken(credentials: ClientCredentials, now: () => number): Promise<AccessToken> {
    const { domain, clientId, clientSecret } = credentials;
    let response: Response;
    try {
        response = await loggedFetch(`https://${domain}/oauth/token`, {
            method: 'POST',
            body: new URLSearchParams({
                grant_type: 'client_credentials',
                client_id: clientId,
                client_secret: clientSecret,
                audience: `https://${domain}/api/v2/`,
            }),
            signal: AbortSignal.timeout(30_000),
        });
    } catch (error) {
        throw networkFailure(domain, 'POST /oauth/token', error);
    }
    if (!response.ok) {
        await response.body?.cancel();
        throw refusal(credentials, response.status);
    }
    const { data: answer } = tokenAnswer.safeParse(await response.json().catch(() => undefined));
    if (answer === undefined) throw incompleteAnswer(domain, 'POST /oauth/token');
    return {
        value: answer.access_token,
        scopes: answer.scope.split(' ').filter((scope) => scope !== ''),
        expiresAt: now() + answer.expires_in * 1000,
    };
}

function refusal({ domain, clientId, settingNames }: ClientCredentials, statusCode: number): MigrationError {
    if (statusCode === 429 || statusCode >= 500) {
        return new MigrationError(
            'TENANT_UNREACHABLE',
            `The tenant ${domain} answered ${statusCode} to the request for a token. Run again later.`,
            { retryable: true, statusCode },
        );
    }
    return new MigrationError(
        'TENANT_UNAUTHORIZED',
        `The tenant ${domain} refused the client${shownClient(clientId)} (status ${statusCode}). Expected the ID and secret of a machine-to-machine ` +
            `application of this tenant that is authorized for the Management API (https://${domain}/api/v2/). Check ` +
            `${settingNames === undefined ? 'both settings' : settingNames.join(' and ')}, and the application's authorization in Auth0's dashboard ` +
            `under Applications > APIs.`,
        { statusCode },
    );
}

// IDs of applications are 32 letters and digits; their secrets are longer, and stand in the wrong place at times.
function shownClient(clientId: string): string {
    return /^[A-Za-z0-9]{1,32}$/.test(clientId) ? ` ${clientId}` : '';
}
