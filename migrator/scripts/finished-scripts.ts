import type { ImportScripts } from './import-scripts.ts';
import { GENERATED_BY } from './script-frame.ts';

/**
 * The scripts of a lazy migration that is over: they know nobody, so Auth0 never asks the source again. Import mode stays on, for without it Auth0
 * would ask nothing but these.
 *
 * @param hasContext - whether the connection has script context
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-11-26)
 */
export function finishedScripts(hasContext: boolean): ImportScripts {
    const context = hasContext ? 'context, ' : '';
    return {
        login: `function login(identifier, password, ${context}callback) {
  // ${GENERATED_BY}: everybody has moved.
  return callback(null, null);
}
`,
        get_user: `function getUser(identifier, ${context}callback) {
  // ${GENERATED_BY}: everybody has moved.
  return callback(null, null);
}
`,
    };
}

/** The scripts of a lazy migration that is over, without script context. */
export const FINISHED_SCRIPTS: ImportScripts = finishedScripts(false);
