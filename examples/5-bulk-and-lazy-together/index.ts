import * as pulumi from '@pulumi/pulumi';
import {
    Auth0Tenant,
    DatabaseConnection,
    finished,
    importModeFrom,
    UserMigration,
} from 'auth0-user-migration/components';
import type { Phase } from 'auth0-user-migration/migrator';

const config = new pulumi.Config();

const source = new Auth0Tenant('source');
const target = new Auth0Tenant('target');

const oldMembers = DatabaseConnection.existing('old-members', { tenant: source, name: 'members' });
const members = new DatabaseConnection('members', {
    tenant: target,
    name: 'members',
    importMode: config.require('state') === 'finished' ? finished({ source: oldMembers }) : importModeFrom(oldMembers),
    enabledClients: [config.require('clientId')],
});

const migration = new UserMigration('members', {
    definition: 'migrations/0001-members.ts',
    source: oldMembers,
    target: members,
    phase: config.require<Phase>('phase'),
});

export const status = migration.status;
