import { MigrationError } from '../errors.ts';
import type { Phase } from './run.ts';

/**
 * Refuses the phase that is not built, before anything is opened.
 *
 * @throws {MigrationError} `NOT_IMPLEMENTED`
 */
export function refuseUnbuiltPhase(phase: Phase): void {
    if (phase !== 'decommission') return;
    throw new MigrationError(
        'NOT_IMPLEMENTED',
        "The phase 'decommission' is not built yet. Nothing was done, and nothing was deleted. Set `phase: 'cutover'`, and delete the source " +
            "connection in Auth0's dashboard when you no longer need it.",
    );
}
