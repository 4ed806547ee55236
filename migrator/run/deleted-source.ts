import type { Endpoint } from '../checks/tenant-checks.ts';
import { counted } from '../counted.ts';
import { MigrationError } from '../errors.ts';
import type { RememberedRun } from '../run-store/remembered-run.ts';
import type { RunState } from '../run-store/run-state.ts';
import { type ConnectionEndpoint, runIdOf, runStartOf } from './endpoints.ts';
import type { MigrationSettings } from './settings.ts';

/** The source of a run whose connection was deleted since. */
export interface DeletedSource {
    readonly endpoint: ConnectionEndpoint;
    /** What the run's journal says. */
    readonly state: RunState;
}

/**
 * Gives the source of a run whose connection was deleted since, as a decommissioning does; its journal knows which one it was.
 *
 * @param runs - those of the project
 * @returns undefined where no run of this definition moved users of that connection into the target
 */
export function deletedSourceOf(
    runs: readonly RememberedRun[],
    { definitionPath, runId }: Pick<MigrationSettings, 'definitionPath' | 'runId'>,
    { tenant, connectionName }: Endpoint,
    target: ConnectionEndpoint,
): DeletedSource | undefined {
    for (const { runId: id, state } of runs) {
        if (state.start?.source.kind !== 'connection' || state.start.source.name !== connectionName) continue;
        const connection = {
            ...{ id: state.start.source.connectionId, name: connectionName, strategy: 'auth0' },
            ...{ isCustomDatabase: false, isImportMode: false },
        };
        const endpoint = { kind: 'connection', tenant, connection, isDeleted: true } as const;
        if (id === (runId ?? runIdOf(runStartOf(definitionPath, endpoint, target)))) return { endpoint, state };
    }
    return undefined;
}

/** Tells whether an error says that the tenant has no connection with the source's name. */
export function isSourceMissing({ code, subject }: MigrationError): boolean {
    return code === 'CONNECTION_NOT_FOUND' && subject === 'source';
}

/**
 * Says why the source is missing, where its migration has decommissioned it.
 *
 * @param refusal - any other one stays as it is
 * @param deleted - undefined where no run knows the connection
 */
export function explainMissingSource(refusal: MigrationError, deleted: DeletedSource | undefined): MigrationError {
    if (deleted?.state.decommission === undefined || !isSourceMissing(refusal)) return refusal;
    const { endpoint } = deleted;
    return new MigrationError(
        'CONNECTION_NOT_FOUND',
        `The source tenant ${endpoint.tenant.domain} no longer has the connection ${endpoint.connection.name}: this migration has decommissioned it ` +
            `(${counted(deleted.state.decommission.deleted, 'user')} deleted). Nothing is left to migrate. Remove the migration and the source from your program.`,
        { subject: 'source' },
    );
}
