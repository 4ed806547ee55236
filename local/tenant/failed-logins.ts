import type { Clock } from './clock.ts';
import type { Connection, Identity } from './entities.ts';
import { LOGIN_BLOCK_MS, MAX_FAILED_LOGINS } from './limits.ts';

const MAX_REMEMBERED = 100_000;

/**
 * Brute-force protection: counts wrong passwords by connection, identifier and address, and blocks that combination after too many.
 * A right password in time, or a new password, sets the count back.
 */
export class FailedLogins {
    readonly #counts = new Map<string, Map<string, { count: number; lastAt: number }>>();

    /** Says whether this address has to wait before it tries this identifier again. */
    isBlocked(connection: Connection, identifier: string, ip: string, clock: Clock): boolean {
        const failures = this.#counts.get(keyOf(connection, identifier))?.get(ip);
        if (failures === undefined || failures.count < MAX_FAILED_LOGINS) return false;
        return clock.now() - failures.lastAt < LOGIN_BLOCK_MS;
    }

    /** Counts one wrong password. */
    add(connection: Connection, identifier: string, ip: string, clock: Clock): void {
        const key = keyOf(connection, identifier);
        const byAddress = this.#counts.get(key) ?? new Map<string, { count: number; lastAt: number }>();
        byAddress.set(ip, { count: (byAddress.get(ip)?.count ?? 0) + 1, lastAt: clock.now() });
        this.#counts.set(key, byAddress);
        // Someone who tries endless identifiers must not fill the memory: the oldest go.
        const [oldest] = this.#counts.keys();
        if (this.#counts.size > MAX_REMEMBERED && oldest !== undefined) this.#counts.delete(oldest);
    }

    /** Forgets the failures of one address. */
    forget(connection: Connection, identifier: string, ip: string): void {
        this.#counts.get(keyOf(connection, identifier))?.delete(ip);
    }

    /** Forgets all failures of a user. */
    forgetUser({ connection, email, username, phoneNumber }: Identity): void {
        for (const identifier of [email, username, phoneNumber])
            if (identifier !== undefined) this.#counts.delete(keyOf(connection, identifier));
    }
}

function keyOf(connection: Connection, identifier: string): string {
    return `${connection.id}:${identifier.toLowerCase()}`;
}
