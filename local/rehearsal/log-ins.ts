import { type InventedUser, inventUser } from './invented-user.ts';
import type { PooledPassword } from './password-pool.ts';
import type { TenantClient } from './tenant-client.ts';
import { REHEARSAL_CONNECTIONS } from './write-seeds.ts';

/** What the log-ins of a rehearsal came to. */
export interface LogIns {
    readonly tried: number;
    /** With the old password. */
    readonly ok: number;
    /** With a wrong one. */
    readonly wrongRefused: number;
    /** Algorithms whose hashes have proved themselves. */
    readonly algorithms: readonly string[];
}

/**
 * Logs moved users in at the target with their old passwords, and tries a wrong password for each.
 *
 * The users are spread over all, and over the algorithms of their hashes; blocked ones cannot log in and are not among them.
 *
 * @param users - invented users in all
 * @param wanted - users to try
 */
export async function logInMovedUsers(
    client: TenantClient,
    users: number,
    wanted: number,
    pool: readonly PooledPassword[],
): Promise<LogIns> {
    let ok = 0;
    let wrongRefused = 0;
    const chosen = chooseUsers(users, wanted, pool);
    for (const { email, password } of chosen) {
        // The wrong one first: a right one makes Auth0 hash anew, and a wrong one must fail against the imported hash.
        if (!(await client.logIn(REHEARSAL_CONNECTIONS.target, email, `${password.password}?`))) wrongRefused += 1;
        if (await client.logIn(REHEARSAL_CONNECTIONS.target, email, password.password)) ok += 1;
    }
    const algorithms = [...new Set(chosen.map(({ password }) => password.algorithm))].sort();
    return { tried: chosen.length, ok, wrongRefused, algorithms };
}

function chooseUsers(users: number, wanted: number, pool: readonly PooledPassword[]): InventedUser[] {
    const step = Math.max(1, Math.floor(users / wanted));
    const chosen: InventedUser[] = [];
    for (let start = 0; start < users && chosen.length < wanted; start += step) {
        for (let number = start; number < Math.min(users, start + step); number += 1) {
            const user = inventUser(number, pool);
            if (user.expectation !== 'imported' || user.isBlocked) continue;
            chosen.push(user);
            break;
        }
    }
    return chosen;
}
