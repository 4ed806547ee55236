import type { Artifacts, RandomAccessFile } from '../artifacts/artifacts.ts';
import { MigrationError } from '../errors.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import { splitLines } from '../records/lines.ts';
import type { HashExportRecord } from '../users/hash-export-record.ts';
import { emailKey } from '../users/import-record.ts';
import { withoutDatabasePrefix } from '../users/user-id.ts';
import { readHashExportFile } from './hash-export-file.ts';

/** The password hashes of a source connection, found by user. */
export interface HashIndex {
    /** Records of the connection. */
    readonly size: number;
    /**
     * Finds a user's hash, by ID and then by e-mail address.
     *
     * @param userId - the full ID
     * @returns the hash as the export holds it; undefined when it holds none for this user
     */
    find(userId: string, email: string): unknown;
    /** Closes the file behind the index. */
    close(): void;
}

/**
 * Indexes the records of one connection: the file stays on disk, the memory holds 64-bit digests and offsets.
 *
 * @param artifact - name of the artifact that keeps the connection's records; it is made when it is not there
 * @throws {MigrationError} `HASH_EXPORT_NOT_FOUND`, `HASH_EXPORT_DAMAGED`; `HASH_EXPORT_OF_ANOTHER_CONNECTION` when no record
 * of the file is of this connection
 */
export async function openHashIndex(
    path: string,
    connection: string,
    artifacts: Artifacts,
    artifact: string,
): Promise<HashIndex> {
    if (!(await artifacts.has(artifact))) await artifacts.write(artifact, linesOf(path, connection));
    const byId = new DigestTable();
    const byEmail = new DigestTable();
    let size = 0;
    for await (const lines of splitLines(artifacts.read(artifact) as AsyncIterable<Buffer>)) {
        for (const { bytes, offset } of lines) {
            const record = JSON.parse(bytes.toString('utf8')) as HashExportRecord;
            for (const id of record.ids) byId.add(digest64(id), offset);
            if (record.email !== undefined) byEmail.add(digest64(record.email), offset);
            size += 1;
        }
    }
    return new IndexedHashes(size, byId, byEmail, artifacts.openForRandomAccess(artifact));
}

class IndexedHashes implements HashIndex {
    readonly size: number;
    private readonly byId: DigestTable;
    private readonly byEmail: DigestTable;
    private readonly file: RandomAccessFile;

    constructor(size: number, byId: DigestTable, byEmail: DigestTable, file: RandomAccessFile) {
        this.size = size;
        this.byId = byId;
        this.byEmail = byEmail;
        this.file = file;
    }

    find(userId: string, email: string): unknown {
        const id = withoutDatabasePrefix(userId);
        const byId = this.recordAt(this.byId.get(digest64(id)));
        // The record is compared whole: a digest alone must never give one person another's password.
        if (byId?.ids.includes(id) === true) return byId.hash;
        const key = emailKey(email);
        const byEmail = this.recordAt(this.byEmail.get(digest64(key)));
        return byEmail?.email === key ? byEmail.hash : undefined;
    }

    close(): void {
        this.file.close();
    }

    private recordAt(offset: number | undefined): HashExportRecord | undefined {
        if (offset === undefined) return undefined;
        return JSON.parse(this.file.lineAt(offset).toString('utf8')) as HashExportRecord;
    }
}

async function* linesOf(path: string, connection: string): AsyncGenerator<Buffer> {
    let kept = 0;
    const others = new Set<string>();
    for await (const records of readHashExportFile(path)) {
        const mine = records.filter((record) => record.connection === undefined || record.connection === connection);
        for (const record of records)
            if (record.connection !== undefined && others.size < 5) others.add(record.connection);
        kept += mine.length;
        if (mine.length > 0) yield Buffer.from(`${mine.map((record) => JSON.stringify(record)).join('\n')}\n`);
    }
    if (kept > 0) return;
    throw new MigrationError(
        'HASH_EXPORT_OF_ANOTHER_CONNECTION',
        `The password hash export ${path} holds no record of the connection ${connection}, only of ${[...others].join(', ')}. ` +
            `Expected the export of the source connection: check \`passwords.hashExport\` and the source's name. Nothing was sent.`,
    );
}
