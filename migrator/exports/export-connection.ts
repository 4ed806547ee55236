import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MigrationError, messageOf } from '../errors.ts';
import { CHUNK_BYTES } from '../inputs/read-file.ts';
import { countLines } from '../records/count-lines.ts';
import { type Run, stopIfAsked } from '../run/run.ts';
import type { Connection, Job, Tenant } from '../tenant/tenant.ts';
import type { ExportedConnection } from './exported-users.ts';

const DOWNLOAD_ATTEMPTS = 4;

/** What is exported: a connection, or all users of a tenant. */
export interface ExportedSide {
    readonly tenant: Tenant;
    readonly connection: Connection | undefined;
}

/**
 * Exports one connection, or a whole tenant, into an artifact.
 *
 * @param fields - names of profile fields, 30 at most
 * @param onUsers - hears how many lines have arrived
 * @throws {MigrationError} `EXPORT_JOB_FAILED`; `EXPORT_DAMAGED` when no download arrived whole; `STORAGE_FULL`
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports (read 2026-08-20)
 */
export async function exportConnection(
    run: Run,
    { tenant, connection }: ExportedSide,
    artifact: string,
    fields: readonly string[],
    onUsers: (users: number) => void,
): Promise<ExportedConnection> {
    const job = await waitForExport(run, tenant, await tenant.createUsersExport(connection?.id, fields));
    let location = job.location;
    for (let attempt = 1; ; attempt += 1) {
        const tally = { lines: 0 };
        const hash = createHash('sha256');
        try {
            if (location === undefined) throw damaged(`export job ${job.id} is completed and names no file`);
            const download = await tenant.openDownload(location);
            await run.artifacts.write(artifact, countLines(unpacked(download, hash), tally, onUsers));
            return { artifact, users: tally.lines, digest: hash.digest('hex') };
        } catch (error) {
            if (error instanceof MigrationError && error.code !== 'EXPORT_DAMAGED' && !error.retryable) throw error;
            if (attempt === DOWNLOAD_ATTEMPTS)
                throw damaged(`${messageOf(error)} (${attempt} downloads of job ${job.id})`, error);
        }
        stopIfAsked(run);
        await run.clock.sleep(500 * attempt, run.signal);
        // A link lives for 60 seconds; the job gives a fresh one for 24 hours.
        location = (await tenant.getJob(job.id))?.location;
    }
}

async function waitForExport(run: Run, tenant: Tenant, started: Job): Promise<Job> {
    let job: Job | undefined = started;
    for (let delayMs = 250; job?.status === 'pending'; delayMs = Math.min(delayMs * 1.5, 15_000)) {
        stopIfAsked(run);
        await run.clock.sleep(delayMs, run.signal);
        job = await tenant.getJob(started.id);
    }
    if (job?.status === 'completed') return job;
    throw new MigrationError(
        'EXPORT_JOB_FAILED',
        `Export job ${started.id} of ${tenant.domain} ${job === undefined ? 'is no longer known' : 'failed'}` +
            `${job?.statusDetails === undefined ? '' : ` (${job.statusDetails})`}. Run again: a new export is made.`,
        { retryable: true },
    );
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
        throw damaged(`the download broke off (${messageOf(error)})`, error);
    } finally {
        download.destroy();
    }
}

function damaged(what: string, cause?: unknown): MigrationError {
    return new MigrationError('EXPORT_DAMAGED', `No export arrived whole: ${what}. Run again: a new export is made.`, {
        cause,
        retryable: true,
    });
}
