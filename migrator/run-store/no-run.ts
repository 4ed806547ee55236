import { shownFolder } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';

/** Says that a folder holds no run. */
export function noRun(folder: string): MigrationError {
    return new MigrationError(
        'RUN_NOT_FOUND',
        `${shownFolder(folder)} holds no run: it has no journal. Nothing was touched. Expected the folder of one run, such as .auth0-user-migration/<run>.`,
    );
}
