import { decodeBase64 } from './base64.ts';
import type { PasswordHashDescription } from './description.ts';
import { pbkdf2FromParts } from './pbkdf2.ts';
import type { PasswordHashTranslation } from './translation.ts';

// Version 2: marker 0, 16 bytes of salt, 32 bytes of key; always HMAC-SHA1 and 1000 iterations.
const V2_BYTES = 49;
const V2_ITERATIONS = 1_000;
const V2_SALT_END = 17;
// Version 3: marker 1, then digest, iterations and length of the salt as big-endian 32-bit numbers.
const V3_HEADER_BYTES = 13;
const V3_DIGESTS = ['sha1', 'sha256', 'sha512'];
const V3_MIN_SALT_BYTES = 8;
const V3_MIN_KEY_BYTES = 16;

/**
 * Translates the base64 of ASP.NET Identity, version 2 (also of ASP.NET's `Crypto.HashPassword`) and version 3.
 *
 * Both begin with a zero or a one and have a length that no plain digest has, so that they tell themselves apart.
 *
 * @see https://github.com/dotnet/aspnetcore/blob/main/src/Identity/Extensions.Core/src/PasswordHasher.cs
 */
export function readAspNetIdentity(
    text: string,
    description?: PasswordHashDescription,
): PasswordHashTranslation | undefined {
    if (!text.startsWith('A')) return undefined;
    const bytes = decodeBase64(text);
    if (!bytes) return undefined;
    if (bytes[0] === 0 && bytes.length === V2_BYTES) {
        const [salt, key] = [bytes.subarray(1, V2_SALT_END), bytes.subarray(V2_SALT_END)];
        return pbkdf2FromParts({ digest: 'sha1', iterations: V2_ITERATIONS, salt, key }, description);
    }
    if (bytes[0] !== 1 || bytes.length < V3_HEADER_BYTES) return undefined;
    const digest = V3_DIGESTS[bytes.readUInt32BE(1)];
    const saltEnd = V3_HEADER_BYTES + bytes.readUInt32BE(9);
    const isWhole = saltEnd >= V3_HEADER_BYTES + V3_MIN_SALT_BYTES && bytes.length >= saltEnd + V3_MIN_KEY_BYTES;
    if (digest === undefined || !isWhole) return undefined;
    const [salt, key] = [bytes.subarray(V3_HEADER_BYTES, saltEnd), bytes.subarray(saltEnd)];
    return pbkdf2FromParts({ digest, iterations: bytes.readUInt32BE(5), salt, key }, description);
}
