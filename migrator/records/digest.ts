import { randomBytes } from 'node:crypto';

/**
 * A 64-bit digest of a text, as two 32-bit halves: what the tables keep of an e-mail address or an ID.
 *
 * Two of ten million texts share one with a probability of about one in four hundred thousand.
 */
export interface Digest64 {
    readonly high: number;
    readonly low: number;
}

/** Tells whether two digests are the same. */
export function isSameDigest(a: Digest64, b: Digest64): boolean {
    return a.high === b.high && a.low === b.low;
}

/** Writes a digest as a text. */
export function digestText({ high, low }: Digest64): string {
    return `${high.toString(16)}-${low.toString(16)}`;
}

/** Digests a text to 64 bits. */
export type DigestFunction = (text: string) => Digest64;

/**
 * Digests a text to 64 bits, differently in every process.
 *
 * The key is drawn anew in every process, so that nobody can choose two addresses that look like one. Nothing that is kept
 * depends on it.
 *
 * @param text - any text, in the form in which it is to be compared
 */
export const digest64: DigestFunction = keyedDigest(randomBytes(8));

/**
 * Makes a digest function with a key of its own: HalfSipHash-1-3 over UTF-16 code units.
 *
 * It takes a fifth of the time of SHA-256, and millions of users are looked up several times each.
 *
 * @param key - 8 bytes; the same key gives the same digests in every process
 * @see https://github.com/veorq/SipHash (HalfSipHash)
 */
export function keyedDigest(key: Buffer): DigestFunction {
    const key0 = key.readInt32LE(0);
    const key1 = key.readInt32LE(4);
    return (text) => halfSipHash(key0, key1, text);
}

function halfSipHash(key0: number, key1: number, text: string): Digest64 {
    let v0 = key0;
    let v1 = key1 ^ 0xee;
    let v2 = key0 ^ 0x6c796765;
    let v3 = key1 ^ 0x74656462;
    let high = 0;
    const { length } = text;
    const blocks = length >>> 1;
    // The last block holds the length and the odd unit; behind it come three rounds for each half of the result.
    const last = (length << 17) | (length & 1 ? text.charCodeAt(length - 1) : 0);
    for (let round = 0; round <= blocks + 6; round += 1) {
        let block = 0;
        if (round < blocks) block = text.charCodeAt(round * 2) | (text.charCodeAt(round * 2 + 1) << 16);
        else if (round === blocks) block = last;
        else if (round === blocks + 1) v2 ^= 0xee;
        else if (round === blocks + 4) {
            high = (v1 ^ v3) >>> 0;
            v1 ^= 0xdd;
        }
        v3 ^= block;
        v0 = (v0 + v1) | 0;
        v1 = (v1 << 5) | (v1 >>> 27);
        v1 ^= v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = (v3 << 8) | (v3 >>> 24);
        v3 ^= v2;
        v0 = (v0 + v3) | 0;
        v3 = (v3 << 7) | (v3 >>> 25);
        v3 ^= v0;
        v2 = (v2 + v1) | 0;
        v1 = (v1 << 13) | (v1 >>> 19);
        v1 ^= v2;
        v2 = (v2 << 16) | (v2 >>> 16);
        v0 ^= block;
    }
    return { high, low: (v1 ^ v3) >>> 0 };
}
