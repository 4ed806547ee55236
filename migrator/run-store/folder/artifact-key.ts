import { MigrationError } from '../../errors.ts';

/** Name of the environment variable with the key that artifacts are encrypted with. */
export const KEY_VARIABLE = 'AUTH0_USER_MIGRATION_KEY';

const KEY_BYTES = 32;

/**
 * Reads the key that artifacts are encrypted with.
 *
 * @param text - 32 bytes in hex or base64, as `openssl rand -base64 32` makes them; undefined or empty for none
 * @returns undefined when there is no key
 * @throws {MigrationError} `SETTING_INVALID`
 */
export function parseArtifactKey(text: string | undefined): Buffer | undefined {
    const trimmed = text?.trim() ?? '';
    if (trimmed === '') return undefined;
    const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
    if (key.length === KEY_BYTES) return key;
    throw new MigrationError(
        'SETTING_INVALID',
        `Expected ${KEY_VARIABLE} to hold ${KEY_BYTES} bytes in hex or base64, got ${key.length} bytes. Make one with: openssl rand -base64 32`,
    );
}
