import type { DigestFunction } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { AssignmentStatus } from '../run-store/assignment-ledger.ts';
import { isOurs, isPromised, wasTakenAway } from './assignment-name.ts';

/** What some users have in the source, what their counterparts have in the target, and what this migration wrote: compared. */
export interface Difference {
    /** Who must have it in the target: IDs in the target, each once. */
    readonly wanted: readonly string[];
    /** Those of them who do not have it in the target. */
    readonly lacking: readonly string[];
    /** Who has it in the source, and somebody took it away in the target: it stays away. */
    readonly takenAway: readonly string[];
    /** Who has it in the target by this migration, and not in the source any more. */
    readonly surplus: readonly string[];
    /** Who has it in the target by somebody else, had it in the source, too, and has it there no more. */
    readonly released: readonly string[];
    /** Moved users who have it in the target by somebody else, and not in the source. */
    readonly added: number;
}

/**
 * Compares who has something in the source with who has it in the target; a stranger of the target is left alone.
 *
 * | source | target | ledger            | what is done                             |
 * | ------ | ------ | ----------------- | ---------------------------------------- |
 * | has it | lacks  | nothing, or in doubt | written                               |
 * | has it | lacks  | both had it       | somebody took it away: left so, counted  |
 * | has it | has it |                   | nothing                                  |
 * | lacks  | has it | this migration wrote it | taken away                         |
 * | lacks  | has it | anything else     | somebody else gave it: left so, counted  |
 */
export class Comparison {
    private readonly digest: DigestFunction;
    private readonly see: (id: string) => AssignmentStatus | undefined;
    private readonly wanted: string[] = [];
    private readonly isWanted = new DigestSet();
    private readonly actual = new DigestSet();
    private readonly ours: string[] = [];
    private readonly foreign: string[] = [];

    /**
     * Makes a comparison of nobody.
     *
     * @param digest - of an ID
     * @param see - gives what is known of the assignment of an ID, which one of the tenants shows
     */
    constructor(digest: DigestFunction, see: (id: string) => AssignmentStatus | undefined = () => undefined) {
        this.digest = digest;
        this.see = see;
    }

    /** Says that a user has it in the source, by its ID in the target. */
    want(id: string): void {
        if (this.isWanted.add(this.digest(id))) this.wanted.push(id);
    }

    /** Says that a moved user has it in the target. */
    find(id: string): void {
        if (!this.actual.add(this.digest(id))) return;
        const status = this.see(id);
        if (isOurs(status)) this.ours.push(id);
        else if (isPromised(status)) this.foreign.push(id);
    }

    /** Gives what differs, once everybody is known. */
    difference(): Difference {
        const [wanted, lacking, takenAway]: [string[], string[], string[]] = [[], [], []];
        for (const id of this.wanted) {
            const isThere = this.actual.has(this.digest(id));
            if (!isThere && wasTakenAway(this.see(id))) {
                takenAway.push(id);
                continue;
            }
            wanted.push(id);
            if (!isThere) lacking.push(id);
        }
        const isUnwanted = (id: string): boolean => !this.isWanted.has(this.digest(id));
        const [surplus, released] = [this.ours.filter(isUnwanted), this.foreign.filter(isUnwanted)];
        const present = wanted.length - lacking.length;
        return { wanted, lacking, takenAway, surplus, released, added: this.actual.size - present - surplus.length };
    }
}
