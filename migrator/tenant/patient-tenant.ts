import type { Clock } from '../clock.ts';
import type { MigrationError } from '../errors.ts';
import { PATIENT, type RetryPolicy, withRetry } from './retry.ts';
import type { Tenant } from './tenant.ts';

/**
 * Wraps a tenant so that each call is repeated where repeating cannot do anything twice.
 *
 * Reads are repeated after any failure that may pass. The start of an import is repeated only after a 429, which says that
 * nothing has happened; what any other failure of it means is decided by the import stage, with its journal.
 *
 * @returns a {@link Tenant} that waits
 */
export function patientTenant(
    tenant: Tenant,
    clock: Clock,
    signal?: AbortSignal,
    policy: RetryPolicy = PATIENT,
): Tenant {
    const again = <T>(call: () => Promise<T>, isRepeatable?: (error: MigrationError) => boolean) =>
        withRetry(clock, call, isRepeatable, signal, policy);
    return {
        domain: tenant.domain,
        grantedScopes: () => again(() => tenant.grantedScopes()),
        findConnection: (name) => again(() => tenant.findConnection(name)),
        countUsers: (name) => again(() => tenant.countUsers(name)),
        findUsersByEmail: (email) => again(() => tenant.findUsersByEmail(email)),
        // A second export job costs time and nothing else.
        createUsersExport: (id, fields) => again(() => tenant.createUsersExport(id, fields)),
        // A link cannot be asked again, only its job.
        openDownload: (location) => tenant.openDownload(location),
        createUsersImport: (users) =>
            again(
                () => tenant.createUsersImport(users),
                (error) => error.statusCode === 429 && error.code !== 'IMPORT_SLOTS_BUSY',
            ),
        getJob: (id) => again(() => tenant.getJob(id)),
        getJobErrors: (id) => again(() => tenant.getJobErrors(id)),
    };
}
