import { decodeBase64, decodeHex } from './base64.ts';

// How tables and directories write bytes: PostgreSQL's `\x…`, the `0x…` of SQL Server and MySQL, LDIF's base64 behind `::`.
const BYTES = /^(?:\\x|0x)([0-9a-f]+)$/i;
const TELLS_ITSELF =
    /^(?:\$(?:2[a-z]?|argon2(?:id?|d)|pbkdf2|scrypt|s0|[PHS156y])[-$]|\{[A-Za-z0-9-]{2,20}\}|pbkdf2[_:]|scrypt[$:])/;
const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * Takes a hash out of the form in which a table or a directory writes its bytes.
 *
 * Bytes that are the text of a hash which tells its algorithm become this text; the bytes of a digest become hex.
 *
 * @param text - trimmed
 */
export function unwrapped(text: string): string {
    const [, hex] = BYTES.exec(text) ?? [];
    if (hex !== undefined) {
        const inner = textOf(decodeHex(hex));
        return inner !== undefined && TELLS_ITSELF.test(inner) ? inner : hex;
    }
    const encoded = text.startsWith('::') ? text.slice(2).trim() : text;
    // Base64 of one of the beginnings: `$`, `{`, `pbkdf2` and `scrypt`.
    if (!/^(?:J|e|cGJrZGYy|c2NyeXB0)/.test(encoded)) return encoded;
    const inner = textOf(decodeBase64(encoded));
    return inner !== undefined && TELLS_ITSELF.test(inner) ? inner : encoded;
}

function textOf(bytes: Buffer | undefined): string | undefined {
    const text = bytes?.toString('latin1').trim();
    return text !== undefined && PRINTABLE.test(text) ? text : undefined;
}
