import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, UserMigration } from 'auth0-user-migration/components';

const config = new pulumi.Config();

// Both connections are in one tenant. Its domain and credentials come from the environment (AUTH0_SOURCE_DOMAIN, ...) or from the stack's
// configuration.
const tenant = new Auth0Tenant('source');

const migration = new UserMigration('customers', {
    definition: 'migrations/0001-customers.ts',
    source: DatabaseConnection.existing('legacy-customers', { tenant, name: 'legacy-customers' }),
    target: new DatabaseConnection('customers', {
        tenant,
        name: 'customers',
        importMode: false,
        // The application whose users will log in through this connection.
        enabledClients: [config.require('clientId')],
    }),
    phase: config.get('phase') ?? 'prepare',
});

export const status = migration.status;
export const report = migration.report;
