import { loggedFetch } from '../log/logged-fetch.ts';
import type { RequestPasswordMail } from './password-mails.ts';
import type { RateLimitListener } from './rate-limiter.ts';
import { answeredFailure, incompleteAnswer, networkFailure } from './request-failure.ts';

const TIMEOUT_MS = 30_000;
const REQUEST = 'POST /dbconnections/change_password';
/** What Auth0 answers, whether it knows the address or not. */
const SENT = 'sent you an email';

/**
 * Opens the password mails of a connection through Auth0's Authentication API.
 *
 * @param clientId - of the application that the mail is about; undefined for none
 * @param onRateLimit - called with the rate limit that each answer reports
 * @see https://auth0.com/docs/api/authentication/database-connections/change-password (read 2026-08-20)
 */
export function openPasswordMailApi(
    domain: string,
    connection: string,
    clientId: string | undefined,
    onRateLimit: RateLimitListener,
): RequestPasswordMail {
    return async (email) => {
        let answer: Response;
        let said: string;
        try {
            answer = await loggedFetch(`https://${domain}/dbconnections/change_password`, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ ...(clientId === undefined ? {} : { client_id: clientId }), connection, email }),
                signal: AbortSignal.timeout(TIMEOUT_MS),
            });
            said = await answer.text();
        } catch (error) {
            throw networkFailure(domain, REQUEST, error);
        }
        onRateLimit('others', answer.headers);
        // The text of a refusal may quote the address.
        if (!answer.ok) throw answeredFailure(domain, REQUEST, `status ${answer.status}`, answer);
        // A proxy that answers in Auth0's place has mailed nobody.
        if (!said.includes(SENT)) throw incompleteAnswer(domain, REQUEST);
    };
}
