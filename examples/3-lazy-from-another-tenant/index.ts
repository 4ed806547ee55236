import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, finished, importModeFrom } from 'auth0-user-migration/components';

const config = new pulumi.Config();

const source = new Auth0Tenant('source');
const target = new Auth0Tenant('target');

const oldMembers = DatabaseConnection.existing('old-members', { tenant: source, name: 'members' });
const members = new DatabaseConnection('members', {
    tenant: target,
    name: 'members',
    // Users move as they log in, until the last one has: then say `finished`.
    importMode: config.require('state') === 'finished' ? finished({ source: oldMembers }) : importModeFrom(oldMembers),
    enabledClients: [config.require('clientId')],
    passwords: { strength: 'good' },
    bruteForceProtection: true,
});

export const connectionId = members.connectionId;
