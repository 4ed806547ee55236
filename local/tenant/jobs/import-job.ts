import { parseBoundedJson } from '../bounded-json.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../entities.ts';
import { IMPORT_TIMEOUT_MS } from '../limits.ts';
import type { UserStore } from '../user-store.ts';
import { redactedUser, type UserError } from '../users/import-schema.ts';
import { type ImportContext, importUser, noteRecord } from '../users/import-user.ts';
import type { UpsertRules } from '../users/upsert-rules.ts';
import type { Interruption } from './interruption.ts';

// A slice of this many users takes some milliseconds: other calls are answered in between.
const USERS_PER_SLICE = 250;
const SLICE_INTERVAL_MS = 20;

/**
 * An import of users.
 *
 * It is `pending` from the request until its last user is done, then `completed`, whatever became of the users. It is `failed`, without a
 * summary, when its file is not a JSON array, when its connection goes away, or when it takes more than two hours. Nothing leaves these two states.
 */
export interface ImportJob {
    readonly type: 'users_import';
    readonly id: string;
    readonly connectionId: string;
    readonly connectionName: string;
    readonly externalId: string | undefined;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    status: 'pending' | 'completed' | 'failed';
    statusDetails: string | undefined;
    summary: { failed: number; updated: number; inserted: number; total: number };
    errors: { user: unknown; errors: UserError[] }[];
    readonly upsert: UpsertRules | false;
}

/** What a job's `status_details` say when its connection was deleted. */
export const CONNECTION_GONE = 'The connection does not exist.';

/**
 * Works through an import file in slices, no faster than the tenant's job rate, from the first user that the job has not done.
 *
 * @param file - the text of the `users` part
 * @param usersPerSecond - how many users the job does in a second of the tenant's clock
 */
export function runImport(
    job: ImportJob,
    file: string,
    options: {
        users: UserStore;
        connection: Connection;
        isConnectionThere: () => boolean;
        upsert: UpsertRules | false;
        usersPerSecond: number;
        clock: Clock;
        interruption: Interruption | undefined;
        /** Called after each slice. */
        onProgress: () => void;
        /** Called when the job is completed or failed. */
        onEnd: () => void;
    },
): void {
    const { users, connection, upsert, usersPerSecond, clock, interruption } = options;
    const seen = new Set<string>();
    let records: unknown[] | undefined;
    // Not 0 for a job that goes on after the tenant was stopped.
    let position = job.summary.total;

    const fail = (details: string | undefined) => {
        job.status = 'failed';
        job.statusDetails = details;
        records = undefined;
        options.onEnd();
    };

    const continueAfter = (delayMs: number) => {
        clock.after(delayMs, work);
    };

    const work = () => {
        records ??= parseUsers(file, position, seen);
        if (records === undefined) {
            fail('Failed to parse users file JSON when importing users. Make sure it is valid JSON.');
            return;
        }
        const elapsedMs = clock.now() - job.createdAt;
        if (elapsedMs > IMPORT_TIMEOUT_MS) {
            fail('The import took longer than two hours.');
            return;
        }
        if (!options.isConnectionThere()) {
            fail(CONNECTION_GONE);
            return;
        }
        const stop = interruption === undefined ? Infinity : interruption.afterUsers;
        const due = Math.min(records.length, stop, Math.floor((elapsedMs / 1000) * usersPerSecond));
        const end = Math.min(due, position + USERS_PER_SLICE);
        const context: ImportContext = { users, connection, upsert, nowMs: clock.now(), seen };
        for (; position < end; position += 1) importInto(job, context, records[position]);
        options.onProgress();
        if (position >= stop && interruption?.kind === 'fails') {
            // As seen at Auth0: no summary, no details, and no errors either.
            job.errors = [];
            fail(undefined);
        } else if (position >= stop) records = undefined;
        else if (position === records.length) {
            job.status = 'completed';
            options.onEnd();
        } else if (position < due) continueAfter(0);
        else {
            // The job ends with its last user, and not up to an interval later.
            const lastDueMs = Math.ceil((Math.min(records.length, stop) / usersPerSecond) * 1000);
            continueAfter(Math.min(SLICE_INTERVAL_MS, Math.max(1, lastDueMs - elapsedMs)));
        }
    };

    continueAfter(SLICE_INTERVAL_MS);
}

function importInto(job: ImportJob, context: ImportContext, record: unknown): void {
    const outcome = importUser(context, record);
    job.summary.total += 1;
    job.summary[outcome.kind] += 1;
    if (outcome.kind === 'failed') job.errors.push({ user: redactedUser(record), errors: outcome.errors });
}

function parseUsers(file: string, done: number, seen: Set<string>): unknown[] | undefined {
    try {
        const value: unknown = parseBoundedJson(file);
        if (!Array.isArray(value)) return undefined;
        for (const record of value.slice(0, done)) noteRecord(seen, record);
        return value as unknown[];
    } catch {
        return undefined;
    }
}
