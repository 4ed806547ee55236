import type { ResourceServer } from '../attachments/resource-server.ts';
import type { AttackProtection } from '../attack-protection.ts';
import type { Client, ClientGrant, JsonObject } from '../entities.ts';
import { identityId } from '../identity-id.ts';
import type { Job } from '../jobs/job.ts';
import type { StoredLogEvent } from '../logs/tenant-log.ts';
import type { PasswordReset } from '../password-reset.ts';
import type { StoredKind, TenantStore } from '../store.ts';
import type { AttemptsLeft } from '../suspicious-addresses.ts';
import { attachmentsFormat, organizationFormat, roleFormat } from './attachment-formats.ts';
import { connectionFormat, connectionInDeletionFormat } from './connection-formats.ts';
import type { RowFormat } from './stored-rows.ts';
import type { Table } from './table.ts';

/** How everything that a tenant holds beside users is written, in the order in which it is read. */
export function rowFormats(store: TenantStore): RowFormat[] {
    return [
        settingsFormat(store),
        attackProtectionFormat(store),
        connectionFormat(store),
        connectionInDeletionFormat(store),
        plainFormat<Client>('client', store.clients),
        plainFormat<ClientGrant>('client-grant', store.clientGrants),
        plainFormat<ResourceServer>('resource-server', store.resourceServers),
        roleFormat(store),
        organizationFormat(store),
        attachmentsFormat(store),
        failedLoginsFormat(store),
        plainFormat<AttemptsLeft>('suspicious-address', store.suspiciousAddresses.rows),
        plainFormat<true>('enabled-factor', store.enabledFactors),
        passwordResetFormat(store),
        jobFormat(store),
        plainFormat<string>('import-file', store.importFiles),
        logEventFormat(store),
    ];
}

// For what is JSON already.
function plainFormat<T>(kind: StoredKind, table: Table<T>): RowFormat {
    return {
        kind,
        write: (id) => table.get(id),
        read: (id, document) => {
            table.set(id, document as T);
        },
    };
}

function settingsFormat(store: TenantStore): RowFormat {
    return {
        kind: 'settings',
        write: () => store.settings,
        read: (_id, document) => {
            store.settings = document as JsonObject;
        },
    };
}

function attackProtectionFormat(store: TenantStore): RowFormat {
    return {
        kind: 'attack-protection',
        write: () => store.attackProtection,
        read: (_id, document) => {
            store.attackProtection = document as AttackProtection;
        },
    };
}

function failedLoginsFormat({ failedLogins }: TenantStore): RowFormat {
    return {
        kind: 'failed-logins',
        write: (key) => {
            const failures = failedLogins.get(key);
            return failures && [...failures];
        },
        read: (key, document) => {
            failedLogins.restore(key, new Map(document as [string, { count: number; lastAt: number }][]));
        },
    };
}

function passwordResetFormat({ connections, passwordResets }: TenantStore): RowFormat {
    return {
        kind: 'password-reset',
        write: (ticket) => {
            const reset = passwordResets.get(ticket);
            if (reset === undefined) return undefined;
            const { identity, ...rest } = reset;
            return { ...rest, connectionId: identity.connection.id, identityId: identityId(identity) };
        },
        read: (ticket, document) => {
            const {
                connectionId,
                identityId: id,
                ...rest
            } = document as PasswordReset & {
                connectionId: string;
                identityId: string;
            };
            const identity = connections.get(connectionId)?.identities.byId.get(id);
            if (identity !== undefined) passwordResets.set(ticket, { ...rest, identity });
        },
    };
}

function jobFormat({ jobs }: TenantStore): RowFormat {
    return {
        kind: 'job',
        write: (id) => jobs.get(id),
        read: (id, document) => {
            const job = document as Job;
            // JSON has no infinity: a job that was to stay pending for ever.
            const isEndless = job.type === 'users_export' && (job.readyAt as number | null) === null;
            jobs.set(id, isEndless ? { ...job, readyAt: Infinity } : job);
        },
    };
}

function logEventFormat({ log }: TenantStore): RowFormat {
    return {
        kind: 'log-event',
        write: (id) => log.get(id),
        read: (_id, document) => {
            log.restore(document as StoredLogEvent);
        },
    };
}
