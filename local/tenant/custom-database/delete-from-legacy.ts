import type { Identity } from '../entities.ts';
import { identityId } from '../identity-id.ts';
import type { Tenant } from '../tenant.ts';
import { runLegacyScript } from './legacy-database.ts';
import { databaseMode } from './mode.ts';

/**
 * Deletes users in their custom databases, before they are deleted here: always while import mode is off; while it is on only if the tenant was
 * started so, for it is not known whether Auth0 does.
 *
 * @throws {ApiError} 400 when the Delete script fails or is missing
 */
export async function deleteFromLegacy(
    { scripts, runsDeleteScriptInImportMode }: Tenant,
    identities: readonly Identity[],
): Promise<void> {
    for (const identity of identities) {
        const mode = databaseMode(identity.connection);
        if (mode === 'legacy' || (mode === 'lazy' && runsDeleteScriptInImportMode))
            await runLegacyScript(scripts, identity.connection, 'delete', [identityId(identity)]);
    }
}
