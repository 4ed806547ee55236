import type { Endpoint } from '../checks/tenant-checks.ts';
import { systemClock } from '../clock.ts';
import type { LoadedDefinition } from '../definition/definition-file.ts';
import { isMigrationError, withSubject } from '../errors.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { readRuns, runFolderOf } from '../run-store/folder/run-folders.ts';
import { type RunProgress, runProgress } from '../run-store/folder/run-progress.ts';
import type { RunState } from '../run-store/run-state.ts';
import { findDatabase } from '../tenant/find-database.ts';
import { openManagementApi } from '../tenant/open-management-api.ts';
import { QUICK_RETRIES } from '../tenant/retry.ts';
import { retryingTenant } from '../tenant/retrying-tenant.ts';
import type { Connection } from '../tenant/tenant.ts';
import { chooseSettings } from './choose-settings.ts';
import { deletedSourceOf, explainMissingSource } from './deleted-source.ts';
import { type ConnectionEndpoint, runIdOf, runStartOf, type SourceEndpoint } from './endpoints.ts';
import { sourceEndpointOf, sourceTenantOf } from './open-endpoints.ts';
import { loadRunDefinition } from './open-run.ts';
import type { EndpointSettings, MigrationSettings } from './settings.ts';

/** What a preview of a later phase knows of a run, without opening it. */
export interface InspectedRun {
    readonly loaded: LoadedDefinition;
    readonly source: SourceEndpoint;
    readonly target: ConnectionEndpoint;
    /** Undefined before the run's first attempt. */
    readonly state: RunState | undefined;
    readonly progress: RunProgress | undefined;
    /** Users of the source connection, by search; undefined for a file. */
    readonly sourceUsers: number | undefined;
}

/**
 * Finds both endpoints of a run and what its folder knows, quickly and without changing anything.
 *
 * @throws {MigrationError} what the definition and the tenants throw
 */
export async function inspectRun(
    settings: Pick<
        MigrationSettings,
        'runId' | 'runsFolder' | 'projectFolder' | 'definitionPath' | 'source' | 'target'
    >,
): Promise<InspectedRun> {
    const loaded = await loadRunDefinition(settings);
    const from = await sourceTenantOf(settings, loaded, open);
    const to = await open(settings.target);
    const connection = await findDatabase(to.tenant, to.connectionName, 'target');
    const target = { kind: 'connection', tenant: to.tenant, connection } as const;
    const found = from === undefined ? undefined : await findSource(from, target, settings);
    const source = await sourceEndpointOf(loaded, settings.projectFolder, from, found);
    const runId = settings.runId ?? runIdOf(runStartOf(settings.definitionPath, source, target));
    const folder = runFolderOf(chooseSettings(settings), runId);
    const state = await readJournalState(folder);
    return {
        ...{ loaded, source, target, state },
        progress: state === undefined ? undefined : runProgress(runId, folder, state),
        sourceUsers: source.kind === 'file' ? undefined : await source.tenant.countUsers(source.connection.name),
    };
}

async function findSource(
    source: Endpoint,
    target: ConnectionEndpoint,
    settings: Parameters<typeof inspectRun>[0],
): Promise<Connection> {
    try {
        return await findDatabase(source.tenant, source.connectionName, 'source');
    } catch (error) {
        if (!isMigrationError(error)) throw error;
        const runs = await readRuns(chooseSettings(settings));
        throw explainMissingSource(withSubject(error, 'source'), deletedSourceOf(runs, settings, source, target));
    }
}

async function open({ credentials, connectionName }: EndpointSettings): Promise<Endpoint> {
    const tenant = retryingTenant(await openManagementApi(credentials), systemClock, { policy: QUICK_RETRIES });
    return { tenant, connectionName };
}
