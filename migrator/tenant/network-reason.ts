import { redact } from '../disclosure/redact.ts';

/** The request did not leave: nobody was there to take it. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * Codes with which Node refuses a certificate, and what they mean to a person.
 *
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes (read 2026-11-26)
 */
const CERTIFICATE_ADVICE: readonly (readonly [code: RegExp, advice: (now: string) => string])[] = [
    [
        /^(CERT_NOT_YET_VALID|CERT_HAS_EXPIRED)$/,
        (now) => `is not valid at the time of this machine, ${now}. If that time is wrong, set the clock`,
    ],
    [
        /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
        () => 'is for another host. Check the domain, and whether a proxy answers in its place',
    ],
    [
        /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)|CERT/,
        () =>
            'is not trusted by this machine. Set NODE_EXTRA_CA_CERTS to the CA file of your local tenant, or of the proxy that inspects your traffic',
    ],
];

/** What a failure of the network says. */
export interface NetworkReason {
    /** The code of the system, or the words of the error without personal data. */
    readonly reason: string;
    /** What is wrong with the tenant's certificate, as the end of a sentence. Undefined if it is not the certificate. */
    readonly certificate: string | undefined;
    /** Whether another server than the tenant's may have answered: it speaks no TLS. */
    readonly isPlain: boolean;
    /** Whether the request certainly never left. */
    readonly isNeverSent: boolean;
    /** Whether the same request can succeed later. */
    readonly canPass: boolean;
}

/** Reads why a request got no answer. */
export function networkReasonOf(cause: unknown, now: number): NetworkReason {
    const reason = codeOf(cause);
    const advice = CERTIFICATE_ADVICE.find(([code]) => code.test(reason))?.[1];
    const certificate = advice?.(`${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`);
    const isPlain = /^(ERR_SSL_|EPROTO$)/.test(reason);
    return {
        ...{ reason, certificate, isPlain },
        isNeverSent: certificate !== undefined || isPlain || NEVER_SENT.test(reason),
        canPass: certificate === undefined && !isPlain && reason !== 'ENOTFOUND' && reason !== 'bad port',
    };
}

function codeOf(cause: unknown): string {
    for (let error = cause, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
        if ('code' in error && typeof error.code === 'string') return error.code;
        if (error.cause === undefined) return redact(error.message).slice(0, 200);
    }
    return 'no reason known';
}
