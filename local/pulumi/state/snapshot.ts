import type { PendingOperation, ResourceState } from './resource-state.ts';

/** What a stack consists of: its resources, each after those it depends on, and the steps that never ended. */
export interface Checkpoint {
    resources: ResourceState[];
    pendingOperations: PendingOperation[];
}

/**
 * Keeps the two lists that a running deployment has: what it made so far, and what is left from before.
 *
 * Invariant: the merged list is in dependency order at any moment, because resources are added when their step ends,
 * and those that are left keep their order behind them.
 *
 * @see https://github.com/pulumi/pulumi/blob/1b594989/pkg/backend/snapshot.go `Snap` (read 2026-11-21)
 */
export class Snapshot {
    readonly before: readonly ResourceState[];
    readonly #pendingBefore: readonly PendingOperation[];
    readonly #made: ResourceState[] = [];
    readonly #done = new Set<ResourceState>();
    readonly #running = new Set<PendingOperation>();

    constructor(checkpoint: Checkpoint) {
        this.before = checkpoint.resources;
        this.#pendingBefore = checkpoint.pendingOperations;
    }

    /** Finds what the last deployment left under a URN, other than what only waits to be deleted. */
    findBefore(urn: string): ResourceState | undefined {
        return this.before.find((state) => state.urn === urn && state.delete !== true);
    }

    /** Finds what this deployment made under a URN. */
    findMade(urn: string): ResourceState | undefined {
        return this.#made.findLast((state) => state.urn === urn && !this.#done.has(state));
    }

    /** Remembers that a step has begun; call the result when it has ended, well or badly. */
    begin(type: PendingOperation['type'], resource: ResourceState): () => void {
        const operation = { type, resource };
        this.#running.add(operation);
        return () => {
            this.#running.delete(operation);
        };
    }

    /** Adds a resource that a step made. */
    add(state: ResourceState): void {
        this.#made.push(state);
    }

    /** Drops a resource that was deleted, or that a newer state takes the place of. */
    drop(state: ResourceState): void {
        this.#done.add(state);
    }

    /** Says whether a resource is gone or was superseded. */
    isDropped(state: ResourceState): boolean {
        return this.#done.has(state);
    }

    /** Merges both lists into what the state file must hold now. */
    toCheckpoint(): Checkpoint {
        // An interrupted create stays on record until a refresh: only a person can tell whether it left something behind.
        const unresolved = this.#pendingBefore.filter(({ type }) => type === 'creating');
        return {
            resources: [...this.#made, ...this.before].filter((state) => !this.#done.has(state)),
            pendingOperations: [...this.#running, ...unresolved],
        };
    }
}
