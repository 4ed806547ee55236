import { isMigrationError } from '../errors.ts';
import type { Run } from '../run/run.ts';
import type { Permission, TenantAssignments } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';

/**
 * The permissions that a user was given directly; `gone` where there is no such user, `too-many` where the list is longer than Auth0 shows.
 *
 * Permissions by roles stand in the same list, so a user can have more than its 1,000 entries. There is no checkpoint.
 */
export type DirectPermissions = readonly Permission[] | 'gone' | 'too-many';

/**
 * Reads the permissions that a user was given directly.
 *
 * @throws {MigrationError} what the tenant throws; `RUN_STOPPED`
 */
export async function readDirectPermissions(
    run: Pick<Run, 'time'>,
    tenant: Pick<TenantAssignments, 'listUserPermissions'>,
    userId: string,
): Promise<DirectPermissions> {
    try {
        return await wholeList(run, (from) => tenant.listUserPermissions(userId, from));
    } catch (error) {
        if (isMigrationError(error) && error.code === 'REQUEST_REFUSED') {
            if (error.statusCode === 404) return 'gone';
            if (error.statusCode === 400) return 'too-many';
        }
        throw error;
    }
}
