/** How often one route was called, and what it answered. */
export interface RouteCalls {
    route: string;
    count: number;
    /** By status. A call whose connection was dropped has none. */
    statuses: Record<string, number>;
}

/** Counts calls by route. */
export class CallCounts {
    readonly #byRoute = new Map<string, RouteCalls>();

    /** Counts a call that came in. */
    countCall(route: string): void {
        const calls = this.#byRoute.get(route) ?? { route, count: 0, statuses: {} };
        calls.count += 1;
        this.#byRoute.set(route, calls);
    }

    /** Counts an answer that went out. */
    countAnswer(route: string, status: number): void {
        const statuses = this.#byRoute.get(route)?.statuses;
        if (statuses !== undefined) statuses[status] = (statuses[status] ?? 0) + 1;
    }

    /** Shows every route that was called, in alphabetical order. */
    list(): RouteCalls[] {
        return [...this.#byRoute.values()].sort((one, other) => one.route.localeCompare(other.route, 'en'));
    }

    /** Counts from zero again. */
    clear(): void {
        this.#byRoute.clear();
    }
}
