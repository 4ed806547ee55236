const HEX = /^(?:[0-9a-f]{2})*$/i;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decodes text into bytes, refusing what `Buffer.from` would silently cut off.
 *
 * @param encoding - `hex` in either case, `base64` also url-safe and without padding, or `utf8`
 * @returns `undefined` when the text is not in that encoding, or the encoding is not one of the three
 */
export function decodeBytes(text: string, encoding: string): Buffer | undefined {
    switch (encoding) {
        case 'utf8':
            return Buffer.from(text, 'utf8');
        case 'hex':
            return HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
        case 'base64': {
            const standard = text.replaceAll('-', '+').replaceAll('_', '/');
            const isWhole = BASE64.test(standard) && standard.replace(/=+$/, '').length % 4 !== 1;
            return isWhole ? Buffer.from(standard, 'base64') : undefined;
        }
        default:
            return undefined;
    }
}

/**
 * Transcodes the password that a user typed into the bytes that the other system hashed.
 *
 * @param encoding - `ascii`, `utf8`, `utf16le`, `ucs2`, `latin1` or `binary`; `undefined` is `utf8`
 * @returns `undefined` for any other encoding
 */
export function encodePassword(password: string, encoding: string | undefined): Buffer | undefined {
    switch (encoding) {
        case undefined:
        case 'utf8':
            return Buffer.from(password, 'utf8');
        case 'ascii':
        case 'utf16le':
        case 'ucs2':
        case 'latin1':
        case 'binary':
            return Buffer.from(password, encoding);
        default:
            return undefined;
    }
}
