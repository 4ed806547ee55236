import type { JsonObject } from '../entities.ts';
import type { ChangeListener } from '../store/table.ts';
import type { LogEventType } from './log-event-types.ts';

const MAX_EVENTS = 10_000;
const ID_PREFIX = '90020';
const ID_DIGITS = 40;

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
    readonly #onChange: ChangeListener | undefined;

    constructor(onChange?: ChangeListener) {
        this.#onChange = onChange;
    }

    add(event: LogEvent): void {
        this.#count += 1;
        this.#append({ ...event, id: ID_PREFIX + String(this.#count).padStart(ID_DIGITS, '0') });
    }

    /** Puts back an event that has an ID; the oldest come first. */
    restore(event: StoredLogEvent): void {
        this.#count = Math.max(this.#count, numberOf(event.id));
        this.#append(event);
    }

    /** Finds an event that is still known. */
    get(id: string): StoredLogEvent | undefined {
        const [oldest] = this.#events;
        return oldest && this.#events[numberOf(id) - numberOf(oldest.id)];
    }

    /** The events that are still known, the newest first. */
    newestFirst(): StoredLogEvent[] {
        return this.#events.slice(-MAX_EVENTS).reverse();
    }

    clear(): void {
        this.#drop(this.#events.length);
    }

    #append(event: StoredLogEvent): void {
        this.#events.push(event);
        this.#onChange?.(event.id);
        // In halves: moving every event at every call would cost more than the call.
        if (this.#events.length >= 2 * MAX_EVENTS) this.#drop(this.#events.length - MAX_EVENTS);
    }

    #drop(count: number): void {
        for (const { id } of this.#events.splice(0, count)) this.#onChange?.(id);
    }
}

// The numbers of the events that are known have no gaps.
function numberOf(id: string): number {
    return Number(id.slice(ID_PREFIX.length));
}
