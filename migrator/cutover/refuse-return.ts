import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { RunState } from '../run-store/run-state.ts';
import { knowsCutover } from './knows-cutover.ts';
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
            `Logins stay with the target: ${replacement.replaced} users of the source were replaced, and could not log in through it. This step changed no client. ` +
                "Say `phase: 'cutover'`.",
        );
    }
    if (decommission === undefined) return;
    // One that was killed may have deleted users that it did not count.
    if (decommission.isCompleted && decommission.deleted === 0) return;
    throw new MigrationError(
        'SOURCE_USERS_DELETED',
        `Logins stay with the target: ${decommission.deleted} users of the source were deleted, and could not log in through it. This step changed no client. ` +
            "Say `phase: 'decommission'`, or `phase: 'cutover'`.",
    );
}

/**
 * Refuses the same by what the tenants say, for the run's folder may be lost, or older than the decommissioning: people log in through the target alone, and
 * the source has no users, or fewer than it had when the run last exported it. Where nobody knows of the cut-over any more, the source is compared with the target.
 *
 * @throws {MigrationError} `SOURCE_USERS_DELETED`; what the tenants throw
 */
export async function refuseDeletedSource(
    source: LoginSide,
    target: LoginSide,
    state: Pick<RunState, 'switched' | 'exports'> | undefined,
): Promise<void> {
    const inSource = await source.tenant.countUsers(source.connection.name);
    if (inSource > 0 && (await isOpen(source))) return;
    if (!(await isOpen(target))) return;
    const lastExport = inSource > 0 && knowsCutover(state) ? state?.exports.source : undefined;
    const expected = lastExport?.users ?? (await target.tenant.countUsers(target.connection.name));
    if (inSource >= expected) return;
    const lost =
        lastExport === undefined
            ? `${describeSide(target)} has ${counted(expected, 'user')}, ${describeSide(source)} only ${inSource}, and the folder of this run does not know of the cut-over`
            : `${describeSide(source)} had ${counted(expected, 'user')} when this run last exported it, and now has ${inSource}`;
    throw new MigrationError(
        'SOURCE_USERS_DELETED',
        inSource === 0
            ? `Logins stay with ${describeSide(target)}: ${describeSide(source)} has no users, so nobody could log in through it. This step changed no client.`
            : `Logins stay with ${describeSide(target)}: ${lost}, so a decommissioning may have deleted users of the source. This step changed no client. Restore the ` +
                  'newest copy of the folder. If you know that no decommissioning was run, enable the clients of the source by hand, then run again.',
    );
}

async function isOpen(side: LoginSide): Promise<boolean> {
    const enabled = await enabledClients(side);
    return side.clients.some((id) => enabled.has(id));
}
