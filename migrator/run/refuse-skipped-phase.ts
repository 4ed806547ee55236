import { goesThroughTarget } from '../cutover/goes-through-target.ts';
import { loginSides } from '../cutover/open-sides.ts';
import { MigrationError } from '../errors.ts';
import type { RunState } from '../run-store/run-state.ts';
import type { ConnectionEndpoint, SourceEndpoint } from './endpoints.ts';
import type { Phase } from './run.ts';
import type { MigrationSettings } from './settings.ts';

/** What tells whether logins go through the target already, as far as it is known. */
export interface SwitchedEndpoints {
    readonly source: SourceEndpoint | undefined;
    readonly target: ConnectionEndpoint | undefined;
    readonly clients: MigrationSettings['switchedClients'];
}

/**
 * Refuses a cut-over, and what comes after it, of a migration whose users were never verified in the target. A run that has lost its folder after
 * the cut-over may go on in that phase: its clients show that there is nothing left to switch.
 *
 * @throws {MigrationError} `NOT_VERIFIED`; what the tenants throw
 */
export async function refuseSkippedPhase(
    phase: Phase,
    state: Pick<RunState, 'wasVerified'> | undefined,
    endpoints: SwitchedEndpoints,
): Promise<void> {
    if ((phase !== 'cutover' && phase !== 'decommission') || state?.wasVerified === true) return;
    const isCutOver = await isMade(endpoints);
    if (isCutOver && phase === 'cutover') return;
    throw new MigrationError(
        'NOT_VERIFIED',
        `The phase '${phase}' needs users that were copied and verified, and this run has verified nobody yet. Nothing was done. Say \`phase: '${isCutOver ? 'cutover' : 'copy'}'\` ` +
            'first, look at its report, and go on from there.',
        { subject: 'run' },
    );
}

async function isMade({ source, target, clients }: SwitchedEndpoints): Promise<boolean> {
    if (source === undefined || target === undefined || clients === undefined) return false;
    return await goesThroughTarget(loginSides({ source, target }, { clients }));
}
