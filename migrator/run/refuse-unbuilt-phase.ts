import { MigrationError } from '../errors.ts';
import type { Phase } from './run.ts';

/**
 * Refuses the phases that are not built, before anything is opened.
 *
 * @throws {MigrationError} `NOT_IMPLEMENTED`
 */
export function refuseUnbuiltPhase(phase: Phase): void {
    if (phase !== 'cutover' && phase !== 'decommission') return;
    throw new MigrationError(
        'NOT_IMPLEMENTED',
        phase === 'cutover'
            ? "The phase 'cutover' is not built yet. Nothing was done. Run 'copy' once more for the last users, then enable the target for your " +
                  'clients by hand.'
            : "The phase 'decommission' is not built yet. Nothing was done, and nothing was deleted. Set `phase: 'copy'`, and delete the source " +
                  "connection in Auth0's dashboard when you no longer need it.",
    );
}
