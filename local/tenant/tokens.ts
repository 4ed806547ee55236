import {
    type CryptoKey,
    calculateJwkThumbprint,
    errors,
    exportJWK,
    generateKeyPair,
    importJWK,
    type JWK,
    jwtVerify,
    SignJWT,
} from 'jose';
import type { Clock } from './clock.ts';
import { unauthorized } from './errors.ts';
import { ACCESS_TOKEN_LIFETIME_S } from './limits.ts';

const ALGORITHM = 'RS256';
const PUBLIC_MEMBERS = ['kty', 'n', 'e'] as const;
const MAX_REMEMBERED_TOKENS = 1000;
const REMEMBERED_BY = 40;

/** Who calls the Management API, and what their token allows. */
export interface Caller {
    subject: string;
    scopes: ReadonlySet<string>;
}

/** Signs and checks the tenant's tokens. */
export interface Tokens {
    /** What `/.well-known/jwks.json` shows. */
    readonly jwks: { keys: JWK[] };
    /** Signs a token; `claims` hold all but the times. */
    sign(claims: { [name: string]: unknown; iss: string; sub: string; aud: string | string[] }): Promise<string>;
    /**
     * Checks a token for one of the audiences.
     *
     * @throws {ApiError} 401 in Auth0's words
     */
    verify(token: string, audiences: readonly string[]): Promise<Caller>;
}

/** Makes the signing key of one tenant: a private JSON Web Key. */
export async function makeSigningKey(): Promise<JWK> {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    return exportJWK(privateKey);
}

/** Makes what signs and checks with the signing key of one tenant. */
export async function createTokens(clock: Clock, signingKey: JWK): Promise<Tokens> {
    const publicJwk: JWK = Object.fromEntries(PUBLIC_MEMBERS.map((name) => [name, signingKey[name]]));
    const privateKey = (await importJWK(signingKey, ALGORITHM)) as CryptoKey;
    const publicKey = (await importJWK(publicJwk, ALGORITHM)) as CryptoKey;
    const kid = await calculateJwkThumbprint(publicJwk);
    // Checking a signature costs more than most calls; a client sends one token thousands of times.
    // By its end, which is of the signature: a hash of the whole, some kilobytes of scopes, would cost more than the look-up.
    const remembered = new Map<string, { token: string; caller: Caller; expiresAtMs: number }>();

    return {
        jwks: { keys: [{ ...publicJwk, kid, use: 'sig', alg: ALGORITHM }] },
        sign(claims) {
            const issuedAtS = Math.floor(clock.now() / 1000);
            return new SignJWT(claims)
                .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
                .setIssuedAt(issuedAtS)
                .setExpirationTime(issuedAtS + ACCESS_TOKEN_LIFETIME_S)
                .sign(privateKey);
        },
        async verify(token, audiences) {
            const key = token.slice(-REMEMBERED_BY);
            const known = remembered.get(key);
            if (known?.token === token && clock.now() < known.expiresAtMs) return known.caller;
            const checked = await check(token, publicKey, audiences, clock.now());
            if (remembered.size >= MAX_REMEMBERED_TOKENS) remembered.clear();
            remembered.set(key, { token, ...checked });
            return checked.caller;
        },
    };
}

async function check(
    token: string,
    key: CryptoKey,
    audiences: readonly string[],
    nowMs: number,
): Promise<{ caller: Caller; expiresAtMs: number }> {
    try {
        const { payload } = await jwtVerify(token, key, {
            algorithms: [ALGORITHM],
            audience: [...audiences],
            currentDate: new Date(nowMs),
        });
        const scope = typeof payload['scope'] === 'string' ? payload['scope'] : '';
        const scopes = new Set(scope.split(' ').filter((name) => name !== ''));
        return { caller: { subject: payload.sub ?? '', scopes }, expiresAtMs: (payload.exp ?? 0) * 1000 };
    } catch (error) {
        if (error instanceof errors.JWTExpired)
            throw unauthorized('Expired token received for JSON Web Token validation');
        if (error instanceof errors.JWSSignatureVerificationFailed)
            throw unauthorized('Invalid signature received for JSON Web Token validation');
        if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
            throw unauthorized(`Bad audience: ${String(error.payload.aud)}`);
        throw unauthorized('Invalid token');
    }
}
