import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import type { RunTime } from '../run/run-time.ts';
import { MAX_CLIENT_CHANGES } from '../tenant/connections.ts';
import { describeSide, enabledClients, type LoginSide } from './login-side.ts';

/** A change is read back at most this often, a second apart. */
const READS = 10;
const BETWEEN_READS_MS = 1_000;

type Time = Pick<RunTime, 'sleep'>;

/**
 * Enables the clients of the side that logins go through from now on, and reads them back.
 *
 * @returns IDs of the clients that were not enabled before
 * @throws {MigrationError} `CLIENTS_NOT_SWITCHED` when Auth0 does not show them as enabled afterwards
 */
export async function openSide(side: LoginSide, time: Time): Promise<readonly string[]> {
    return await setClients(side, true, time);
}

/**
 * Disables the clients of the side that logins no longer go through, and reads them back.
 *
 * The open side is read first: nothing is disabled while one of its clients is not enabled, so nobody is ever left without a
 * connection, whatever somebody else does at the same time.
 *
 * @returns IDs of the clients that were enabled before
 * @throws {MigrationError} `CLIENTS_NOT_SWITCHED` when the open side is not open, or Auth0 does not show the others as disabled afterwards
 */
export async function closeSide(closing: LoginSide, open: LoginSide, time: Time): Promise<readonly string[]> {
    const enabled = await enabledClients(open);
    const lacking = open.clients.filter((id) => !enabled.has(id));
    if (lacking.length > 0) {
        throw notSwitched(
            `${counted(lacking.length, 'client is', 'clients are')} not enabled for ${describeSide(open)}, so nothing was disabled for ${describeSide(closing)}: ` +
                `${lacking.join(', ')}. Run again: they are enabled first.`,
        );
    }
    return await setClients(closing, false, time);
}

async function setClients(side: LoginSide, isEnabled: boolean, time: Time): Promise<readonly string[]> {
    const wrong = async () => {
        const enabled = await enabledClients(side);
        return side.clients.filter((id) => enabled.has(id) !== isEnabled);
    };
    const changed = await wrong();
    for (let at = 0; at < changed.length; at += MAX_CLIENT_CHANGES) {
        const some = changed.slice(at, at + MAX_CLIENT_CHANGES);
        await side.tenant.connections.setClients(
            side.connection.id,
            some.map((clientId) => ({ clientId, isEnabled })),
        );
    }
    if (changed.length === 0) return changed;
    let left = await wrong();
    for (let reads = 1; left.length > 0 && reads < READS; reads += 1) {
        await time.sleep(BETWEEN_READS_MS);
        left = await wrong();
    }
    if (left.length === 0) return changed;
    throw notSwitched(
        `Auth0 accepted the change and still shows ${counted(left.length, 'client')} of ${describeSide(side)} as ${isEnabled ? 'disabled' : 'enabled'}: ` +
            `${left.join(', ')}. ${isEnabled ? 'Logins still go through the other connection. ' : ''}Run again: they are read first.`,
    );
}

function notSwitched(message: string): MigrationError {
    return new MigrationError('CLIENTS_NOT_SWITCHED', message, { retryable: true });
}
