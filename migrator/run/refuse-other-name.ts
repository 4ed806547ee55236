import { MigrationError } from '../errors.ts';

/**
 * Refuses a confirmation that names another connection than the target of the run.
 *
 * @param confirm - undefined for a plan, which needs none
 * @param outcome - says that nothing was done
 * @throws {MigrationError} `NOT_CONFIRMED`
 */
export function refuseOtherName(confirm: string | undefined, target: string, outcome: string): void {
    if (confirm === undefined || confirm === target) return;
    throw new MigrationError(
        'NOT_CONFIRMED',
        `The target connection of this run is ${target}. ${outcome} Say \`--confirm ${target}\` if that is the connection you mean.`,
        { subject: 'target' },
    );
}
