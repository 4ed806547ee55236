import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.ts';
import { randomTicket } from './ids.ts';
import { AUTHORIZATION_CODE_LIFETIME_MS, LOGIN_PAGE_LIFETIME_MS } from './limits.ts';

/** What an application asked for at `/authorize`. */
export interface AuthorizationRequest {
    clientId: string;
    redirectUri: string;
    audience: string;
    scope: string;
    state: string | undefined;
    nonce: string | undefined;
    /** Of PKCE; undefined for an application that does without. */
    challenge: CodeChallenge | undefined;
    /** The names of the databases that may let the user in. */
    connections: readonly string[];
}

/** What the verifier of an application must fit. */
export interface CodeChallenge {
    method: 'S256' | 'plain';
    value: string;
}

/** What a code stands for. */
export type AuthorizedLogin = AuthorizationRequest & { userId: string };

/** Remembers login pages that are open, and codes that nobody has exchanged. A tenant that is started again has forgotten them. */
export class AuthorizationCodes {
    readonly #clock: Clock;
    readonly #requests = new Map<string, { request: AuthorizationRequest; expiresAt: number }>();
    readonly #logins = new Map<string, { login: AuthorizedLogin; expiresAt: number }>();

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** Opens a login page, and returns what its address names it by. */
    open(request: AuthorizationRequest): string {
        this.#forgetOld();
        const key = randomTicket();
        this.#requests.set(key, { request, expiresAt: this.#clock.now() + LOGIN_PAGE_LIFETIME_MS });
        return key;
    }

    /** Finds the request of a login page. */
    find(key: string): AuthorizationRequest | undefined {
        this.#forgetOld();
        return this.#requests.get(key)?.request;
    }

    /** Closes a login page on which a user logged in, and returns the code. */
    authorize(key: string, request: AuthorizationRequest, userId: string): string {
        this.#requests.delete(key);
        const code = randomTicket();
        const expiresAt = this.#clock.now() + AUTHORIZATION_CODE_LIFETIME_MS;
        this.#logins.set(code, { login: { ...request, userId }, expiresAt });
        return code;
    }

    /** Exchanges a code, which is good for one exchange. */
    take(code: string): AuthorizedLogin | undefined {
        this.#forgetOld();
        const login = this.#logins.get(code)?.login;
        this.#logins.delete(code);
        return login;
    }

    #forgetOld(): void {
        const now = this.#clock.now();
        for (const entries of [this.#requests, this.#logins])
            for (const [key, { expiresAt }] of entries) if (expiresAt <= now) entries.delete(key);
    }
}

/** Says whether a verifier fits its challenge. @see https://datatracker.ietf.org/doc/html/rfc7636#section-4.6 */
export function isVerified(challenge: CodeChallenge | undefined, verifier: string | undefined): boolean {
    if (challenge === undefined) return true;
    if (verifier === undefined) return false;
    const shown = challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
    const [left, right] = [Buffer.from(shown), Buffer.from(challenge.value)];
    return left.length === right.length && timingSafeEqual(left, right);
}
