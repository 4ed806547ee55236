import { shownText } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import type { Connection, Tenant } from './tenant.ts';

/**
 * Finds a database connection by its name.
 *
 * @param role - `source` or `target`, where a migration has both
 * @throws {MigrationError} `CONNECTION_NOT_FOUND`, `NOT_A_DATABASE_CONNECTION`; what the tenant throws
 */
export async function findDatabase(tenant: Tenant, name: string, role?: 'source' | 'target'): Promise<Connection> {
    const connection = await tenant.findConnection(name);
    const the = role === undefined ? 'The' : `The ${role}`;
    if (connection === undefined) {
        throw new MigrationError(
            'CONNECTION_NOT_FOUND',
            `${the} tenant ${tenant.domain} has no connection with the name ${shownText(name)}. Expected the name of a database connection, as the ` +
                'dashboard shows it under Authentication > Database.',
        );
    }
    if (connection.strategy !== 'auth0') {
        throw new MigrationError(
            'NOT_A_DATABASE_CONNECTION',
            `${the} connection ${name} of ${tenant.domain} has the strategy ${connection.strategy}. Expected a database connection (strategy ` +
                "auth0): users of other strategies live at their identity provider and can't be moved.",
        );
    }
    return connection;
}
