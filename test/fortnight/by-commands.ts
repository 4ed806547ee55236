import assert from 'node:assert/strict';
import type { LocalTenant } from '../../local/tenant/index.ts';
import {
    closeLogins,
    isMigrationError,
    type MigrationSettings,
    openLogins,
    resetPasswords,
    runMigration,
    type SwitchSettings,
} from '../../migrator/index.ts';
import { auth0SourceScripts } from '../../migrator/scripts/auth0-scripts.ts';
import type { Place } from '../checker/check-people.ts';
import { openManagement } from '../checker/checked-side.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { CONNECTIONS, type Operator, type OperatorSettings } from './operator.ts';

// Of every call, but for the phase.
function settingsOf({ world, folder, replaces }: OperatorSettings): Omit<MigrationSettings, 'phase'> {
    const endpointOf = (place: Place) => ({ credentials: world.tenants[place], connectionName: CONNECTIONS[place] });
    return {
        ...{ runsFolder: 'runs', projectFolder: folder, definitionPath: 'migration.ts' },
        ...{ source: endpointOf('source'), target: endpointOf('target') },
        ...(replaces ? { confirmReplacement: CONNECTIONS.source, maxReplacements: 1_000 } : {}),
        // The machine's clock is as far ahead as the tenants'.
        clock: {
            now: () => impatientClock.now() + world.aheadMs,
            sleep: (ms, signal) => impatientClock.sleep(ms, signal),
        },
    };
}

/** An operator who calls the public functions of the migrator, as the commands do. */
export function byCommands(settings: OperatorSettings): Operator {
    const { world, apps } = settings;
    const management = (place: Place) => openManagement({ ...world.tenants[place], connection: CONNECTIONS[place] });
    const connectionId = async (place: Place) => {
        const { data } = await management(place).connections.list({ name: CONNECTIONS[place] });
        return data[0]?.id ?? '';
    };
    const switchTo = async (to: Place) => {
        const clients = { source: [apps.source.id], target: [apps.target.id] };
        const always = [world.tenants.target.clientId];
        const own: SwitchSettings = { ...settingsOf(settings), to, clients, alwaysClients: always };
        await openLogins(own);
        await closeLogins(own);
    };
    const pass = async (phase: 'copy' | 'cutover') => {
        // People who are replaced one after the other log in on both sides.
        if (phase === 'copy' && !settings.replaces) await switchTo('source');
        await runMigration({ ...settingsOf(settings), phase });
        if (phase === 'copy') return;
        await switchTo('target');
        await runMigration({ ...settingsOf(settings), phase });
    };
    const decommission = async () => {
        const wanted = { confirm: CONNECTIONS.source, delete: 'connection', maxDeletions: 1_000 } as const;
        await runMigration({ ...settingsOf(settings), phase: 'decommission', decommission: wanted });
    };
    return {
        pass,
        async prepare() {
            const { clientId } = world.tenants.target;
            const { idPrefix, replaces } = settings;
            await management('target').connections.create({
                ...{ name: CONNECTIONS.target, strategy: 'auth0' },
                enabled_clients: replaces ? [clientId, apps.target.id] : [clientId],
                ...(idPrefix === undefined ? {} : { options: importModeOptions(world.tenants.source, idPrefix) }),
            });
        },
        refusedReturn: () => codeOf(switchTo('source')),
        resetPasswords: (campaign) =>
            resetPasswords({
                ...settingsOf(settings),
                ...{ send: 'mails', campaign, perMinute: 300, confirm: CONNECTIONS.target },
            }),
        async closeSource() {
            const id = await connectionId('source');
            const { data } = await management('source').connections.clients.get(id, { take: 100 });
            const ids = data.map(({ client_id: client }) => client);
            if (ids.length > 0)
                await management('source').connections.clients.update(
                    id,
                    ids.map((client) => ({ client_id: client, status: false })),
                );
        },
        decommission,
    };
}

function importModeOptions({ domain, clientId, clientSecret }: LocalTenant, idPrefix: string): Record<string, unknown> {
    const scripts = auth0SourceScripts({ domain, connection: CONNECTIONS.source, idPrefix });
    return {
        ...{ enabledDatabaseCustomization: true, import_mode: true, customScripts: { ...scripts } },
        configuration: { SOURCE_CLIENT_ID: clientId, SOURCE_CLIENT_SECRET: clientSecret },
    };
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
    try {
        await attempt;
    } catch (error) {
        if (isMigrationError(error)) return error.code;
        throw error;
    }
    return assert.fail('it was not refused');
}
