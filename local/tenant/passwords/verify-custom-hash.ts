import { verifyArgon2 } from './argon2.ts';
import { verifyBcrypt } from './bcrypt.ts';
import type { CustomPasswordHash } from './custom-password-hash.ts';
import { digest, hmac, isDigestName } from './digests.ts';
import { decodeBytes, encodePassword } from './encoded-bytes.ts';
import { verifyLdap } from './ldap.ts';
import { verifyPbkdf2 } from './pbkdf2.ts';
import { sameBytes } from './same-bytes.ts';
import { verifyScrypt } from './scrypt.ts';

/** Says whether a password is the one that an imported hash was made of. */
export async function verifyCustomHash(custom: CustomPasswordHash, password: string): Promise<boolean> {
    const input = encodePassword(password, custom.password?.encoding);
    const salt = custom.salt && decodeBytes(custom.salt.value, custom.salt.encoding ?? 'utf8');
    if (!input || (custom.salt && !salt)) return false;
    const { algorithm, hash } = custom;
    switch (algorithm) {
        case 'argon2':
            return verifyArgon2(hash.value, input);
        case 'bcrypt':
            return verifyBcrypt(hash.value, withSalt(custom, salt, input));
        case 'ldap':
            return verifyLdap(hash.value, input);
        case 'pbkdf2':
            return verifyPbkdf2(hash.value, input);
    }
    const key =
        hash.encoding === 'hex' || hash.encoding === 'base64' ? decodeBytes(hash.value, hash.encoding) : undefined;
    if (!key) return false;
    switch (algorithm) {
        case 'scrypt':
            return verifyScrypt(custom, key, salt ?? Buffer.alloc(0), input);
        case 'hmac': {
            const secret = hash.key && decodeBytes(hash.key.value, hash.key.encoding ?? 'utf8');
            return (
                secret !== undefined &&
                isDigestName(hash.digest) &&
                sameBytes(await hmac(hash.digest, secret, input), key)
            );
        }
        case 'md4':
        case 'md5':
        case 'sha1':
        case 'sha256':
        case 'sha512':
            return sameBytes(await digest(algorithm, withSalt(custom, salt, input)), key);
        default:
            return false;
    }
}

function withSalt(custom: CustomPasswordHash, salt: Buffer | undefined, input: Buffer): Buffer {
    if (!salt) return input;
    return Buffer.concat(custom.salt?.position === 'suffix' ? [input, salt] : [salt, input]);
}
