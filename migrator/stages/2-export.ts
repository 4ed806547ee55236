import { hash } from 'node:crypto';
import { updatesAccounts } from '../definition/existing-users.ts';
import { pathOfSourceFile } from '../definition/source-file.ts';
import { EXPENSIVE_PART, type ExportRequest, exportConnection, scopeOf } from '../exports/export-connection.ts';
import { exportTarget } from '../exports/export-target.ts';
import type { ExportedUsers, Snapshot } from '../exports/exported-users.ts';
import { withUsersLinkedElsewhere } from '../exports/linked-elsewhere.ts';
import { withLinkedUsers } from '../exports/linked-users.ts';
import { copySourceFile } from '../inputs/source-file.ts';
import type { Pass } from '../migration.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import type { FileEndpoint } from '../run/endpoints.ts';
import { artifactName, type Run } from '../run/run.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import { EXPORTABLE_FIELDS } from '../tenant/limits.ts';

/** What the export stage takes from a run. */
export type ExportStageNeeds = Pick<
    Run,
    'definition' | 'source' | 'target' | 'store' | 'time' | 'options' | 'onProgress'
>;

/** A snapshot of this attempt is used again by its next pass while it is this young. */
const FRESH_MS = 5 * 60_000;

/**
 * Takes snapshots of both endpoints, with all exportable fields: by export jobs, never by the search endpoint, which ends after
 * 1,000 users.
 *
 * A new attempt exports again, because the world has moved on. Two things are used again: an export job of an earlier attempt that is
 * under way, and, where exports take a good part of the time budget, a snapshot of an attempt that did not come to its end; so a
 * run of days does not spend its time on exports alone.
 *
 * @throws {MigrationError} what {@link exportConnection} and {@link copySourceFile} throw
 */
export async function exportUsers(run: ExportStageNeeds, pass: Pass): Promise<ExportedUsers> {
    run.time.stopIfAsked();
    const [source, target] = await bothOf(run, exportSource(run, pass), exportTargetSide(run, pass));
    // The export of the source may lie beside the one that is read.
    const known = run.store.journal.state.exports.source?.artifact ?? source.artifact;
    await removeOlder(run, [source.artifact, known, target.artifact]);
    return { source, target };
}

// Where one fails for good, the other does not go on, for minutes at worst, and is over before the run is.
async function bothOf(
    { time }: ExportStageNeeds,
    source: Promise<Snapshot>,
    target: Promise<Snapshot>,
): Promise<readonly [Snapshot, Snapshot]> {
    const giveUp = (failure: unknown) => {
        time.giveUp(failure);
    };
    source.catch(giveUp);
    target.catch(giveUp);
    await Promise.allSettled([source, target]);
    time.signal.throwIfAborted();
    return await Promise.all([source, target]);
}

async function exportSource(run: ExportStageNeeds, pass: Pass): Promise<Snapshot> {
    const { source } = run;
    const artifact = artifactName(pass.number, 'source.ndjson');
    const onUsers = (users: number) => {
        run.onProgress({ stage: 'export', done: users, total: undefined });
    };
    if (source.kind === 'file') return await copyFile(run, source, artifact, onUsers);
    if (source.isDeleted === true) return await exportNobody(run, artifact);
    const { tenant, connection } = source;
    const request = { role: 'source', tenant, connection, fields: EXPORTABLE_FIELDS, artifact, onUsers } as const;
    // Users replaced since an older snapshot are gone.
    const known = replacesSourceUsers(run) ? undefined : await reusable(run, pass, 'source', scopeOf(request), true);
    const exported = known ?? (await exportConnection(run, request));
    const linkedArtifact = artifactName(pass.number, 'source-linked.ndjson');
    const snapshot = await withUsersLinkedElsewhere(run, source, exported, linkedArtifact);
    return run.definition.linkedAccounts === 'copy'
        ? await withLinkedUsers(run, pass, snapshot, connection.name)
        : snapshot;
}

// Auth0 has deleted a connection's users with it.
async function exportNobody({ store, time }: ExportStageNeeds, artifact: string): Promise<Snapshot> {
    const takenAt = new Date(time.clock.now()).toISOString();
    await store.artifacts.write(artifact, []);
    return { artifact, users: 0, digest: hash('sha256', ''), takenAt };
}

// IDs that are chosen must be free in the whole tenant: calls by ID do not say which connection they mean.
async function exportTargetSide(run: ExportStageNeeds, pass: Pass): Promise<Snapshot> {
    const { existingUsers, userIds } = run.definition;
    const isUpdate = updatesAccounts(existingUsers);
    const isWholeTenant = run.options.looksAtWholeTenant || isUpdate || userIds.policy !== 'regenerate';
    // What was edited there since an old snapshot would be overwritten: only a run that creates users and updates none may do with one.
    const isFirstCopy = !isUpdate && run.store.journal.state.passes.length === 0;
    const reuse = async (request: ExportRequest) =>
        replacesSourceUsers(run) ? undefined : await reusable(run, pass, 'target', scopeOf(request), isFirstCopy);
    return await exportTarget(run, { artifact: artifactName(pass.number, 'target.ndjson'), isWholeTenant, reuse });
}

async function copyFile(
    run: ExportStageNeeds,
    { path, digest, file }: FileEndpoint,
    artifact: string,
    onUsers: (users: number) => void,
): Promise<Snapshot> {
    const scope = `file ${digest}`;
    const known = run.store.journal.state.exports.source;
    if (known?.scope === scope && (await run.store.artifacts.has(known.artifact))) return known;
    const takenAt = new Date(run.time.clock.now()).toISOString();
    pathOfSourceFile(file);
    const needsEmail = run.definition.transform === undefined;
    const copied = await copySourceFile(path, file, run.store.artifacts, artifact, onUsers, needsEmail);
    const at = new Date(run.time.clock.now()).toISOString();
    await run.store.journal.append({ type: 'export-finished', endpoint: 'source', scope, ...copied, takenAt, at });
    return { ...copied, takenAt };
}

async function reusable(
    { store, time, options }: ExportStageNeeds,
    pass: Pass,
    role: EndpointRole,
    scope: string,
    mayBeOld: boolean,
): Promise<Snapshot | undefined> {
    const { state } = store.journal;
    const known = state.exports[role];
    if (known?.scope !== scope || !(await store.artifacts.has(known.artifact))) return undefined;
    const takenAt = Date.parse(known.takenAt);
    const ageMs = time.clock.now() - takenAt;
    // A snapshot of the future was taken by another machine's clock, or by one that was put right since: its age is unknown.
    if (ageMs < 0) return undefined;
    const isOfThisAttempt = !pass.isFirstOfAttempt && takenAt >= time.startedAt;
    if (isOfThisAttempt) return ageMs < FRESH_MS ? known : undefined;
    if (!mayBeOld) return undefined;
    const isUnfinished = !state.passes.some(({ finishedAt }) => Date.parse(finishedAt) >= takenAt);
    const isExpensive = Date.parse(known.finishedAt) - takenAt > time.budgetMs * EXPENSIVE_PART;
    return isUnfinished && isExpensive && ageMs < options.maxSnapshotAgeMs ? known : undefined;
}

const SNAPSHOT =
    /^pass-\d+-(source|source-linked|source-unlinked|target|verification|work|hashes|counterparts|holders|wanted-assignments|lacking-assignments|surplus-assignments|deletions|after-deletion|removals|restores|resets)\.ndjson$/;

// Exports hold everything that is known of users, so none is kept longer than it serves.
async function removeOlder({ store }: ExportStageNeeds, kept: readonly string[]): Promise<void> {
    for (const name of await store.artifacts.list()) {
        if (SNAPSHOT.test(name) && !kept.includes(name)) await store.artifacts.remove(name);
    }
}
