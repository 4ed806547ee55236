import { exportConnection } from '../exports/export-connection.ts';
import { readRunState } from '../journal/run-state.ts';
import type { ExportedConnection, ExportedUsers } from '../migration.ts';
import { artifactName, type Run, type RunSide, stopIfAsked } from '../run.ts';
import { EXPORTABLE_FIELDS } from '../tenant/limits.ts';

/**
 * Exports the source with all its exportable fields, and of the target who is there already.
 *
 * By export jobs, never by the search endpoint, which ends after 1,000 users. A resumed run takes the exports of its pass.
 *
 * @throws {MigrationError} what {@link exportConnection} throws
 */
export async function exportUsers(run: Run): Promise<ExportedUsers> {
    stopIfAsked(run);
    const [source, target] = await Promise.all([
        exportSide(run, 'source', run.source, EXPORTABLE_FIELDS),
        exportSide(run, 'target', run.target, ['user_id', 'email']),
    ]);
    return { source, target };
}

async function exportSide(
    run: Run,
    side: 'source' | 'target',
    from: RunSide,
    fields: readonly string[],
): Promise<ExportedConnection> {
    const known = readRunState(run.journal.entries).exports[side];
    if (known !== undefined && (await run.artifacts.has(known.artifact))) return known;
    const onUsers = (users: number) => {
        if (side === 'source') run.onProgress({ stage: 'export', done: users, total: undefined });
    };
    const exported = await exportConnection(run, from, artifactName(run, `${side}.ndjson`), fields, onUsers);
    await run.journal.append({ type: 'export-finished', side, ...exported });
    return exported;
}
