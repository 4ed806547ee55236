import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import { artifactName, type Run } from '../run/run.ts';
import { jsonLines } from '../run-store/json-lines.ts';
import type { RefusedAssignment } from './held-assignments.ts';

/**
 * Lists the assignments that Auth0 refused to give again, and says so.
 *
 * @throws {MigrationError} `ASSIGNMENTS_NOT_RESTORED` where there are any
 */
export async function refuseUnrestored(
    { store }: Pick<Run, 'store'>,
    pass: number,
    refused: readonly RefusedAssignment[],
): Promise<void> {
    if (refused.length === 0) return;
    const artifact = artifactName(pass, 'unrestored.ndjson');
    await store.artifacts.write(artifact, jsonLines(refused));
    throw new MigrationError(
        'ASSIGNMENTS_NOT_RESTORED',
        `Users were replaced, and Auth0 refused to give ${counted(refused.length, 'assignment')} back to their IDs. They are listed in ` +
            `${store.artifacts.locate(artifact)}: give them by hand where they are still wanted, as for a role that was deleted meanwhile. Then run again to ` +
            'continue.',
        { retryable: false },
    );
}
