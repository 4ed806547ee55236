import { counted } from '../counted.ts';
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
 * Refuses the same by what the tenants say: a source without users while people log in through the target or, where the run's folder was lost and
 * nobody knows of the cut-over any more, one that has fewer users.
 *
 * @throws {MigrationError} `SOURCE_USERS_DELETED`; what the tenants throw
 */
export async function refuseDeletedSource(
    source: LoginSide,
    target: LoginSide,
    { switched }: Pick<RunState, 'switched'>,
): Promise<void> {
    const inSource = await source.tenant.countUsers(source.connection.name);
    if (inSource > 0 && (switched !== undefined || (await isOpen(source)))) return;
    if (!(await isOpen(target))) return;
    const inTarget = await target.tenant.countUsers(target.connection.name);
    if (inSource >= inTarget) return;
    throw new MigrationError(
        'SOURCE_USERS_DELETED',
        inSource === 0
            ? `Logins stay with ${describeSide(target)}: ${describeSide(source)} has no users, so nobody could log in through it. No client was changed.`
            : `Logins stay with ${describeSide(target)}: it has ${counted(inTarget, 'user')}, ${describeSide(source)} only ${inSource}, and the folder of this run does ` +
                  'not know of the cut-over, so users of the source may have been deleted. No client was changed. Restore the folder, or change the clients by ' +
                  'hand if you know that nobody was deleted.',
    );
}

async function isOpen(side: LoginSide): Promise<boolean> {
    const enabled = await enabledClients(side);
    return side.clients.some((id) => enabled.has(id));
}
