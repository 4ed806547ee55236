import type { AttackProtection, ThrottledStage } from './attack-protection.ts';
import { isEnforced } from './attack-protection.ts';
import type { Clock } from './clock.ts';
import { type ChangeListener, Table } from './store/table.ts';

const MAX_REMEMBERED = 100_000;

/** How many attempts an address had left, and when. */
export interface AttemptsLeft {
    readonly left: number;
    readonly at: number;
}

/**
 * Suspicious IP throttling: an address that has made too many attempts, at whatever accounts, gets new ones one by one only.
 * Wrong passwords and sign-ups are counted apart.
 *
 * @see https://auth0.com/docs/secure/attack-protection/suspicious-ip-throttling (read 2026-11-26)
 */
export class SuspiciousAddresses {
    /** By stage and address. */
    readonly rows: Table<AttemptsLeft>;
    readonly #settings: () => AttackProtection;

    constructor(settings: () => AttackProtection, onChange?: ChangeListener) {
        this.#settings = settings;
        this.rows = new Table(onChange);
    }

    /** Says whether an address has no attempt left. */
    isThrottled(stage: ThrottledStage, ip: string, clock: Clock): boolean {
        return isEnforced(this.#settings().suspiciousIp, ip) && this.#left(stage, ip, clock) < 1;
    }

    /** Takes one attempt of an address. */
    take(stage: ThrottledStage, ip: string, clock: Clock): void {
        if (!isEnforced(this.#settings().suspiciousIp, ip)) return;
        const left = Math.max(this.#left(stage, ip, clock) - 1, 0);
        this.rows.set(keyOf(stage, ip), { left, at: clock.now() });
        // Somebody who comes from endless addresses must not fill the memory: the oldest go.
        const [oldest] = this.rows.keys();
        if (this.rows.size > MAX_REMEMBERED && oldest !== undefined) this.rows.delete(oldest);
    }

    #left(stage: ThrottledStage, ip: string, clock: Clock): number {
        const { max_attempts: most, rate } = this.#settings().suspiciousIp.stage[stage];
        const row = this.rows.get(keyOf(stage, ip));
        return row === undefined ? most : Math.min(most, row.left + (clock.now() - row.at) / rate);
    }
}

function keyOf(stage: ThrottledStage, ip: string): string {
    return `${stage}:${ip}`;
}
