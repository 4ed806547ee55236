import type { DigestFunction } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';

/** What some users have in the source, compared with what their counterparts have in the target. */
export interface Difference {
    /** Who has it in the source: IDs in the target, each once. */
    readonly wanted: readonly string[];
    /** Those of them who do not have it in the target. */
    readonly lacking: readonly string[];
    /** Moved users who have it in the target, and not in the source. */
    readonly added: number;
}

/** Compares who has something in the source with who has it in the target; a stranger of the target is left alone. */
export class Comparison {
    private readonly digest: DigestFunction;
    private readonly wanted: string[] = [];
    private readonly seen = new DigestSet();
    private readonly actual = new DigestSet();

    /**
     * Makes a comparison of nobody.
     *
     * @param digest - of an ID
     */
    constructor(digest: DigestFunction) {
        this.digest = digest;
    }

    /** Says that a user has it in the source, by its ID in the target. */
    want(id: string): void {
        if (this.seen.add(this.digest(id))) this.wanted.push(id);
    }

    /** Says that a moved user has it in the target. */
    find(id: string): void {
        this.actual.add(this.digest(id));
    }

    /** Gives what differs, once everybody is known. */
    difference(): Difference {
        const lacking = this.wanted.filter((id) => !this.actual.has(this.digest(id)));
        const present = this.wanted.length - lacking.length;
        return { wanted: this.wanted, lacking, added: this.actual.size - present };
    }
}
