import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';

/** Who had which role of the source when a pass compared them: what was given later is not in the target. */
export class SeenRoles {
    private readonly roles = new Set<string>();
    private readonly pairs = new DigestSet();

    /** Says that the list of a role was read. */
    addRole(roleId: string): void {
        this.roles.add(roleId);
    }

    /** Says that users were in it, by their full IDs. */
    add(roleId: string, userIds: readonly string[]): void {
        for (const userId of userIds) this.pairs.add(digest64(`${roleId} ${userId}`));
    }

    /** Tells whether a user has a role by now that it did not have; one whose list is not compared counts for nothing. */
    isNew(roleId: string, userId: string): boolean {
        return this.roles.has(roleId) && !this.pairs.has(digest64(`${roleId} ${userId}`));
    }
}
