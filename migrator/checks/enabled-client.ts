import { MigrationError } from '../errors.ts';
import type { Finding } from './finding.ts';

/**
 * Refuses an import into a connection that no client uses.
 *
 * @param connection - name of the target connection
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-imports (read 2026-08-20)
 */
export function disabledConnection(connection: string): MigrationError {
    return new MigrationError(
        'CONNECTION_DISABLED',
        `Auth0 accepts no imports for a connection without an enabled client, and the target connection ${connection} has none. ` +
            'Nothing was sent. Enable it for at least one client (`enabledClients`), then run again.',
        { subject: 'target' },
    );
}

/** Says the same in a preview, whose `up` may enable the connection before users are sent. */
export function disabledConnectionFinding(connection: string): Finding {
    return {
        code: 'NO_ENABLED_CLIENT',
        level: 'warning',
        message:
            `The target connection ${connection} has no enabled client, so Auth0 would accept no imports. Enable it for at least one client ` +
            '(`enabledClients`); the same `up` may do that.',
    };
}
