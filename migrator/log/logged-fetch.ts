import { channel } from 'node:diagnostics_channel';
import { reasonOf } from '../disclosure/foreign-error.ts';
import type { RequestEntry } from './log-entry.ts';
import { redactedPath } from './redacted-path.ts';

// A channel of Node: listeners subscribe, and nothing is passed through the rooms between.
const requests = channel('auth0-user-migration:request');

/** Fetches as `fetch` does, and tells those who {@link listenToRequests} of the request and its answer. */
export async function loggedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    if (!requests.hasSubscribers) return await fetch(input, init);
    const startedAt = performance.now();
    const url = new URL(input instanceof Request ? input.url : input);
    const tell = (outcome: Pick<RequestEntry, 'status' | 'failure'>): void => {
        const entry: RequestEntry = {
            event: 'request',
            at: new Date(performance.timeOrigin + startedAt).toISOString(),
            tenant: url.host,
            method: init?.method ?? (input instanceof Request ? input.method : 'GET'),
            path: redactedPath(url.pathname),
            ...outcome,
            ms: Math.round(performance.now() - startedAt),
        };
        requests.publish(entry);
    };
    try {
        const answer = await fetch(input, init);
        tell({ status: answer.status });
        return answer;
    } catch (error) {
        tell({ failure: reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error) });
        throw error;
    }
}

/**
 * Listens to every request that this process makes to a tenant.
 *
 * @param listener - receives an entry for each request
 * @returns what ends it
 */
export function listenToRequests(listener: (entry: RequestEntry) => void): () => void {
    const onRequest = (message: unknown): void => {
        listener(message as RequestEntry);
    };
    requests.subscribe(onRequest);
    return () => {
        requests.unsubscribe(onRequest);
    };
}
