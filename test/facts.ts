import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Folder of what was recorded of Auth0, which is not ours to copy: `auth0-management-api.openapi.json`, `password-hashes.ndjson`
 * and `recordings/`. `AUTH0_FACTS` names it; by default it lies beside the repository.
 */
export const FACTS_FOLDER = resolve(
    process.env['AUTH0_FACTS'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data'),
);

/**
 * Gives the path of a recorded fact, or says loudly that whatever needs it does not run.
 *
 * @returns undefined where there are no facts and nobody named a folder
 * @throws {Error} where `AUTH0_FACTS` names a folder that lacks it: nobody would see that tests are gone
 */
export function factsPath(name: string): string | undefined {
    const path = join(FACTS_FOLDER, name);
    if (existsSync(path)) return path;
    if (process.env['AUTH0_FACTS'] !== undefined)
        throw new Error(`AUTH0_FACTS names the folder ${FACTS_FOLDER}, and ${name} is not in it.`);
    process.stderr.write(`      SKIPPED: no ${name} in ${FACTS_FOLDER}; name its folder in AUTH0_FACTS.\n`);
    return undefined;
}
