import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, finished, importModeFromPostgres } from 'auth0-user-migration/components';

const config = new pulumi.Config();

const target = new Auth0Tenant('target');

const customers = new DatabaseConnection('customers', {
    tenant: target,
    name: 'customers',
    importMode:
        config.require('state') === 'finished'
            ? finished({ leaveOthersBehind: true })
            : importModeFromPostgres({
                  host: config.require('databaseHost'),
                  port: config.getNumber('databasePort') ?? 5432,
                  database: 'shop',
                  user: 'auth0_reader',
                  password: config.requireSecret('databasePassword'),
                  // On a network of your own only: it is encrypted unless you say so.
                  tls: config.getBoolean('databaseTls') ?? true,
                  table: 'public.customers',
                  columns: {
                      id: 'id',
                      email: 'email',
                      passwordHash: 'password_hash',
                      emailVerified: 'email_confirmed',
                      name: 'full_name',
                      blocked: 'is_locked',
                      appMetadata: { tier: 'loyalty_tier' },
                  },
                  passwordHash: 'bcrypt',
                  idPrefix: 'shop|',
              }),
    enabledClients: [config.require('clientId')],
});

export const connectionId = customers.connectionId;
