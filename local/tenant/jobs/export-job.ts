import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Connection, Profile } from '../entities.ts';
import { formatUser } from '../formatters.ts';
import type { UserStore } from '../user-store.ts';
import { csvHeader, csvLine } from './csv.ts';
import { createPicker, DEFAULT_EXPORT_FIELDS, type ExportField } from './export-fields.ts';

const CHUNK_CHARACTERS = 64 * 1024;

/** An export of users to a gzipped file, which is on disk from the moment that the job is `completed`. */
export interface ExportJob {
    readonly type: 'users_export';
    readonly id: string;
    readonly connectionId: string | undefined;
    readonly connectionName: string | undefined;
    readonly format: 'json' | 'csv';
    readonly limit: number | undefined;
    /** As requested; absent when the request named none. */
    readonly fields: readonly ExportField[] | undefined;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** The time before which the job stays `pending`, however quickly the file was written. */
    readonly readyAt: number;
    readonly file: string;
    written: 'pending' | 'completed' | 'failed';
}

/** Writes the file of an export job, and says so in the job. */
export async function writeExport(job: ExportJob, users: UserStore, connection: Connection | undefined): Promise<void> {
    try {
        const profiles = connection === undefined ? users.profiles() : profilesOf(connection);
        await pipeline(
            Readable.from(lines(job, profiles)),
            createGzip({ level: 1 }),
            createWriteStream(job.file, { mode: 0o600 }),
        );
        job.written = 'completed';
    } catch {
        job.written = 'failed';
    }
}

async function* lines(job: ExportJob, profiles: Iterable<Profile>): AsyncGenerator<string, void, undefined> {
    const fields = job.fields ?? DEFAULT_EXPORT_FIELDS;
    const pick = createPicker(fields);
    let count = 0;
    let chunk = job.format === 'csv' ? csvHeader(fields) : '';
    for (const profile of profiles) {
        if (count === job.limit) break;
        count += 1;
        const picked = pick(formatUser(profile));
        chunk += job.format === 'csv' ? csvLine(fields, picked) : `${JSON.stringify(picked)}\n`;
        if (chunk.length < CHUNK_CHARACTERS) continue;
        yield chunk;
        chunk = '';
        // Other calls are answered between two chunks, also while the compressor keeps up.
        await setImmediate();
    }
    if (chunk !== '') yield chunk;
}

// A linked user is exported once, by its primary identity; a ghost never.
function* profilesOf(connection: Connection): Generator<Profile, void, undefined> {
    for (const identity of connection.identities.byId.values())
        if (identity.profile?.identities[0] === identity) yield identity.profile;
}
