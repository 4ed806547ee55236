import { isDeepStrictEqual } from 'node:util';
import { shownName } from '../disclosure/shown-text.ts';
import { valueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import { hasLargeNumber } from '../users/large-numbers.ts';
import type { SourceUser } from '../users/source-record.ts';
import type { Exclusion } from '../users/user-fate.ts';

/**
 * Says what of a record is still in doubt when the definition's `transform` has had its say.
 *
 * @param user - the record as it would be sent; without `blocked` where nobody has said whether the user is
 * @param rememberedAt - where the old ID is, which may have the digits of a number
 */
export function leftInDoubt(
    user: UserRecord,
    { profile, overlookedBlock, largeNumbers, doubtful = [] }: SourceUser,
    rememberedAt: string | undefined,
): Exclusion | undefined {
    if (overlookedBlock !== undefined && user['blocked'] === undefined) {
        return {
            reason: 'BLOCK_UNEXPLAINED',
            detail:
                `${shownName(overlookedBlock)} says that the user is blocked, and the definition does not say what it means: map it ` +
                "(`columns: { blocked: '...' }`), or set `blocked` in `transform`",
        };
    }
    if (doubtful.some((path) => isDeepStrictEqual(placeIn(user, path), placeIn(profile, path)))) {
        return {
            reason: 'WRONG_TYPE',
            detail: 'two columns bring different values to one place of the metadata',
        };
    }
    if (largeNumbers !== undefined && hasLargeNumber(user, largeNumbers, rememberedAt)) {
        return {
            reason: 'NUMBER_TOO_LARGE',
            detail: 'a number in the metadata has more digits than Auth0 keeps',
        };
    }
    return undefined;
}

function placeIn(record: UserRecord, path: string): unknown {
    return valueAt(record, path.replaceAll(/\[(\d+)\]/g, '.$1'));
}
