import { MigrationError } from '../errors.ts';
import type { RunState } from '../run-store/run-state.ts';
import type { Phase } from './run.ts';

/**
 * Refuses a cut-over, and what comes after it, of a migration whose users were never verified in the target.
 *
 * @throws {MigrationError} `NOT_VERIFIED`
 */
export function refuseSkippedPhase(phase: Phase, state: Pick<RunState, 'wasVerified'> | undefined): void {
    if ((phase !== 'cutover' && phase !== 'decommission') || state?.wasVerified === true) return;
    throw new MigrationError(
        'NOT_VERIFIED',
        `The phase '${phase}' needs users that were copied and verified, and this run has verified nobody yet. Nothing was done. Say \`phase: 'copy'\` ` +
            'first, look at its report, and go on from there.',
        { subject: 'run' },
    );
}
