import { MigrationError } from '../errors.ts';
import { RETRYABLE_STATUS_CODES } from './limits.ts';
import { networkReasonOf } from './network-reason.ts';
import { untilReset } from './rate-limiter.ts';

interface HeaderReader {
    get(name: string): string | null;
}

/** Makes the error of a request that got no answer: the network, TLS or a time-out. */
export function networkFailure(domain: string, request: string, cause: unknown): MigrationError {
    const { reason, certificate, isPlain, isNeverSent, canPass } = networkReasonOf(cause, Date.now());
    const noAnswer = isPlain
        ? `${domain} does not answer with HTTPS (${reason}). Check the domain and its port.`
        : `No answer from ${domain} to ${request} (${reason}). Check the domain and the network, then run again.`;
    return new MigrationError(
        'TENANT_UNREACHABLE',
        certificate === undefined ? noAnswer : `The certificate of ${domain} ${certificate} (${reason}).`,
        { retryable: canPass, nothingHappened: isNeverSent, cause },
    );
}

/** Makes the error of a request that was answered as done, with something else than what was asked for. */
export function incompleteAnswer(domain: string, request: string): MigrationError {
    return new MigrationError(
        'TENANT_UNREACHABLE',
        `${domain} answered ${request}, but not with what was asked for. Check the domain, and whether a proxy answers in its place, then run again.`,
        { retryable: true },
    );
}

/**
 * Makes the error of a request that was answered with a status which says nothing more of it.
 *
 * @param said - what the answer says, without personal data
 */
export function answeredFailure(
    domain: string,
    request: string,
    said: string,
    { status: statusCode, headers }: { readonly status: number; readonly headers: HeaderReader | undefined },
): MigrationError {
    const retryable = RETRYABLE_STATUS_CODES.includes(statusCode);
    // A 408 may have been worked on; every other 4xx says that it was not.
    const nothingHappened = statusCode < 500 && statusCode !== 408;
    const retryAfterMs = statusCode === 429 ? waitOf(headers) : undefined;
    return new MigrationError(
        statusCode >= 500 ? 'TENANT_UNREACHABLE' : 'REQUEST_REFUSED',
        `${domain} refused ${request} (${said}). ${retryable ? 'Run again later.' : 'Nothing was changed by this request.'}`,
        { statusCode, retryable, nothingHappened, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    );
}

// `x-ratelimit-reset` is in UNIX seconds; a reset in the past must not become a hot loop.
function waitOf(headers: HeaderReader | undefined): number | undefined {
    const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
    if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    const reset = Number(headers?.get('x-ratelimit-reset') ?? Number.NaN);
    return Number.isFinite(reset) && headers !== undefined
        ? Math.max(0, untilReset(headers, reset * 1000, Date.now()))
        : undefined;
}

/** Tells whether the SDK's error is an answer with a status. */
export function isStatus(error: unknown, statusCode: number): boolean {
    return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === statusCode;
}
