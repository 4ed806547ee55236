import { pbkdf2Sync } from 'node:crypto';
import { decryptAesGcm } from './aes-gcm.ts';

// As the CLI's passphrase provider derives its key.
// See https://github.com/pulumi/pulumi/blob/1b594989/sdk/go/common/resource/config/crypt.go (read 2026-11-21)
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const PROOF = 'pulumi';

/** Decrypts the `secure:` values of one stack's configuration file. */
export type ConfigDecrypter = (secure: string) => string;

/**
 * Makes a decrypter from the `encryptionsalt` of `Pulumi.<stack>.yaml`, as the CLI's passphrase provider wrote it.
 *
 * @param encryptionSalt - `v1:<salt>:v1:<nonce>:<ciphertext>`, the last part being a word that proves the passphrase
 * @throws {Error} when the passphrase is wrong or the salt has another form
 */
export function createConfigDecrypter(encryptionSalt: string, passphrase: string): ConfigDecrypter {
    const [version, salt, ...proof] = encryptionSalt.split(':');
    if (version !== 'v1' || salt === undefined || proof.length !== 3) {
        throw new Error('Expected `encryptionsalt` to be of the form `v1:<salt>:v1:<nonce>:<ciphertext>`.');
    }
    const key = pbkdf2Sync(passphrase, Buffer.from(salt, 'base64'), ITERATIONS, KEY_BYTES, 'sha256');
    if (!provesKey(key, proof.join(':'))) {
        throw new Error('Incorrect passphrase for the configuration of the stack. See PULUMI_CONFIG_PASSPHRASE.');
    }
    return (secure) => decryptAesGcm(key, secure);
}

function provesKey(key: Buffer, proof: string): boolean {
    try {
        return decryptAesGcm(key, proof) === PROOF;
    } catch {
        return false;
    }
}
