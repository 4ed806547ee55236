import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, DatabaseExport, UserMigration } from 'auth0-user-migration/components';
import type { Phase } from 'auth0-user-migration/migrator';

const config = new pulumi.Config();

const target = new Auth0Tenant('target');

const migration = new UserMigration('forum', {
    definition: 'migrations/0001-forum.ts',
    source: new DatabaseExport('forum-users', { file: 'users.csv' }),
    target: new DatabaseConnection('forum', {
        tenant: target,
        name: 'forum',
        importMode: false,
        enabledClients: [config.require('clientId')],
        options: { requiresUsername: true },
    }),
    phase: config.require<Phase>('phase'),
});

export const status = migration.status;
export const report = migration.report;
