import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import type { PropertyMap, PropertyValue } from '../../values/property-value.ts';

const SERVER_ERROR_ATTEMPTS = 3;
const RATE_LIMIT_ATTEMPTS = 10;
// What the Terraform provider waits when a 429 does not say when the window ends.
// See https://github.com/auth0/terraform-provider-auth0 internal/config/config.go (read 2026-11-21)
const DEFAULT_WAIT_MS = 5000;
const REQUEST_TIMEOUT_MS = 60_000;

/** Where a tenant is and who asks. */
export interface TenantCredentials {
    /** Host, with its port when it is not 443. */
    readonly domain: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiToken?: string | undefined;
    readonly audience?: string | undefined;
}

/** An answer of the tenant other than a success. */
export class ManagementApiError extends Error {
    override readonly name = 'ManagementApiError';
    readonly statusCode: number;

    constructor(statusCode: number, message: string) {
        super(message);
        this.statusCode = statusCode;
    }
}

interface Answer {
    readonly statusCode: number;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly text: string;
}

/**
 * Calls the Management API of one tenant over HTTPS; gets its own token, and waits out rate limits.
 *
 * Certificates are verified against Node's own roots and the files in `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`.
 */
export class ManagementClient {
    readonly #credentials: TenantCredentials;
    readonly #authorities: string[];
    #token: Promise<string> | undefined;

    constructor(credentials: TenantCredentials, env: NodeJS.ProcessEnv) {
        this.#credentials = credentials;
        const files = [env['SSL_CERT_FILE'], env['NODE_EXTRA_CA_CERTS']].filter(
            (file) => file !== undefined && file !== '',
        );
        this.#authorities = [...rootCertificates, ...files.map((file) => readFileSync(file as string, 'utf8'))];
    }

    /**
     * Calls one endpoint.
     *
     * @param path - behind `/api/v2`, with its query
     * @throws {ManagementApiError} with the status and the message of the tenant
     */
    async call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: PropertyValue): Promise<PropertyMap> {
        const send = async (): Promise<Answer> =>
            this.#send(method, `/api/v2${path}`, body === undefined ? undefined : JSON.stringify(body), {
                authorization: `Bearer ${await this.#getToken()}`,
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            });
        let answer = await this.#sendPatiently(send);
        if (answer.statusCode === 401) {
            this.#token = undefined;
            answer = await this.#sendPatiently(send);
        }
        if (answer.statusCode < 200 || answer.statusCode > 299) {
            throw toError(answer, `${method} ${path}`);
        }
        return answer.text === '' ? {} : (JSON.parse(answer.text) as PropertyMap);
    }

    #getToken(): Promise<string> {
        if (this.#credentials.apiToken !== undefined) {
            return Promise.resolve(this.#credentials.apiToken);
        }
        this.#token ??= this.#requestToken().catch((error: unknown) => {
            this.#token = undefined;
            throw error;
        });
        return this.#token;
    }

    async #requestToken(): Promise<string> {
        const { domain, clientId, clientSecret, audience } = this.#credentials;
        const form = new URLSearchParams({
            audience: audience ?? `https://${domain}/api/v2/`,
            grant_type: 'client_credentials',
        });
        const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString(
            'base64',
        );
        const answer = await this.#sendPatiently(() =>
            this.#send('POST', '/oauth/token', form.toString(), {
                authorization: `Basic ${basic}`,
                'content-type': 'application/x-www-form-urlencoded',
            }),
        );
        if (answer.statusCode !== 200) {
            throw toError(answer, 'POST /oauth/token');
        }
        return (JSON.parse(answer.text) as { access_token: string }).access_token;
    }

    async #sendPatiently(send: () => Promise<Answer>): Promise<Answer> {
        for (let attempt = 1; ; attempt++) {
            const answer = await send();
            const isRateLimited = answer.statusCode === 429 && attempt < RATE_LIMIT_ATTEMPTS;
            const isServerError = [500, 502, 503, 504].includes(answer.statusCode) && attempt < SERVER_ERROR_ATTEMPTS;
            if (!isRateLimited && !isServerError) {
                return answer;
            }
            await sleep(isRateLimited ? rateLimitWaitMs(answer) : 250 * 2 ** attempt);
        }
    }

    #send(method: string, path: string, body: string | undefined, headers: Record<string, string>): Promise<Answer> {
        const { domain } = this.#credentials;
        return new Promise((resolve, reject) => {
            const outgoing = request(
                new URL(`https://${domain}${path}`),
                {
                    method,
                    ca: this.#authorities,
                    timeout: REQUEST_TIMEOUT_MS,
                    headers: {
                        ...headers,
                        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
                    },
                },
                (incoming) => {
                    const chunks: Buffer[] = [];
                    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
                    incoming.once('error', reject);
                    incoming.once('end', () => {
                        const text = Buffer.concat(chunks).toString('utf8');
                        resolve({ statusCode: incoming.statusCode ?? 0, headers: incoming.headers, text });
                    });
                },
            );
            outgoing.once('timeout', () => {
                outgoing.destroy(new Error(`The tenant ${domain} did not answer within ${REQUEST_TIMEOUT_MS} ms.`));
            });
            outgoing.once('error', (cause) => {
                reject(new Error(`The tenant ${domain} cannot be reached: ${cause.message}`, { cause }));
            });
            outgoing.end(body);
        });
    }
}

function rateLimitWaitMs({ headers }: Answer): number {
    const resetSeconds = Number(headers['x-ratelimit-reset']);
    const waitMs = resetSeconds * 1000 - Date.now();
    return Number.isFinite(waitMs) && waitMs > 0 ? waitMs : DEFAULT_WAIT_MS;
}

function toError({ statusCode, text }: Answer, what: string): ManagementApiError {
    let message = text;
    try {
        const body = JSON.parse(text) as { error?: string; message?: string; error_description?: string };
        message = [body.error, body.message ?? body.error_description].filter(Boolean).join(': ');
    } catch {
        // Not JSON: a proxy's page, or nothing; its text has to do.
    }
    return new ManagementApiError(statusCode, `${what}: ${statusCode} ${message}`.trim());
}
