import type { JsonObject } from '../entities.ts';
import type { LogEventType } from './log-event-types.ts';

const MAX_EVENTS = 10_000;
const ID_PREFIX = '90020';

/** Something that happened in the tenant, before it has an ID. */
export interface LogEvent {
    type: LogEventType;
    /** Milliseconds since 1970. */
    at: number;
    description?: string | undefined;
    ip?: string | undefined;
    clientId?: string | undefined;
    userId?: string | undefined;
    userName?: string | undefined;
    connection?: string | undefined;
    connectionId?: string | undefined;
    details?: JsonObject | undefined;
}

/** A log event with its ID, a number that grows. */
export type StoredLogEvent = LogEvent & { readonly id: string };

/** The tenant log: the last 10,000 events, the newest last. */
export class TenantLog {
    #events: StoredLogEvent[] = [];
    #count = 0;

    add(event: LogEvent): void {
        this.#count += 1;
        this.#events.push({ ...event, id: ID_PREFIX + String(this.#count).padStart(40, '0') });
        // In halves: moving every event at every call would cost more than the call.
        if (this.#events.length >= 2 * MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS);
    }

    /** The events that are still known, the newest first. */
    newestFirst(): StoredLogEvent[] {
        return this.#events.slice(-MAX_EVENTS).reverse();
    }

    clear(): void {
        this.#events = [];
    }
}
