import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPulumiOptions, LocalPulumiResult } from '../../local/pulumi/index.ts';
import type { LocalTenant } from '../../local/tenant/index.ts';
import { callTenant, openStage, type Stage, type StageOptions } from './stage.ts';

/** A stage whose program switches two applications from the source to the target. */
export interface CutoverStage {
    readonly stage: Stage;
    /** IDs of the applications, in the source's tenant and in the target's. */
    readonly apps: { readonly source: readonly string[]; readonly target: readonly string[] };
    /** Runs `up` or `preview` in a phase; arguments beside the usual ones are put into `UserMigration`. */
    run(
        command: LocalPulumiOptions['command'],
        phase: string,
        options?: Partial<LocalPulumiOptions>,
    ): Promise<LocalPulumiResult>;
    /** ID of a connection. */
    connectionId(side: 'source' | 'target'): Promise<string>;
    /** IDs of the clients that are enabled for a connection now. */
    enabled(side: 'source' | 'target'): Promise<string[]>;
    close(): Promise<void>;
}

const CONNECTIONS = { source: 'legacy-customers', target: 'customers' } as const;

const PROGRAM = `import * as pulumi from '@pulumi/pulumi';
import { Auth0Tenant, DatabaseConnection, UserMigration } from 'auth0-user-migration/components';

const config = new pulumi.Config();
const legacy = DatabaseConnection.existing('legacy', {
    tenant: new Auth0Tenant('source'),
    name: 'legacy-customers',
    enabledClients: {
        always: config.requireObject('sourceAlways'),
        untilCutover: config.requireObject('sourceApps'),
    },
});
const customers = new DatabaseConnection('customers', {
    tenant: new Auth0Tenant('target'),
    name: 'customers',
    importMode: false,
    options: { requiresUsername: true },
    enabledClients: {
        always: config.requireObject('enabledClients'),
        fromCutover: config.requireObject('targetApps'),
    },
});
const migration = new UserMigration('customers', {
    definition: 'migrations/0001-legacy-to-customers.ts',
    source: legacy,
    target: customers,
    phase: config.require('phase'),
    MORE
});
export const status = migration.status;
export const report = migration.report;
`;

// Nobody logs in here, so no user needs a hash.
const DEFINITION = `export default { description: 'Staged users.', passwords: { whenMissing: 'reset' } };\n`;

/** Opens the stage; before anything is run, the source's connection is enabled for its applications. */
export async function openCutoverStage(options: StageOptions): Promise<CutoverStage> {
    const stage = await openStage({ definition: DEFINITION, ...options });
    const { source, target } = stage;
    const apps = {
        source: [await createApp(source, 'web'), await createApp(source, 'mobile')],
        target: [await createApp(target, 'web'), await createApp(target, 'mobile')],
    };
    const own = await enabledFor(source, CONNECTIONS.source);
    await setClients(source, CONNECTIONS.source, apps.source, true);
    await writeFile(join(stage.folder, 'index.ts'), PROGRAM.replace('MORE', options.migrationArgs ?? ''));
    return {
        ...{ stage, apps },
        run: (command, phase, more = {}) =>
            stage.run(command, {
                ...more,
                config: {
                    phase,
                    sourceAlways: JSON.stringify(own),
                    sourceApps: JSON.stringify(apps.source),
                    targetApps: JSON.stringify(apps.target),
                    ...more.config,
                },
            }),
        connectionId: (side) => connectionId(stage[side], CONNECTIONS[side]),
        enabled: (side) => enabledFor(stage[side], CONNECTIONS[side]),
        close: () => stage.close(),
    };
}

/** Enables or disables clients as somebody does by hand. */
export async function setClients(
    tenant: LocalTenant,
    connection: string,
    ids: readonly string[],
    isEnabled: boolean,
): Promise<void> {
    const id = await connectionId(tenant, connection);
    await callTenant(
        tenant,
        'PATCH',
        `/api/v2/connections/${id}/clients`,
        ids.map((client) => ({ client_id: client, status: isEnabled })),
    );
}

async function createApp(tenant: LocalTenant, name: string): Promise<string> {
    const created = (await callTenant(tenant, 'POST', '/api/v2/clients', { name })) as { client_id: string };
    return created.client_id;
}

async function connectionId(tenant: LocalTenant, name: string): Promise<string> {
    const [found] = (await callTenant(tenant, 'GET', `/api/v2/connections?name=${name}`)) as { id: string }[];
    assert.ok(found);
    return found.id;
}

async function enabledFor(tenant: LocalTenant, name: string): Promise<string[]> {
    const id = await connectionId(tenant, name);
    const { clients } = (await callTenant(tenant, 'GET', `/api/v2/connections/${id}/clients`)) as {
        clients: { client_id: string }[];
    };
    return clients.map(({ client_id: client }) => client).sort();
}
