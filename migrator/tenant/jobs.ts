import type { Readable } from 'node:stream';
import type { UserRecord } from '../records/user-record.ts';

/** A job, as far as a migration looks at it. */
export interface Job {
    /** `job_` and 16 characters. */
    readonly id: string;
    readonly status: 'pending' | 'completed' | 'failed';
    /** Where the file of an export job lies; valid for 60 seconds, fresh at each read of the job. */
    readonly location?: string;
    /** When the job was made, in milliseconds since the Unix epoch by the tenant's clock. */
    readonly createdAt?: number;
    /** What an import job did; a job that failed as a whole has none. */
    readonly summary?: JobSummary;
    /** Auth0's words on a failed job, where it says any. */
    readonly statusDetails?: string;
}

/** The numbers of a completed import job. */
export interface JobSummary {
    readonly total: number;
    readonly inserted: number;
    readonly updated: number;
    readonly failed: number;
}

/** One refused user of an import job: the record as it was submitted (sensitive values redacted) and why. */
export interface JobError {
    readonly user: UserRecord;
    readonly errors: readonly { readonly code: string; readonly message: string; readonly path?: string }[];
}

/** One import job to be made. */
export interface UsersImport {
    readonly connectionId: string;
    /** A JSON array of users, in UTF-8. */
    readonly file: Uint8Array;
    readonly upsert: boolean;
    /** Echoed on the job. */
    readonly externalId: string;
}

/**
 * The port to a tenant's jobs and their files, one call a method.
 *
 * An implementation is as dumb as that of a `Tenant`, and throws the same errors.
 */
export interface TenantJobs {
    /** Starts an export of all users of a connection, or of the tenant where none is named, as gzipped NDJSON. */
    createUsersExport(connectionId: string | undefined, fields: readonly string[]): Promise<Job>;
    /** Opens the file of a completed export job. */
    openDownload(location: string): Promise<Readable>;
    /**
     * Starts an import job; Auth0 mails nobody.
     *
     * @throws `IMPORT_SLOTS_BUSY` (retryable) when the tenant already runs as many import jobs as it may. Any other
     * retryable error except a 429 leaves in doubt whether the job exists.
     */
    createUsersImport(users: UsersImport): Promise<Job>;
    /** Reads a job; undefined when Auth0 no longer knows it (24 hours). */
    getJob(id: string): Promise<Job | undefined>;
    /** Reads the refused users of a job; empty when there are none. */
    getJobErrors(id: string): Promise<readonly JobError[]>;
}
