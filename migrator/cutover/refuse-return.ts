import { MigrationError } from '../errors.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { RunState } from '../run-store/run-state.ts';
import { describeSide, enabledClients, type LoginSide } from './login-side.ts';

/**
 * Refuses to let logins go through a source again whose users were deleted: nobody could log in any more.
 *
 * @throws {MigrationError} `SOURCE_USERS_DELETED`
 */
export function refuseReturn(
    to: EndpointRole,
    state: Pick<RunState, 'decommission' | 'replacement' | 'switched'> | undefined,
): void {
    const { decommission, replacement, switched } = state ?? {};
    if (to === 'target') return;
    if (replacement !== undefined && switched?.to === 'target') {
        throw new MigrationError(
            'SOURCE_USERS_DELETED',
            `Logins stay with the target: ${replacement.replaced} users of the source were replaced, and could not log in through it. No client was changed. ` +
                "Say `phase: 'cutover'`.",
        );
    }
    if (decommission === undefined) return;
    // One that was killed may have deleted users that it did not count.
    if (decommission.isCompleted && decommission.deleted === 0) return;
    throw new MigrationError(
        'SOURCE_USERS_DELETED',
        `Logins stay with the target: ${decommission.deleted} users of the source were deleted, and could not log in through it. No client was changed. ` +
            "Say `phase: 'decommission'`, or `phase: 'cutover'`.",
    );
}

/**
 * Refuses the same by what the tenants say, for a run whose folder was lost: an empty source, while people log in through the target.
 *
 * @throws {MigrationError} `SOURCE_USERS_DELETED`; what the tenants throw
 */
export async function refuseEmptySource(source: LoginSide, target: LoginSide): Promise<void> {
    if ((await source.tenant.countUsers(source.connection.name)) > 0) return;
    const enabled = await enabledClients(target);
    if (!target.clients.some((id) => enabled.has(id))) return;
    if ((await target.tenant.countUsers(target.connection.name)) === 0) return;
    throw new MigrationError(
        'SOURCE_USERS_DELETED',
        `Logins stay with ${describeSide(target)}: ${describeSide(source)} has no users, so nobody could log in through it. No client was changed.`,
    );
}
