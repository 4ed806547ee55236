import { ManagementError } from 'auth0';
import { redact } from '../disclosure/redact.ts';
import { MigrationError } from '../errors.ts';
import { answeredFailure, incompleteAnswer, networkFailure } from './request-failure.ts';
import { AnswerIncomplete } from './sdk-page.ts';

/**
 * Turns what the SDK threw into a {@link MigrationError}.
 *
 * Auth0's own message is kept where it cannot hold personal data: addresses in it are cut out.
 *
 * @param request - method and route without IDs of users, for the message
 */
export function sdkFailure(domain: string, request: string, error: unknown): unknown {
    if (error instanceof AnswerIncomplete) return incompleteAnswer(domain, request);
    if (!(error instanceof ManagementError)) return error;
    const { statusCode } = error;
    if (statusCode === undefined) return networkFailure(domain, request, error);
    const answer = answerOf(error.body);
    const said = answer.message === '' ? `status ${statusCode}` : `status ${statusCode}: ${answer.message}`;
    if (statusCode === 401) {
        return new MigrationError(
            'TENANT_UNAUTHORIZED',
            `${domain} refused the token for ${request} (${said}). Check the credentials.`,
            {
                statusCode,
                nothingHappened: true,
            },
        );
    }
    if (statusCode === 403 && answer.errorCode === 'insufficient_scope') {
        return new MigrationError(
            'MISSING_SCOPES',
            `${domain} refused ${request} (${answer.message}). Grant the scope to the application under Applications > APIs > Auth0 ` +
                `Management API, then run again.`,
            { statusCode, nothingHappened: true },
        );
    }
    if (statusCode === 429 && answer.message.includes('active import users jobs')) {
        return new MigrationError(
            'IMPORT_SLOTS_BUSY',
            `${domain} already runs as many import jobs as it may. Wait for one to end.`,
            {
                statusCode,
                retryable: true,
                nothingHappened: true,
            },
        );
    }
    return answeredFailure(domain, request, said, { status: statusCode, headers: error.rawResponse?.headers });
}

/** Gives Auth0's `errorCode` of what the SDK threw, or an empty text. */
export function errorCodeOf(error: unknown): string {
    return error instanceof ManagementError ? answerOf(error.body).errorCode : '';
}

function answerOf(body: unknown): { message: string; errorCode: string } {
    const answer = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const text = (value: unknown) => (typeof value === 'string' ? redact(value).slice(0, 300) : '');
    return { message: text(answer['message']), errorCode: text(answer['errorCode']) };
}
