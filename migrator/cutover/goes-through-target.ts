import { enabledClients } from './login-side.ts';
import type { loginSides } from './open-sides.ts';

/**
 * Tells by the clients whether logins go through the target alone, whoever has made the cut-over. Where the users come from a file, there is no
 * other way to log in.
 *
 * @throws {MigrationError} what the tenants throw
 */
export async function goesThroughTarget({ source, target }: ReturnType<typeof loginSides>): Promise<boolean> {
    if (target.clients.length === 0 || source?.clients.length === 0) return false;
    const onTarget = await enabledClients(target);
    if (source === undefined) return target.clients.every((id) => onTarget.has(id));
    const onSource = await enabledClients(source);
    return target.clients.some((id) => onTarget.has(id)) && !source.clients.some((id) => onSource.has(id));
}
