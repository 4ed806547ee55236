import type { Run } from '../run/run.ts';
import { EXPORTABLE_FIELDS, SEARCH_LAG_MS } from '../tenant/limits.ts';
import { EXPENSIVE_PART, type ExportNeeds, type ExportRequest, exportConnection } from './export-connection.ts';
import type { Snapshot } from './exported-users.ts';

/** What a snapshot of the target is to hold, and where. */
export interface TargetExport {
    /** Name of the artifact that is made. */
    readonly artifact: string;
    /** Whether users of other connections are needed as well. @default false */
    readonly isWholeTenant?: boolean;
    /** Gives a snapshot that serves as well as a new one. */
    readonly reuse?: (request: ExportRequest) => Promise<Snapshot | undefined>;
}

/**
 * Exports the users of the target, also those who are linked to a user of another connection: only an export of the whole tenant has them, so
 * that is made where there are any.
 *
 * @throws {MigrationError} what {@link exportConnection} throws
 */
export async function exportTarget(
    run: ExportNeeds & Pick<Run, 'target'>,
    { artifact, isWholeTenant = false, reuse }: TargetExport,
): Promise<Snapshot> {
    const { tenant, connection } = run.target;
    const requestOf = (exported: typeof connection | undefined): ExportRequest => {
        const rest = { role: 'target', tenant, fields: EXPORTABLE_FIELDS, artifact, onUsers: () => undefined } as const;
        return { ...rest, connection: exported };
    };
    const take = async (request: ExportRequest) => (await reuse?.(request)) ?? (await exportConnection(run, request));
    const hasLinked = async () => (await tenant.countLinkedUsers(connection.name)) > 0;
    if (isWholeTenant || (await hasLinked())) return await take(requestOf(undefined));
    const request = requestOf(connection);
    const known = await reuse?.(request);
    if (known !== undefined) return known;
    const snapshot = await exportConnection(run, request);
    // A user who was linked a moment ago is missing from the export, while the search still counts it and does not show the link yet.
    if (snapshot.users === (await tenant.countUsers(connection.name))) return snapshot;
    // A target in use never has the number of a moment ago: attempts with so little time would do nothing but wait.
    if (SEARCH_LAG_MS > run.time.budgetMs * EXPENSIVE_PART) return snapshot;
    await run.time.sleep(SEARCH_LAG_MS);
    return (await hasLinked()) ? await take(requestOf(undefined)) : snapshot;
}
