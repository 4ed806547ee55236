import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, UserMigration } from 'auth0-user-migration/components';
import type { Phase } from 'auth0-user-migration/migrator';

const config = new pulumi.Config();

const source = new Auth0Tenant('source');
const target = new Auth0Tenant('target');

const migration = new UserMigration('members', {
    definition: 'migrations/0001-members.ts',
    source: DatabaseConnection.existing('old-members', { tenant: source, name: 'old-members' }),
    target: new DatabaseConnection('members', {
        tenant: target,
        name: 'members',
        importMode: false,
        enabledClients: [config.require('clientId')],
    }),
    phase: config.require<Phase>('phase'),
});

export const status = migration.status;
export const report = migration.report;
