import { isMigrationError } from '../errors.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { Run } from '../run/run.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';

/**
 * Deletes an account that an upsert of this migration made, because the user whom it was to update was deleted just before.
 *
 * Such an account has no password that anybody knows. It is read again just before: one that somebody has logged in
 * to, or that is not as the export showed it, stays.
 *
 * @returns whether it is gone
 * @throws {MigrationError} what the tenant throws, but for a missing scope: then the account stays and is counted as doubled
 */
export async function removeStray(
    { target }: Pick<Run, 'target'>,
    { userId, profile, isLinked }: TargetUser,
    known: LedgerRecord | undefined,
): Promise<boolean> {
    if (known === undefined || isLinked) return false;
    try {
        const now = await target.tenant.findUserById(userId);
        if (now === undefined) return true;
        const isUntouched = now['updated_at'] === profile['updated_at'] && !(Number(now['logins_count'] ?? 0) > 0);
        if (!isUntouched) return false;
        await target.tenant.deleteUser(userId);
        return true;
    } catch (error) {
        if (isMigrationError(error) && !error.retryable) return false;
        throw error;
    }
}
