import { enabledClients } from './login-side.ts';
import type { loginSides } from './open-sides.ts';

/**
 * Tells from the enabled clients whether logins go through the target alone, no matter who made the cut-over. If the users come from a file,
 * nobody can log in any other way.
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
