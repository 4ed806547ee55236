import { type AttackProtection, isEnforced } from './attack-protection.ts';
import type { Clock } from './clock.ts';
import type { Connection, Identity } from './entities.ts';
import { LOGIN_BLOCK_MS } from './limits.ts';
import { type ChangeListener, Table } from './store/table.ts';

const MAX_REMEMBERED = 100_000;

/** By address: how many wrong passwords came from it, and when the last. */
export type FailuresByAddress = Map<string, { count: number; lastAt: number }>;

/**
 * Brute-force protection: counts wrong passwords by connection, identifier and address, and blocks that combination after too many; or the identifier
 * from everywhere, where the tenant counts so.
 * A right password in time, or a new password, sets the count back.
 */
export class FailedLogins {
    readonly #counts: Table<FailuresByAddress>;
    readonly #settings: () => AttackProtection;

    constructor(settings: () => AttackProtection, onChange?: ChangeListener) {
        this.#settings = settings;
        this.#counts = new Table(onChange);
    }

    /** Says whether this address has to wait before it tries this identifier again. */
    isBlocked(connection: Connection, identifier: string, ip: string, clock: Clock): boolean {
        const { bruteForce } = this.#settings();
        if (!isEnforced(bruteForce, ip)) return false;
        const byAddress = this.#counts.get(keyOf(connection, identifier)) ?? (new Map() as FailuresByAddress);
        const counted = [...byAddress].filter(
            ([address]) => bruteForce.mode === 'count_per_identifier' || address === ip,
        );
        const recent = counted.filter(([, { lastAt }]) => clock.now() - lastAt < LOGIN_BLOCK_MS);
        return recent.reduce((sum, [, { count }]) => sum + count, 0) >= bruteForce.max_attempts;
    }

    /** The addresses that have to wait before they try this identifier again. */
    blockedAddresses(connection: Connection, identifier: string, clock: Clock): string[] {
        const addresses = [...(this.#counts.get(keyOf(connection, identifier))?.keys() ?? [])];
        return addresses.filter((ip) => this.isBlocked(connection, identifier, ip, clock));
    }

    /** Forgets the failures of one identifier, from whatever address. */
    forgetIdentifier(connection: Connection, identifier: string): void {
        this.#counts.delete(keyOf(connection, identifier));
    }

    /** Counts one wrong password. */
    add(connection: Connection, identifier: string, ip: string, clock: Clock): void {
        const key = keyOf(connection, identifier);
        const byAddress = this.#counts.get(key) ?? (new Map() as FailuresByAddress);
        byAddress.set(ip, { count: (byAddress.get(ip)?.count ?? 0) + 1, lastAt: clock.now() });
        this.#counts.set(key, byAddress);
        // Someone who tries endless identifiers must not fill the memory: the oldest go.
        const [oldest] = this.#counts.keys();
        if (this.#counts.size > MAX_REMEMBERED && oldest !== undefined) this.#counts.delete(oldest);
    }

    /** Forgets the failures of one address. */
    forget(connection: Connection, identifier: string, ip: string): void {
        const key = keyOf(connection, identifier);
        if (this.#counts.get(key)?.delete(ip) === true) this.#counts.noteChange(key);
    }

    /** The failures of one connection and identifier, by the key that `onChange` was told. */
    get(key: string): FailuresByAddress | undefined {
        return this.#counts.get(key);
    }

    /** Puts back what `get` gave. */
    restore(key: string, failures: FailuresByAddress): void {
        this.#counts.set(key, failures);
    }

    /** Forgets all failures. */
    clear(): void {
        this.#counts.clear();
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
