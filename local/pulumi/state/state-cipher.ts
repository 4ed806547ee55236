import { randomBytes, scryptSync } from 'node:crypto';
import { decryptAesGcm, encryptAesGcm } from '../config/aes-gcm.ts';
import { MISSING_PASSPHRASE } from '../config/passphrase.ts';
import type { PropertyValue } from '../values/property-value.ts';

const SALT_BYTES = 16;
const KEY_BYTES = 32;
// N = 2^15, r = 8, p = 1 takes about 0.1 s and 32 MB, OWASP's second choice for interactive use.
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const PROOF = 'auth0-user-migration';

/** What the state file says about its encryption: the salt of the key, and a word that proves the passphrase. */
export interface CipherState {
    salt: string;
    proof: string;
}

/** Encrypts and decrypts the secrets of a state file under a key derived from a passphrase. */
export class StateCipher {
    readonly state: CipherState;
    readonly #key: Buffer;
    /** A secret that did not change keeps its ciphertext, so that two states can be compared. */
    readonly #known = new Map<string, string>();

    private constructor(key: Buffer, state: CipherState) {
        this.#key = key;
        this.state = state;
    }

    /** Makes a cipher for a new state file. */
    static create(passphrase: string): StateCipher {
        const salt = randomBytes(SALT_BYTES).toString('base64');
        const key = deriveKey(passphrase, salt);
        return new StateCipher(key, { salt, proof: encryptAesGcm(key, PROOF) });
    }

    /**
     * Makes the cipher of a state file that exists.
     *
     * @throws {Error} when the passphrase is not the one that the file was written with, or is missing
     */
    static open(passphrase: string | undefined, state: CipherState): StateCipher {
        if (passphrase === undefined) {
            throw new Error(MISSING_PASSPHRASE);
        }
        const key = deriveKey(passphrase, state.salt);
        try {
            decryptAesGcm(key, state.proof);
        } catch {
            throw new Error('Incorrect passphrase for the state of the stack. See PULUMI_CONFIG_PASSPHRASE.');
        }
        return new StateCipher(key, state);
    }

    encrypt(content: PropertyValue): string {
        const text = JSON.stringify(content);
        const sealed = this.#known.get(text) ?? encryptAesGcm(this.#key, text);
        this.#known.set(text, sealed);
        return sealed;
    }

    decrypt(sealed: string): PropertyValue {
        const text = decryptAesGcm(this.#key, sealed);
        this.#known.set(text, sealed);
        return JSON.parse(text) as PropertyValue;
    }
}

function deriveKey(passphrase: string, salt: string): Buffer {
    return scryptSync(passphrase, Buffer.from(salt, 'base64'), KEY_BYTES, SCRYPT);
}
