import { createCipheriv, createHmac } from 'node:crypto';
import type { Connection, JsonObject } from '../entities.ts';

/**
 * Shows the options of a connection: the values of `configuration`, which are secrets of its scripts, come back encrypted (recorded). One value
 * always looks the same, so that a second read shows no change; writing what was read stores the encrypted text.
 */
export function shownOptions({ options, configurationKey }: Connection): JsonObject {
    const { configuration } = options;
    if (typeof configuration !== 'object' || configuration === null) return options;
    const key = Buffer.from(configurationKey, 'base64');
    const encrypted = Object.entries(configuration as JsonObject).map(([name, value]) => [
        name,
        encrypt(key, name, value),
    ]);
    return { ...options, configuration: Object.fromEntries(encrypted) as JsonObject };
}

function encrypt(key: Buffer, name: string, value: unknown): string {
    const text = String(value);
    const iv = createHmac('sha256', key)
        .update(JSON.stringify([name, text]))
        .digest()
        .subarray(0, 16);
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `2.0$${encrypted.toString('hex')}$${iv.toString('hex')}$${createHmac('sha256', key).update(encrypted).digest('hex')}`;
}
