import { type ErrorCode, MigrationError } from '../errors.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';

/**
 * Refuses to delete users of a custom database with a Delete script, or of one that nobody can see to have none.
 *
 * @param refusal - the code for a script, and what the message says of what was deleted so far
 * @throws {MigrationError} that code; `MISSING_SCOPES` where the token may not see the connection's scripts; what the tenant throws
 */
export async function refuseDeleteScript(
    { tenant, connection }: ConnectionEndpoint,
    { code, outcome }: { readonly code: ErrorCode; readonly outcome: string },
): Promise<void> {
    const { areReadable, isCustomDatabase, scripts } = await tenant.readDatabaseScripts(connection.id);
    const place = `${connection.name} (${tenant.domain})`;
    if (!areReadable) {
        throw new MigrationError(
            'MISSING_SCOPES',
            `Auth0 does not show the options of ${place} to this application, so it is unknown whether it has a Delete script, which may delete each user in ` +
                `your own database too. ${outcome} Grant read:connections_options, then run again.`,
        );
    }
    if (!isCustomDatabase || (scripts['delete'] ?? '') === '') return;
    throw new MigrationError(
        code,
        `${place} is a custom database with a Delete script, which may delete each user in your own database too. ${outcome} ` +
            'Remove the script from the connection if that is what you want, then run again.',
    );
}
