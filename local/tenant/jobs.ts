import { createHmac, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Faults } from './control/faults.ts';
import type { Connection, JsonObject } from './entities.ts';
import { ApiError } from './errors.ts';
import { isoTime } from './formatters.ts';
import { randomId } from './ids.ts';
import type { ExportField } from './jobs/export-fields.ts';
import { type ExportJob, writeExport } from './jobs/export-job.ts';
import { CONNECTION_GONE, type ImportJob, runImport } from './jobs/import-job.ts';
import { type Interruption, takeInterruption } from './jobs/interruption.ts';
import type { Job } from './jobs/job.ts';
import { EXPORT_LINK_LIFETIME_MS, JOB_RETENTION_MS, MAX_ACTIVE_IMPORT_JOBS } from './limits.ts';
import type { Table } from './store/table.ts';
import type { TenantStore } from './store.ts';
import type { UpsertRules } from './users/upsert-rules.ts';

/** An export does this many times as many users in a second as an import. Auth0 publishes no figure. */
const EXPORT_SPEED_FACTOR = 10;

/** Starts jobs, finds them again and shows them. */
export class Jobs {
    readonly #jobs: Table<Job>;
    readonly #linkKey: Buffer;
    readonly #store: TenantStore;
    readonly #clock: Clock;
    readonly #usersPerSecond: number;
    readonly #folder: string;
    readonly #faults: Faults;

    /**
     * @param options.usersPerSecond - how quickly one import job works
     * @param options.folder - where files of exports are kept
     * @param options.linkKey - what links to them are signed with
     */
    constructor(options: {
        store: TenantStore;
        clock: Clock;
        usersPerSecond: number;
        folder: string;
        linkKey: Buffer;
        faults: Faults;
    }) {
        this.#store = options.store;
        this.#jobs = options.store.jobs;
        this.#linkKey = options.linkKey;
        this.#clock = options.clock;
        this.#usersPerSecond = options.usersPerSecond;
        this.#folder = options.folder;
        this.#faults = options.faults;
    }

    /**
     * Starts an import.
     *
     * @throws {ApiError} 429 while two others are pending
     */
    startImport(request: {
        connection: Connection;
        file: string;
        upsert: UpsertRules | false;
        externalId: string | undefined;
    }): ImportJob {
        this.#forgetOldJobs();
        const active = [...this.#jobs.values()].filter(
            (job) => job.type === 'users_import' && job.status === 'pending',
        ).length;
        if (active >= MAX_ACTIVE_IMPORT_JOBS)
            throw new ApiError(
                429,
                `There are ${active} active import users jobs, please wait until some of them are finished and try again`,
                'too_many_requests',
            );
        const { connection, upsert } = request;
        const job: ImportJob = {
            type: 'users_import',
            id: randomId('job_'),
            connectionId: connection.id,
            connectionName: connection.name,
            externalId: request.externalId,
            createdAt: this.#clock.now(),
            status: 'pending',
            statusDetails: undefined,
            summary: { failed: 0, updated: 0, inserted: 0, total: 0 },
            errors: [],
            upsert,
        };
        this.#jobs.set(job.id, job);
        this.#store.importFiles.set(job.id, request.file);
        this.#run(job, connection, takeInterruption(this.#faults, 'POST /api/v2/jobs/users-imports'));
        return job;
    }

    /** Starts an export of one connection's users, or of all. */
    startExport(request: {
        connection: Connection | undefined;
        format: 'json' | 'csv';
        limit: number | undefined;
        fields: readonly ExportField[] | undefined;
    }): ExportJob {
        this.#forgetOldJobs();
        const { connection, format, limit, fields } = request;
        const id = randomId('job_');
        const createdAt = this.#clock.now();
        const count = connection?.identities.byId.size ?? this.#store.users.profileCount;
        const interruption = takeInterruption(this.#faults, 'POST /api/v2/jobs/users-exports');
        const durationMs =
            interruption?.kind === 'never-ends'
                ? Infinity
                : (count / (this.#usersPerSecond * EXPORT_SPEED_FACTOR)) * 1000;
        const job: ExportJob = {
            type: 'users_export',
            id,
            connectionId: connection?.id,
            connectionName: connection?.name,
            format,
            limit,
            fields,
            createdAt,
            readyAt: createdAt + durationMs,
            file: join(this.#folder, `${id}.${format}.gz`),
            written: interruption?.kind === 'fails' ? 'failed' : 'pending',
        };
        this.#jobs.set(id, job);
        if (interruption === undefined) this.#write(job, connection);
        return job;
    }

    /** Goes on with the jobs that were pending when the tenant last stopped: imports after the last user they did, exports from the start. */
    resume(): void {
        for (const job of this.list()) {
            const connection =
                this.#store.connections.get(job.connectionId ?? '') ??
                this.#store.connectionsInDeletion.get(job.connectionId ?? '')?.connection;
            if (job.type === 'users_export' && job.written === 'pending') this.#write(job, connection);
            if (job.type === 'users_import' && job.status === 'pending') this.#resumeImport(job, connection);
        }
    }

    /** All jobs that are not yet forgotten, the oldest first. */
    list(): Job[] {
        this.#forgetOldJobs();
        return [...this.#jobs.values()];
    }

    /** Forgets all jobs. */
    clear(): void {
        for (const job of this.#jobs.values()) this.#forget(job);
    }

    /** Finds a job that is not yet forgotten. */
    get(id: string): Job | undefined {
        this.#forgetOldJobs();
        return this.#jobs.get(id);
    }

    /**
     * Shows a job as the Management API does, a completed export with a fresh link.
     *
     * @param origin - such as `https://localhost:4000`
     * @param tenantName - for the name of the file
     */
    format(job: Job, origin: string, tenantName: string): JsonObject {
        return job.type === 'users_import' ? formatImport(job) : this.#formatExport(job, origin, tenantName);
    }

    /** Says whether a link to an export was made by this tenant and is not too old; `expires` is in UNIX seconds. */
    isLinkGood(jobId: string, expires: string, signature: string): boolean {
        const expected = Buffer.from(this.#signatureOf(jobId, expires));
        const given = Buffer.from(signature);
        const isOurs = expected.length === given.length && timingSafeEqual(expected, given);
        return isOurs && Number(expires) * 1000 >= this.#clock.now();
    }

    #run(job: ImportJob, connection: Connection, interruption?: Interruption): void {
        runImport(job, this.#store.importFiles.get(job.id) ?? '', {
            users: this.#store.users,
            connection,
            isConnectionThere: () => this.#store.connections.get(connection.id) === connection,
            upsert: job.upsert,
            usersPerSecond: this.#usersPerSecond,
            clock: this.#clock,
            interruption,
            onProgress: () => {
                this.#jobs.noteChange(job.id);
            },
            onEnd: () => {
                const isCompleted = job.status === 'completed';
                this.#jobs.noteChange(job.id);
                this.#store.importFiles.delete(job.id);
                this.#store.log.add({
                    type: isCompleted ? 'sui' : 'fui',
                    at: this.#clock.now(),
                    description: isCompleted ? 'Successfully imported users' : 'Failed to import users',
                    connection: connection.name,
                    connectionId: connection.id,
                    details: { job_id: job.id, connection: connection.name, summary: job.summary },
                });
            },
        });
    }

    #resumeImport(job: ImportJob, connection: Connection | undefined): void {
        if (connection !== undefined) {
            this.#run(job, connection);
            return;
        }
        job.status = 'failed';
        job.statusDetails = CONNECTION_GONE;
        this.#jobs.noteChange(job.id);
        this.#store.importFiles.delete(job.id);
    }

    #write(job: ExportJob, connection: Connection | undefined): void {
        void writeExport(job, this.#store.users, connection).then(() => {
            // It may have been forgotten meanwhile.
            if (this.#jobs.get(job.id) === job) this.#jobs.noteChange(job.id);
        });
    }

    #formatExport(job: ExportJob, origin: string, tenantName: string): JsonObject {
        const { id, format, limit, fields } = job;
        const isReady = job.written === 'completed' && this.#clock.now() >= job.readyAt;
        const status = job.written === 'failed' ? 'failed' : isReady ? 'completed' : 'pending';
        const expires = String(Math.floor((this.#clock.now() + EXPORT_LINK_LIFETIME_MS) / 1000));
        const query = `Expires=${expires}&Signature=${this.#signatureOf(id, expires)}`;
        return {
            type: job.type,
            status,
            ...(job.connectionId !== undefined && { connection_id: job.connectionId }),
            format,
            ...(limit !== undefined && { limit }),
            ...(fields !== undefined && { fields }),
            ...(job.connectionName !== undefined && { connection: job.connectionName }),
            created_at: isoTime(job.createdAt),
            id,
            ...(isReady && { location: `${origin}/_exports/${id}/${tenantName}.${format}.gz?${query}` }),
        };
    }

    #signatureOf(jobId: string, expires: string): string {
        return createHmac('sha256', this.#linkKey).update(`${jobId}:${expires}`).digest('base64url');
    }

    #forgetOldJobs(): void {
        for (const job of this.#jobs.values())
            if (this.#clock.now() - job.createdAt > JOB_RETENTION_MS) this.#forget(job);
    }

    #forget(job: Job): void {
        this.#jobs.delete(job.id);
        this.#store.importFiles.delete(job.id);
        if (job.type === 'users_export') void rm(job.file, { force: true });
    }
}

function formatImport(job: ImportJob): JsonObject {
    return {
        type: job.type,
        status: job.status,
        connection_id: job.connectionId,
        ...(job.status === 'completed' && { summary: job.summary }),
        ...(job.statusDetails !== undefined && { status_details: job.statusDetails }),
        connection: job.connectionName,
        created_at: isoTime(job.createdAt),
        id: job.id,
        ...(job.externalId !== undefined && { external_id: job.externalId }),
    };
}
