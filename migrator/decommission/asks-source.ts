import type { ConnectionEndpoint } from '../run/endpoints.ts';

/**
 * Tells whether the import mode of the target still asks a source connection, by scripts that this package has written.
 *
 * @throws {MigrationError} what the tenant throws
 */
export async function asksSource(target: ConnectionEndpoint, source: ConnectionEndpoint): Promise<boolean> {
    const { tenant, connection } = target;
    if (!connection.isImportMode) return false;
    const { scripts } = await tenant.readDatabaseScripts(connection.id);
    // As the scripts write their settings.
    return scripts['login']?.includes(`"connection":${JSON.stringify(source.connection.name)}`) === true;
}
