import { earliestExportOf } from '../definition/passwords.ts';
import type { CheckedDefinition } from '../definition.ts';
import type { SourcePasswordHash } from '../users/user-hash.ts';

/**
 * Gives a hash of the password hash export the date of the export where it has none of its own: it is no newer than that.
 *
 * @param hash - undefined where the file has none of the user, or is gone, as it should be after the copy
 */
export function datedHash(
    hash: SourcePasswordHash | undefined,
    { hashExportedAt }: CheckedDefinition['passwords'],
): SourcePasswordHash | undefined {
    if (hash?.passwordSetAt !== undefined || hashExportedAt === undefined) return hash;
    return { hash: undefined, ...hash, passwordSetAt: earliestExportOf(hashExportedAt) };
}
