import { hash } from 'node:crypto';
import type { CheckedDefinition } from '../definition.ts';

/**
 * Digests what a definition says of how users are mapped: their IDs, `transform`, and how the records of a file are read.
 *
 * It is frozen once users were sent by it. Everything else of a definition is a policy about who is left, and may be edited.
 * A function counts by its text, so what it takes from outside of itself is not seen.
 *
 * @returns SHA-256, in hex
 */
export function mappingDigestOf({ userIds, source, transform }: CheckedDefinition): string {
    // Which file it is belongs to the endpoint, not to the mapping.
    const reading = source === undefined ? {} : { ...source, file: undefined };
    const mapping = { userIds, reading, transform };
    return hash(
        'sha256',
        JSON.stringify(mapping, (_key, value: unknown) => (typeof value === 'function' ? String(value) : value)),
    );
}
