import { isMigrationError } from '../errors.ts';
import type { Run } from '../run/run.ts';
import type { Page } from '../tenant/assignments.ts';
import { wholeList } from './all-pages.ts';
import type { Assignment } from './assignment.ts';

/** Tells whether a tenant answered that what was asked for does not exist. */
export function isGone(error: unknown): boolean {
    return isMigrationError(error) && error.code === 'REQUEST_REFUSED' && error.statusCode === 404;
}

/** Gives what a look at a role or an organization gives; undefined where it was deleted since it was listed. */
export async function unlessGone<T>(look: () => Promise<T>): Promise<T | undefined> {
    try {
        return await look();
    } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
    }
}

/** Gives a whole list; an empty one where the user, the role or the organization that it belongs to was deleted meanwhile. */
export async function listUnlessGone<T>(
    run: Pick<Run, 'time'>,
    list: (from?: string) => Promise<Page<T>>,
): Promise<readonly T[]> {
    return (await unlessGone(() => wholeList(run, list))) ?? [];
}

/** Tells whether the role or the organization of an assignment is in the target, by one call; of others, that it is. */
export async function hasEntity({ target }: Pick<Run, 'target'>, assignment: Assignment): Promise<boolean> {
    const { assignments } = target.tenant;
    if (!('id' in assignment)) return true;
    const { kind, id } = assignment;
    const look = kind === 'roles' ? assignments.listRoleUsers(id) : assignments.listOrganizationConnections(id);
    return (await unlessGone<unknown>(() => look)) !== undefined;
}
