import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, DatabaseExport, UserMigration } from 'auth0-user-migration/components';

const config = new pulumi.Config();

// Domain and credentials come from the environment (AUTH0_TARGET_DOMAIN, ...) or from the stack's configuration.
const target = new Auth0Tenant('target');

const migration = new UserMigration('customers', {
    definition: 'migrations/0001-customers.ts',
    source: new DatabaseExport('legacy-customers', { file: 'users.csv' }),
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
