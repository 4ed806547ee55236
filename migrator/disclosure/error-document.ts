import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ERRORS = fileURLToPath(new URL('../../docs/errors.md', import.meta.url));

/**
 * Gives where a code is explained: in the document of the installed version, with its heading.
 *
 * @param code - an error's code
 * @returns a path from the current folder, `node_modules/auth0-user-migration/docs/errors.md#run_locked`; an absolute one outside of it
 */
export function documentOf(code: string): string {
    const path = relative(process.cwd(), ERRORS);
    const isOutside = path.startsWith('..') || isAbsolute(path);
    return `${isOutside ? ERRORS : path.replaceAll('\\', '/')}#${code.toLowerCase()}`;
}
