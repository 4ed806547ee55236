import { MigrationError } from '../errors.ts';
import type { VerifiedMigration } from '../migration.ts';
import type { Run } from '../run.ts';

/**
 * Ends the source, when a run is told to; today it always refuses.
 *
 * @returns what it was given, untouched, in every phase but `decommission`
 * @throws {MigrationError} `NOT_CONFIRMED` in the phase `decommission`: deleting the users of a source cannot be undone, and
 * the confirmation that it needs is not built yet
 */
export function decommissionSource(run: Run, verified: VerifiedMigration): VerifiedMigration {
    if (run.phase !== 'decommission') return verified;
    throw new MigrationError(
        'NOT_CONFIRMED',
        `Nothing of ${run.source.connection.name} was deleted: deleting its ${verified.plan.counts.source} users cannot be undone and needs a ` +
            "confirmation that this version does not take yet. Set `phase: 'copy'`, and delete the connection in Auth0's dashboard when " +
            'you no longer need it.',
    );
}
