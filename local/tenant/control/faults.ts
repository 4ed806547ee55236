import { FAULT_KINDS, type FaultKind, type FaultOrder } from './fault-kinds.ts';
import { createSeededRandom } from './seeded-random.ts';

/** A fault that was ordered, and how often it has happened. */
export interface Fault extends FaultOrder {
    readonly id: string;
    applied: number;
}

interface Entry {
    readonly fault: Fault;
    readonly random: () => number;
    seen: number;
}

/** The faults that were ordered and are not over yet, in the order in which they came. */
export class Faults {
    #entries: Entry[] = [];
    #lastId = 0;
    readonly #freezeIndex: (isFrozen: boolean) => void;

    /** @param freezeIndex - is told when the search index is to stand still, and when to go on */
    constructor(freezeIndex: (isFrozen: boolean) => void) {
        this.#freezeIndex = freezeIndex;
    }

    /** Adds a fault; it happens from the next call on. */
    add(order: FaultOrder): Fault {
        this.#lastId += 1;
        const fault: Fault = { ...order, id: `fault_${this.#lastId}`, applied: 0 };
        this.#set([...this.#entries, { fault, random: createSeededRandom(order.seed ?? 1), seen: 0 }]);
        return fault;
    }

    /** Shows all faults, those that are over too. */
    list(): Fault[] {
        return this.#entries.map(({ fault }) => fault);
    }

    /** Removes one fault, or says that there was none with this ID. */
    remove(id: string): boolean {
        const before = this.#entries.length;
        this.#set(this.#entries.filter(({ fault }) => fault.id !== id));
        return this.#entries.length < before;
    }

    /** Removes all faults. */
    clear(): void {
        this.#set([]);
    }

    #set(entries: Entry[]): void {
        this.#entries = entries;
        this.#freezeIndex(entries.some(({ fault }) => fault.kind === 'frozen-index'));
    }

    /**
     * Decides whether a fault of this kind happens to a call, and counts it if so.
     *
     * @param route - as in the README's list of endpoints
     * @param when - for kinds that can happen before or after the call's work
     */
    take(kind: FaultKind, route: string, when?: 'before' | 'after'): Fault | undefined {
        for (const entry of this.#entries) {
            if (!concerns(entry.fault, kind, route, when)) continue;
            entry.seen += 1;
            if (happensNow(entry)) {
                entry.fault.applied += 1;
                return entry.fault;
            }
        }
        return undefined;
    }
}

function concerns(fault: Fault, kind: FaultKind, route: string, when: 'before' | 'after' | undefined): boolean {
    if (fault.kind !== kind || (when !== undefined && (fault.when ?? 'after') !== when)) return false;
    if (fault.route !== undefined) return fault.route === route;
    const routes: readonly string[] | undefined = FAULT_KINDS[kind];
    return routes === undefined || routes.includes(route);
}

function happensNow({ fault, random, seen }: Entry): boolean {
    if (seen <= (fault.skip ?? 0)) return false;
    if (fault.count !== undefined && fault.applied >= fault.count) return false;
    // A certain fault must not depend on the generator; a doubtful one draws for each call, so that a seed always hits the same calls.
    return fault.probability === undefined || random() < fault.probability;
}
