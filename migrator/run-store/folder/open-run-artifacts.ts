import type { Artifacts } from '../artifacts.ts';
import { KEY_VARIABLE, parseArtifactKey } from './artifact-key.ts';
import { openFolderArtifacts } from './folder-artifacts.ts';
import { sealArtifacts } from './sealed-artifacts.ts';

/**
 * Opens the artifacts of a run: a folder of this machine, encrypted when `AUTH0_USER_MIGRATION_KEY` holds a key.
 *
 * @param folder - made if it is not there
 * @throws {MigrationError} `SETTING_INVALID` when the variable holds something else; `STORAGE_FULL`
 */
export function openRunArtifacts(folder: string): Artifacts {
    return sealArtifacts(openFolderArtifacts(folder), parseArtifactKey(process.env[KEY_VARIABLE]));
}
