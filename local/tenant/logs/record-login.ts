import type { Connection, Identity } from '../entities.ts';
import type { TenantStore } from '../store.ts';

/** How a login with a password ended. */
export type LoginOutcome =
    | 'address blocked'
    | 'address throttled'
    | 'script failed'
    | 'succeeded'
    | 'user blocked'
    | 'wrong password';

/** Writes a login into the tenant log; only here does a wrong imported hash look otherwise than a wrong password. */
export function recordLogin(
    store: TenantStore,
    outcome: LoginOutcome,
    login: {
        connection: Connection;
        identity: Identity | undefined;
        identifier: string;
        ip: string;
        nowMs: number;
        /** What a script failed with. */
        reason?: string | undefined;
    },
): void {
    const { connection, identity, identifier, ip, nowMs } = login;
    const userId = identity?.profile?.userId;
    const common = {
        at: nowMs,
        ip,
        connection: connection.name,
        connectionId: connection.id,
        userName: identifier,
        ...(userId !== undefined && { userId }),
    };
    if (outcome === 'succeeded') store.log.add({ ...common, type: 's', description: 'Successful login' });
    else if (outcome === 'address blocked')
        store.log.add({
            ...common,
            type: 'limit_wc',
            description: 'Blocked IP address after too many failed login attempts',
        });
    else if (outcome === 'address throttled')
        store.log.add({
            ...common,
            type: 'limit_mu',
            description: 'Blocked IP address after too many attempts at several accounts',
        });
    else if (outcome === 'script failed')
        store.log.add({ ...common, type: 'f', description: login.reason ?? 'The script failed.' });
    else if (outcome === 'user blocked') store.log.add({ ...common, type: 'f', description: 'user is blocked' });
    else if (userId === undefined) store.log.add({ ...common, type: 'fu', description: 'Wrong email or password.' });
    else if (identity?.password?.kind === 'custom')
        store.log.add({
            ...common,
            type: 'fp',
            description: 'Password change required',
            details: { reason: 'Verification failed for the provided custom_password_hash' },
        });
    else store.log.add({ ...common, type: 'fp', description: 'Wrong email or password.' });
}
