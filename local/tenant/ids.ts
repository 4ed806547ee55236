import { randomBytes } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const OBJECT_ID_COUNTER_MODULUS = 0x1_00_00_00;

const processPart = randomBytes(5).toString('hex');
let objectIdCounter = randomBytes(3).readUIntBE(0, 3);

/** Makes a random ID such as `con_ftSSLHb0O7rcUGmF`: a prefix and 16 letters or digits. */
export function randomId(prefix: 'con_' | 'job_' | 'cgr_' | 'dev_' | 'ord_' | 'org_' | 'rol_' | 'uinv_'): string {
    return prefix + randomAlphanumeric(16);
}

/** Makes the secret part of a link: 32 letters or digits. */
export function randomTicket(): string {
    return randomAlphanumeric(32);
}

/** Makes a client ID: 32 letters or digits. */
export function randomClientId(): string {
    return randomAlphanumeric(32);
}

/** Makes a client secret: 64 characters of base64url. */
export function randomClientSecret(): string {
    return randomBytes(48).toString('base64url');
}

/** Makes an ID as the identity store gives them: 24 hexadecimal digits that start with the time in seconds. */
export function objectId(nowMs: number): string {
    objectIdCounter = (objectIdCounter + 1) % OBJECT_ID_COUNTER_MODULUS;
    const seconds = Math.floor(nowMs / 1000).toString(16);
    return seconds.padStart(8, '0').slice(-8) + processPart + objectIdCounter.toString(16).padStart(6, '0');
}

function randomAlphanumeric(length: number): string {
    let text = '';
    while (text.length < length) {
        for (const byte of randomBytes(length)) {
            // 248 is the largest multiple of 62 in a byte: above it, the first letters would be likelier than the others.
            if (byte < 248 && text.length < length) text += ALPHANUMERIC.charAt(byte % 62);
        }
    }
    return text;
}
