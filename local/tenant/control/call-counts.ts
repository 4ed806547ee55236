/** How often one route was called, and what it answered. */
export interface RouteCalls {
    route: string;
    count: number;
    /** By status. A call whose connection was dropped has none. */
    statuses: Record<string, number>;
}

/** One call that is over. */
export interface FinishedCall {
    /** Milliseconds since 1970. */
    at: number;
    method: string;
    /** Path and query string. */
    url: string;
    /** Undefined for a connection that was dropped. */
    status: number | undefined;
    durationMs: number;
}

const MAX_RECENT = 100;
const MAX_ROUTES = 1000;
const OTHERS = 'others';

/** Counts calls by route, and remembers the latest. */
export class CallCounts {
    readonly #byRoute = new Map<string, RouteCalls>();
    #recent: FinishedCall[] = [];

    /** Counts a call that came in. */
    countCall(asked: string): void {
        const route = this.#nameOf(asked);
        const calls = this.#byRoute.get(route) ?? { route, count: 0, statuses: {} };
        calls.count += 1;
        this.#byRoute.set(route, calls);
    }

    /** Counts an answer that went out, or a connection that was dropped instead. */
    countAnswer(asked: string, call: FinishedCall): void {
        const route = this.#nameOf(asked);
        this.#recent.push(call);
        if (this.#recent.length >= 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT);
        const statuses = this.#byRoute.get(route)?.statuses;
        if (statuses === undefined || call.status === undefined) return;
        statuses[call.status] = (statuses[call.status] ?? 0) + 1;
    }

    // What is not served has as many names as clients think of.
    #nameOf(route: string): string {
        return this.#byRoute.has(route) || this.#byRoute.size < MAX_ROUTES ? route : OTHERS;
    }

    /** The last 100 calls that are over, the newest first. */
    recent(): FinishedCall[] {
        return this.#recent.slice(-MAX_RECENT).reverse();
    }

    /** Shows every route that was called, in alphabetical order. */
    list(): RouteCalls[] {
        return [...this.#byRoute.values()].sort((one, other) => one.route.localeCompare(other.route, 'en'));
    }

    /** Counts from zero again. */
    clear(): void {
        this.#byRoute.clear();
        this.#recent = [];
    }
}
