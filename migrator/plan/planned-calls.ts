import type { PlannedAssignments } from '../assignments/planned-assignments.ts';
import type { Counts } from './plan-counts.ts';

/** A job is polled when it should be done, and a little later once more. */
const POLLS_PER_IMPORT = 3;
const POLLS_PER_EXPORT = 5;

/**
 * Counts the calls that a run will make of both tenants together, roughly.
 *
 * @param batches - import files
 * @param patches - users that are changed, or blocked, one by one
 * @param isFile - whether the source is a file, which asks no tenant
 * @param replaced - users that are deleted in the source once they are copied
 * @param assignments - what the users have beside their profiles, where it was counted
 */
export function plannedCalls(
    batches: number,
    patches: number,
    isFile: boolean,
    replaced = 0,
    assignments?: PlannedAssignments,
): Counts {
    // The target is exported twice: before the import, and to verify it.
    const exports = isFile ? 2 : 3;
    const { roles = 0, organizations = 0, permissions: permissionReads = 0 } = assignments?.calls ?? {};
    const lists =
        roles + organizations - Object.values(assignments?.writes ?? {}).reduce((sum, calls) => sum + calls, 0);
    return {
        'POST /oauth/token': isFile ? 1 : 2,
        'GET /connections': isFile ? 1 : 2,
        'GET /connections/{id}/clients': 1,
        'GET /guardian/factors': 1,
        'POST /jobs/users-exports': exports,
        'POST /jobs/users-imports': batches,
        'GET /jobs/{id}': exports * POLLS_PER_EXPORT + batches * POLLS_PER_IMPORT,
        'GET /jobs/{id}/errors': batches,
        ...(patches === 0 ? {} : { 'GET /users/{id}': patches, 'PATCH /users/{id}': patches }),
        ...(replaced === 0
            ? {}
            : {
                  'GET /users-by-email': 2 * replaced,
                  'GET /users/{id}': patches + replaced,
                  'GET /users/{id}/roles': replaced,
                  'GET /users/{id}/permissions': replaced,
                  'GET /users/{id}/organizations': replaced,
                  'DELETE /connections/{id}/users': replaced,
              }),
        ...assignments?.writes,
        ...(permissionReads === 0 ? {} : { 'GET /users/{id}/permissions': permissionReads }),
        ...(lists <= 0 ? {} : { 'GET lists of roles and organizations': lists }),
    };
}
