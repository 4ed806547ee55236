import { isAhead } from '../../users/blocked-columns.ts';
import type { PresetHash, SourcePreset } from './preset.ts';
import { isNo } from './record-values.ts';

const PARTS = /^([0-9a-f]{32}|[0-9a-f]{64}):([^:]*)(?::(.+))?$/i;
const ARGON2 = /^(?:2|3_32_(\d+)_(\d+))$/;
/** libsodium's interactive limits, with which Magento's version 2 hashes. */
const INTERACTIVE = { passes: 2, memoryBytes: 67_108_864 };
const SALT_BYTES = 16;

/**
 * Reads the table `customer_entity` of Magento and Adobe Commerce.
 *
 * A hash stands with its salt and the version of its algorithm in one text. A hash that was hashed again at an upgrade (`0:1`) is
 * a digest of a digest, and refused.
 *
 * @see https://github.com/magento/magento2/blob/2.4-develop/lib/internal/Magento/Framework/Encryption/Encryptor.php
 */
export const magento: SourcePreset = {
    columns: {
        user_id: 'entity_id',
        email: 'email',
        given_name: 'firstname',
        family_name: 'lastname',
        blocked: ({ is_active: isActive, lock_expires: end }, asOf) =>
            isNo(isActive) || isAhead(end, asOf) ? true : undefined,
    },
    blockedBy: ['is_active', 'lock_expires'],
    passwordHash: ({ password_hash: text }) => {
        if (typeof text !== 'string' || text === '') return undefined;
        const [, hash = '', salt = '', version] = PARTS.exec(text) ?? [];
        return hash === '' ? { hash: text } : described(hash, salt, version);
    },
};

function described(hash: string, salt: string, version: string | undefined): PresetHash {
    const [whole, passes, memory] = ARGON2.exec(version ?? '') ?? [];
    if (whole !== undefined) {
        const memoryBytes = memory === undefined ? INTERACTIVE.memoryBytes : Number(memory);
        const parameters = `m=${Math.floor(memoryBytes / 1024)},t=${passes ?? INTERACTIVE.passes},p=1`;
        return {
            hash: `$argon2id$v=19$${parameters}$${b64(Buffer.from(salt).subarray(0, SALT_BYTES))}$${b64(Buffer.from(hash, 'hex'))}`,
        };
    }
    const algorithm = hash.length === 32 ? 'md5' : 'sha256';
    const isOne = version === undefined || version === (algorithm === 'md5' ? '0' : '1');
    return {
        hash,
        algorithm,
        encoding: 'hex',
        ...(salt === '' ? {} : { salt: { value: salt, encoding: 'utf8', position: 'prefix' } }),
        ...(isOne ? {} : { iterations: 2 }),
    };
}

function b64(bytes: Buffer): string {
    return bytes.toString('base64').replace(/=+$/, '');
}
