import { pathOfSourceFile } from '../definition/source-file.ts';
import { exportConnection } from '../exports/export-connection.ts';
import type { ExportedConnection, ExportedUsers } from '../exports/exported-users.ts';
import { copySourceFile } from '../inputs/source-file.ts';
import { readRunState } from '../journal/run-state.ts';
import { artifactName, type Run, resolveInProject, stopIfAsked } from '../run.ts';
import { EXPORTABLE_FIELDS } from '../tenant/limits.ts';

/** What tells whether a user of the source can go into the target. */
const IDENTIFIERS = ['user_id', 'email', 'username', 'phone_number'] as const;
/** What an upsert can write over, and what it can't though somebody may expect it. */
const UPDATABLE = [
    ...IDENTIFIERS,
    'email_verified',
    'blocked',
    'given_name',
    'family_name',
    'name',
    'nickname',
    'picture',
    'user_metadata',
    'app_metadata',
] as const;

/**
 * Exports the source with all its exportable fields, and of the target who is there already.
 *
 * By export jobs, never by the search endpoint, which ends after 1,000 users. A resumed run takes the exports of its pass.
 *
 * @throws {MigrationError} what {@link exportConnection} and {@link copySourceFile} throw
 */
export async function exportUsers(run: Run): Promise<ExportedUsers> {
    stopIfAsked(run);
    const [source, target] = await Promise.all([
        exportSide(run, 'source', () => exportSource(run, artifactName(run, 'source.ndjson'))),
        exportSide(run, 'target', () => exportTarget(run, artifactName(run, 'target.ndjson'))),
    ]);
    return { source, target };
}

async function exportSide(
    run: Run,
    side: 'source' | 'target',
    work: () => Promise<ExportedConnection>,
): Promise<ExportedConnection> {
    const known = readRunState(run.journal.entries).exports[side];
    if (known !== undefined && (await run.artifacts.has(known.artifact))) return known;
    const exported = await work();
    await run.journal.append({ type: 'export-finished', side, ...exported });
    return exported;
}

async function exportSource(run: Run, artifact: string): Promise<ExportedConnection> {
    const onUsers = (users: number) => {
        run.onProgress({ stage: 'export', done: users, total: undefined });
    };
    const { source } = run.definition;
    if (source === undefined) return await exportConnection(run, run.source, artifact, EXPORTABLE_FIELDS, onUsers);
    const path = resolveInProject(run, pathOfSourceFile(source));
    return await copySourceFile(path, source, run.artifacts, artifact, onUsers);
}

// IDs that are chosen must be free in the whole tenant: calls by ID do not say which connection they mean.
async function exportTarget(run: Run, artifact: string): Promise<ExportedConnection> {
    const { existingUsers, userIds } = run.definition;
    const isUpdate = existingUsers.policy === 'upsert' || existingUsers.policy === 'merge';
    const isWholeTenant = run.looksAtWholeTenant === true || isUpdate || userIds.policy !== 'regenerate';
    const fields = [...(isUpdate ? UPDATABLE : IDENTIFIERS), ...(isWholeTenant ? ['identities'] : [])];
    const { tenant, connection } = run.target;
    return await exportConnection(
        run,
        { tenant, connection: isWholeTenant ? undefined : connection },
        artifact,
        fields,
        () => undefined,
    );
}
