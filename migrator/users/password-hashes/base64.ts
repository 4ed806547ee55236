const STANDARD = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Decodes base64, standard or url-safe, with padding or without, and refuses what `Buffer.from` would cut off.
 *
 * @returns `undefined` when the text is empty or not base64
 */
export function decodeBase64(text: string): Buffer | undefined {
    const standard = text.replaceAll('-', '+').replaceAll('_', '/');
    if (!STANDARD.test(standard)) return undefined;
    const digits = standard.replace(/={1,2}$/, '').length;
    const isPaddedRight = digits === standard.length || standard.length % 4 === 0;
    return digits % 4 === 1 || !isPaddedRight ? undefined : Buffer.from(standard, 'base64');
}

/** Decodes passlib's adapted base64, where `.` stands for `+` and padding is left out. */
export function decodeAdaptedBase64(text: string): Buffer | undefined {
    return decodeBase64(text.replaceAll('.', '+'));
}

/** Decodes hex of either case, or gives `undefined`. */
export function decodeHex(text: string): Buffer | undefined {
    return /^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Tells whether a text is of the encoding that stands beside it; without one it is mere text. */
export function isEncodedAs(text: string, encoding: string | undefined): boolean {
    if (encoding === 'hex') return decodeHex(text) !== undefined;
    return encoding !== 'base64' || decodeBase64(text) !== undefined;
}

/** Encodes bytes in PHC's B64: standard base64 without padding. */
export function encodeB64(bytes: Uint8Array): string {
    return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
