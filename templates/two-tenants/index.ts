import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, UserMigration } from 'auth0-user-migration/components';

const config = new pulumi.Config();

// Domain and credentials come from the environment (AUTH0_SOURCE_DOMAIN, AUTH0_TARGET_DOMAIN, ...) or from the stack's configuration.
const source = new Auth0Tenant('source');
const target = new Auth0Tenant('target');

const migration = new UserMigration('customers', {
    definition: 'migrations/0001-customers.ts',
    source: DatabaseConnection.existing('legacy-customers', { tenant: source, name: 'legacy-customers' }),
    target: new DatabaseConnection('customers', {
        tenant: target,
        name: 'customers',
        importMode: false,
        // The application whose users will log in through this connection.
        enabledClients: [config.require('clientId')],
    }),
    phase: config.get('phase') ?? 'prepare',
});

export const status = migration.status;
export const report = migration.report;
