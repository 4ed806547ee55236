import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted } from '../counted.ts';
import { reasonOf } from '../disclosure/foreign-error.ts';
import { redact } from '../disclosure/redact.ts';
import { MigrationError } from '../errors.ts';
import { CHUNK_BYTES } from '../inputs/read-file.ts';
import { LineSplitter } from '../records/lines.ts';
import type { Run } from '../run/run.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';
import type { PendingExport } from '../run-store/run-state.ts';
import type { Job } from '../tenant/jobs.ts';
import { SEARCH_LAG_MS } from '../tenant/limits.ts';
import type { Connection, Tenant } from '../tenant/tenant.ts';
import type { Snapshot } from './exported-users.ts';
import { dropRepeatedUsers, ListedUsers } from './repeated-users.ts';

const DOWNLOAD_ATTEMPTS = 4;
/** Auth0 forgets a job after 24 hours; one that is nearly so old is not taken up. */
const JOB_LIFE_MS = 23 * 60 * 60_000;

/** Exports are expensive where they take more than this part of an attempt's time budget. */
export const EXPENSIVE_PART = 0.25;

/** What an export takes from a run. */
export type ExportNeeds = Pick<Run, 'store' | 'time' | 'options'>;

/** What is exported. */
export interface ExportRequest {
    readonly role: EndpointRole;
    readonly tenant: Tenant;
    /** Undefined for all users of the tenant. */
    readonly connection: Connection | undefined;
    /** Names of profile fields, 30 at most. */
    readonly fields: readonly string[];
    /** Name of the artifact that is made. */
    readonly artifact: string;
    /** Called with the number of lines that have arrived. */
    readonly onUsers: (users: number) => void;
}

/** Says what an export holds, so that another attempt knows whether it needs the same. */
export function scopeOf({ connection, fields }: Pick<ExportRequest, 'connection' | 'fields'>): string {
    return `${connection?.id ?? 'all'} ${[...fields].sort().join(',')}`;
}

/**
 * Exports one connection, or a whole tenant, into an artifact. An export job of an earlier attempt is taken up again.
 *
 * @throws {MigrationError} `EXPORT_JOB_FAILED`; `EXPORT_DAMAGED` when no download arrived whole; `EXPORT_INCOMPLETE` when it brings far
 * fewer users than Auth0 counts; `STORAGE_FULL`
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20)
 */
export async function exportConnection(run: ExportNeeds, request: ExportRequest): Promise<Snapshot> {
    const { tenant, connection, artifact, role } = request;
    const inSearch = await tenant.countUsers(connection?.name);
    const { job, takenAt } = await finishedExport(run, request);
    // In a whole tenant, users of two connections may have one ID.
    const expected = connection === undefined ? undefined : inSearch;
    const { listed, digest } = await download(run, request, job, expected);
    await refuseIncomplete(run.time, request, listed.count, inSearch);
    const users = await dropRepeatedUsers(run.store.artifacts, artifact, listed);
    const at = new Date(run.time.clock.now()).toISOString();
    const scope = scopeOf(request);
    await run.store.journal.append({
        type: 'export-finished',
        endpoint: role,
        scope,
        artifact,
        users,
        digest,
        takenAt,
        at,
    });
    return { artifact, users, digest, takenAt };
}

// The job, from its start or from where an earlier attempt left it.
async function finishedExport(
    run: ExportNeeds,
    request: ExportRequest,
): Promise<{ readonly job: Job; readonly takenAt: string }> {
    const { store, time } = run;
    const { role, tenant, connection, fields } = request;
    const scope = scopeOf(request);
    const pending = takenUp(run, request);
    const known = pending === undefined ? undefined : await tenant.jobs.getJob(pending.jobId);
    let takenAt = pending?.startedAt ?? '';
    let job = known;
    if (job === undefined || job.status === 'failed') {
        time.stopIfAsked();
        takenAt = new Date(time.clock.now()).toISOString();
        job = await tenant.jobs.createUsersExport(connection?.id, fields);
        await store.journal.append({ type: 'export-started', endpoint: role, jobId: job.id, scope, at: takenAt });
    }
    try {
        return { job: await waitForExport(time, tenant, job), takenAt };
    } catch (error) {
        const at = new Date(time.clock.now()).toISOString();
        if (time.signal.aborted) await store.journal.append({ type: 'export-waited', endpoint: role, at });
        throw error;
    }
}

// The job of an attempt that waited for it in vain for a good part of its time. Any other is made anew, for the world has moved on.
function takenUp({ store, time, options }: ExportNeeds, request: ExportRequest): PendingExport | undefined {
    const pending = store.journal.state.pendingExports[request.role];
    if (pending?.waitedUntil === undefined || pending.scope !== scopeOf(request)) return undefined;
    const startedAt = Date.parse(pending.startedAt);
    const isExpensive = Date.parse(pending.waitedUntil) - startedAt > time.budgetMs * EXPENSIVE_PART;
    // Its file shows the world as it was then, as a snapshot does.
    const ageMs = time.clock.now() - startedAt;
    const isYoung = ageMs >= 0 && ageMs < Math.min(JOB_LIFE_MS, options.maxSnapshotAgeMs);
    return isExpensive && isYoung ? pending : undefined;
}

async function download(
    { store, time }: ExportNeeds,
    { tenant, artifact, onUsers }: ExportRequest,
    job: Job,
    expected: number | undefined,
): Promise<{ readonly listed: ListedUsers; readonly digest: string }> {
    let { location } = job;
    for (let attempt = 1; ; attempt += 1) {
        const listed = new ListedUsers(expected);
        const hash = createHash('sha256');
        try {
            if (location === undefined) throw damaged(`export job ${job.id} is completed and names no file`);
            const file = await tenant.jobs.openDownload(location);
            await store.artifacts.write(artifact, passedOn(unpacked(file, hash), listed, onUsers));
            return { listed, digest: hash.digest('hex') };
        } catch (error) {
            if (error instanceof MigrationError && error.code !== 'EXPORT_DAMAGED' && !error.retryable) throw error;
            if (attempt === DOWNLOAD_ATTEMPTS)
                throw damaged(`${reasonOf(error)} (${attempt} downloads of job ${job.id})`, error);
        }
        time.stopIfAsked();
        await time.sleep(500 * attempt);
        // A link lives for 60 seconds; the job gives a fresh one for 24 hours.
        location = (await tenant.jobs.getJob(job.id))?.location;
    }
}

async function waitForExport(time: Run['time'], tenant: Tenant, started: Job): Promise<Job> {
    let job: Job | undefined = started;
    for (let delayMs = 250; job?.status === 'pending'; delayMs = Math.min(delayMs * 1.5, 15_000)) {
        time.stopIfAsked();
        await time.sleep(delayMs);
        job = await tenant.jobs.getJob(started.id);
    }
    if (job?.status === 'completed') return job;
    throw new MigrationError(
        'EXPORT_JOB_FAILED',
        `Export job ${started.id} of ${tenant.domain} ${job === undefined ? 'is no longer known' : 'failed'}` +
            `${job?.statusDetails === undefined ? '' : ` (${redact(job.statusDetails)})`}. Run again: a new export is made.`,
        { retryable: true },
    );
}

// The count is by search, which lags behind what the run itself may just have deleted, people are deleted meanwhile, and users who are
// linked to another one of a connection are counted and not exported: a few fewer are no fault.
async function refuseIncomplete(
    time: Run['time'],
    { tenant, connection }: ExportRequest,
    users: number,
    inSearch: number,
): Promise<void> {
    const mayLack = (count: number) => 1 + Math.floor(count / 200);
    if (users >= inSearch - mayLack(inSearch)) return;
    await time.sleep(SEARCH_LAG_MS);
    const again = await tenant.countUsers(connection?.name);
    const linked = connection === undefined ? 0 : await tenant.countLinkedUsers(connection.name);
    if (users >= again - linked - mayLack(again)) return;
    throw new MigrationError(
        'EXPORT_INCOMPLETE',
        `The export of ${connection?.name ?? 'all connections'} (${tenant.domain}) contains ${counted(users, 'user')}, but Auth0 counts ` +
            `${again}${connection === undefined ? '' : ` (${linked} of them with linked identities)`}. Nothing was sent based on it. Run again: ` +
            'a new export is made. If it happens again, ask Auth0 why the export job leaves users out.',
        { retryable: true },
    );
}

async function* passedOn(
    chunks: AsyncIterable<Buffer>,
    listed: ListedUsers,
    onUsers: (users: number) => void,
): AsyncGenerator<Buffer> {
    const splitter = new LineSplitter();
    for await (const chunk of chunks) {
        listed.addLines(splitter.add(chunk));
        onUsers(listed.count);
        yield chunk;
    }
    listed.addLines(splitter.finish());
}

async function* unpacked(download: Readable, hash: Hash): AsyncGenerator<Buffer> {
    const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
    download.on('error', (error) => gunzip.destroy(error));
    // Of what came, which is a tenth of what is in it.
    download.on('data', (chunk: Buffer) => hash.update(chunk));
    try {
        yield* download.pipe(gunzip) as AsyncIterable<Buffer>;
    } catch (error) {
        // A full disk ends this generator by return(), not by throw: only the download's own failures come here.
        throw damaged(`the download broke off (${reasonOf(error)})`, error);
    } finally {
        download.destroy();
    }
}

function damaged(what: string, cause?: unknown): MigrationError {
    return new MigrationError(
        'EXPORT_DAMAGED',
        `The export could not be downloaded completely: ${what}. Run again: a new export is made.`,
        {
            cause,
            retryable: true,
        },
    );
}
