import type { CheckedDefinition } from '../definition.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { AssignmentKind } from './assignment-kinds.ts';

/** What users had in the source when a pass compared both sides: what was given later is not in the target. */
export class SeenAssignments {
    private readonly definition: Pick<CheckedDefinition, AssignmentKind>;
    private readonly lists = new DigestSet();
    private readonly items = new DigestSet();

    /** Makes a memory of nothing, for what a definition copies. */
    constructor(definition: Pick<CheckedDefinition, AssignmentKind>) {
        this.definition = definition;
    }

    /**
     * Says that a list of the source was read.
     *
     * @param id - of the role or the organization; of permissions, of the user
     */
    addList(kind: AssignmentKind, id: string): void {
        this.lists.add(digest64(`${kind} ${id}`));
    }

    /**
     * Says that something was in it.
     *
     * @param item - the full ID of the user; with that of the role in an organization, where a member has one; of permissions, their names
     */
    add(kind: AssignmentKind, id: string, ...item: readonly string[]): void {
        this.items.add(digest64(JSON.stringify([kind, id, ...item])));
    }

    /**
     * Tells whether somebody has something by now that was not seen.
     *
     * What the definition leaves out counts for nothing; where it leaves nothing out, a list that was not read is younger than the comparison.
     */
    isNew(kind: AssignmentKind, id: string, ...item: readonly string[]): boolean {
        if (this.items.has(digest64(JSON.stringify([kind, id, ...item])))) return false;
        return this.lists.has(digest64(`${kind} ${id}`)) || this.isWhole(kind);
    }

    private isWhole(kind: AssignmentKind): boolean {
        const setting = this.definition[kind];
        return setting !== 'leave' && !('only' in setting && setting.only !== undefined);
    }
}
