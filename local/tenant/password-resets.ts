import type { Clock } from './clock.ts';
import type { Identity } from './entities.ts';
import { randomTicket } from './ids.ts';
import type { PasswordReset } from './password-reset.ts';
import type { Table } from './store/table.ts';
import type { TenantStore } from './store.ts';

/** The password resets of a tenant, by ticket. */
export class PasswordResets {
    readonly #byTicket: Table<PasswordReset>;

    constructor({ passwordResets }: TenantStore) {
        this.#byTicket = passwordResets;
    }

    /** Begins a reset; its ticket is good once. */
    begin(
        identity: Identity,
        options: {
            ttlMs: number;
            clock: Clock;
            mailedTo?: string | undefined;
            resultUrl?: string | undefined;
            marksEmailVerified?: boolean | undefined;
        },
    ): PasswordReset {
        const { ttlMs, clock, mailedTo, resultUrl, marksEmailVerified = false } = options;
        const now = clock.now();
        for (const { ticket, expiresAt } of this.#byTicket.values())
            if (expiresAt <= now) this.#byTicket.delete(ticket);
        const ticket = randomTicket();
        const times = { createdAt: now, expiresAt: now + ttlMs };
        const reset = { ticket, identity, ...times, marksEmailVerified, resultUrl, mailedTo };
        this.#byTicket.set(ticket, reset);
        return reset;
    }

    /** Finds a reset whose ticket is still good. */
    get(ticket: string, nowMs: number): PasswordReset | undefined {
        const reset = this.#byTicket.get(ticket);
        return reset !== undefined && nowMs < reset.expiresAt ? reset : undefined;
    }

    /** Takes a ticket out of use. */
    use({ ticket }: PasswordReset): void {
        this.#byTicket.delete(ticket);
    }

    /** All that were begun, the oldest first. */
    list(): PasswordReset[] {
        return [...this.#byTicket.values()];
    }

    /** Forgets all resets. */
    clear(): void {
        this.#byTicket.clear();
    }
}
