import { openSync } from 'node:fs';
import { MigrationError } from '../../errors.ts';

/**
 * Opens the file of an artifact for reading.
 *
 * @returns its descriptor
 * @throws {MigrationError} `ARTIFACT_DAMAGED` when it is not there
 */
export function openArtifactFile(path: string, name: string): number {
    try {
        return openSync(path, 'r');
    } catch (error) {
        throw new MigrationError(
            'ARTIFACT_DAMAGED',
            `The artifact ${name} of this run is not there. Start the run again.`,
            { cause: error },
        );
    }
}
