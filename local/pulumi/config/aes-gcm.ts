import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts text with AES-256-GCM into `v1:<nonce>:<ciphertext and tag>`, both parts in base64. */
export function encryptAesGcm(key: Buffer, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString('base64')}:${sealed.toString('base64')}`;
}

/**
 * Decrypts what {@link encryptAesGcm} or the CLI's passphrase provider wrote.
 *
 * @throws {Error} when the key is another one, or the text was damaged
 * @see https://github.com/pulumi/pulumi/blob/1b594989/sdk/go/common/resource/config/crypt.go (read 2026-11-21)
 */
export function decryptAesGcm(key: Buffer, sealedText: string): string {
    const [version, nonce, ciphertext] = sealedText.split(':');
    if (version !== 'v1' || nonce === undefined || ciphertext === undefined) {
        throw new Error('Expected an encrypted value of the form `v1:<nonce>:<ciphertext>`.');
    }
    const sealed = Buffer.from(ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}
