import type { PresetHash } from './preset.ts';

/** Describes a hash that tells its own form, or is the plain MD5 of an older version of the same system. */
export function md5OrOwn(hash: unknown): PresetHash | undefined {
    if (typeof hash !== 'string' || hash === '') return undefined;
    return /^[0-9a-f]{32}$/i.test(hash) ? { hash, algorithm: 'md5', encoding: 'hex' } : { hash };
}
