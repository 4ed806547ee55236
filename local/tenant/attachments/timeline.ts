/** One entry of a timeline: an ID and when it was added, in milliseconds since 1970. */
export interface TimelineEntry {
    readonly id: string;
    readonly at: number;
}

/**
 * A set of IDs in the order in which they were added, those of the same moment in the order of their letters, as Auth0's checkpoints
 * have it (recorded). It is sorted when someone reads it, not at every change.
 */
export class Timeline {
    readonly #times = new Map<string, number>();
    #sorted: readonly TimelineEntry[] | undefined;

    get size(): number {
        return this.#times.size;
    }

    has(id: string): boolean {
        return this.#times.has(id);
    }

    /** When an ID was added. */
    timeOf(id: string): number | undefined {
        return this.#times.get(id);
    }

    /** Adds an ID; one that is there already keeps its time. */
    add(id: string, at: number): void {
        if (this.#times.has(id)) return;
        this.#times.set(id, at);
        this.#sorted = undefined;
    }

    delete(id: string): boolean {
        this.#sorted = undefined;
        return this.#times.delete(id);
    }

    entries(): readonly TimelineEntry[] {
        this.#sorted ??= [...this.#times]
            .map(([id, at]) => ({ id, at }))
            .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
        return this.#sorted;
    }
}
