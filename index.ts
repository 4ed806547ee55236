import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, UserMigration } from './components/index.ts';

const config = new pulumi.Config();

const source = new Auth0Tenant('source');
const target = new Auth0Tenant('target');

const legacy = DatabaseConnection.existing('legacy', { tenant: source, name: 'legacy-customers' });
const customers = new DatabaseConnection('customers', {
    tenant: target,
    name: 'customers',
    importMode: false,
    options: { requiresUsername: true },
    enabledClients: config.requireObject<string[]>('enabledClients'),
});

const migration = new UserMigration('customers', {
    definition: 'migrations/0001-legacy-to-customers.ts',
    source: legacy,
    target: customers,
    phase: config.require('phase'),
    runsFolder: config.get('runsFolder') ?? '.auth0-user-migration',
});

export const status = migration.status;
export const report = migration.report;
