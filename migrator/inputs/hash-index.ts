import { shownNames, shownPath } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { withoutDatabasePrefix } from '../identity/user-id.ts';
import { digest64 } from '../records/digest.ts';
import { DigestTable } from '../records/digest-table.ts';
import type { Artifacts, RandomAccessFile } from '../run-store/artifacts.ts';
import { readLines } from '../run-store/read-lines.ts';
import { emailKey } from '../users/email-key.ts';
import type { SourcePasswordHash } from '../users/user-hash.ts';
import { readHashExportFile } from './hash-export-file.ts';
import type { PrivateKeySettings } from './pgp/private-key.ts';
import { readStoredHash, type StoredHash, writeStoredHash } from './stored-hash.ts';

const CHUNK_BYTES = 256 * 1024;
const MAX_BYTES_PER_CHARACTER = 3;

/** The password hashes of a source connection, found by user. */
export interface HashIndex {
    /** Records of the connection. */
    readonly size: number;
    /**
     * Finds a user's hash, by ID and then by e-mail address.
     *
     * A record that names an ID is that user's alone: by address only those are found that name none.
     *
     * @param userId - the full ID
     * @returns the hash as the export holds it; undefined when it holds no record of this user
     */
    find(userId: string, email: string): SourcePasswordHash | undefined;
    /** Closes the file behind the index. */
    close(): void;
}

/**
 * Indexes the records of one connection: the file stays on disk, the memory holds 64-bit digests and offsets.
 *
 * @param artifact - name of the artifact that keeps the connection's records; it is made when it is not there
 * @param expectedUsers - records to make room for
 * @param privateKey - of an export that is encrypted with PGP
 * @throws {MigrationError} `HASH_EXPORT_NOT_FOUND`, `HASH_EXPORT_DAMAGED`; `HASH_EXPORT_OF_ANOTHER_CONNECTION` when no record
 * of the file is of this connection
 */
export async function openHashIndex(
    path: string,
    connection: string,
    artifacts: Artifacts,
    artifact: string,
    expectedUsers = 0,
    privateKey?: PrivateKeySettings,
): Promise<HashIndex> {
    const places = new DigestTable(expectedUsers);
    let size = 0;
    const repeated: Repeated[] = [];
    const add = (record: Pick<StoredHash, 'ids' | 'email'>, offset: number): void => {
        for (const key of keysOf(record)) {
            const digest = digest64(key);
            if (places.add(digest, offset) || repeated.length >= MOST_REPEATED) continue;
            repeated.push({ first: places.get(digest) ?? offset, second: offset });
        }
        size += 1;
    };
    if (await artifacts.has(artifact)) {
        for await (const lines of readLines(artifacts, artifact)) {
            for (const { bytes, offset } of lines) add(readStoredHash(bytes), offset);
        }
    } else {
        await artifacts.write(artifact, storedLines(path, connection, add, privateKey));
    }
    const index = new IndexedHashes(size, places, artifacts.openForRandomAccess(artifact));
    if (repeated.some((pair) => index.isContradiction(pair))) {
        index.close();
        throw new MigrationError(
            'HASH_EXPORT_DAMAGED',
            `The password hash export ${shownPath(path)} has two different hashes for one user, so it is unknown which of them is the user's password. Expected ` +
                "one record a user, as Auth0's support delivers it. Nothing was sent.",
        );
    }
    return index;
}

// An address finds the records that name no ID, and no others.
function keysOf({ ids, email }: Pick<StoredHash, 'ids' | 'email'>): readonly string[] {
    return ids.length > 0 || email === undefined ? ids : [emailPlace(email)];
}

// No ID begins with a line end.
function emailPlace(key: string): string {
    return `\n${key}`;
}

/** Where two records lie that name one user. */
interface Repeated {
    readonly first: number;
    readonly second: number;
}

/** Pairs that are compared at most: a file that has more is another kind of file, or was joined to itself. */
const MOST_REPEATED = 10_000;

class IndexedHashes implements HashIndex {
    readonly size: number;
    private readonly places: DigestTable;
    private readonly file: RandomAccessFile;
    /** Where the record behind the last one found begins. */
    private next = 0;
    private isInOrder = true;

    constructor(size: number, places: DigestTable, file: RandomAccessFile) {
        this.size = size;
        this.places = places;
        this.file = file;
    }

    find(userId: string, email: string): SourcePasswordHash | undefined {
        const byId = this.findById(withoutDatabasePrefix(userId));
        if (byId !== undefined) return byId;
        const key = emailKey(email);
        const byEmail = this.recordAt(this.places.get(digest64(emailPlace(key))));
        return byEmail?.email === key && byEmail.ids.length === 0 ? byEmail : undefined;
    }

    close(): void {
        this.file.close();
    }

    /** Tells whether two records are of one ID and differ in what they say of its password. */
    isContradiction({ first, second }: Repeated): boolean {
        const [one, other] = [readStoredHash(this.file.lineAt(first)), readStoredHash(this.file.lineAt(second))];
        // Two IDs may share a digest.
        const keys = keysOf(one);
        if (!keysOf(other).some((key) => keys.includes(key))) return false;
        return JSON.stringify(one.hash) !== JSON.stringify(other.hash);
    }

    private findById(id: string): StoredHash | undefined {
        const { next } = this;
        // Mostly the two exports are in one order, and then the next record is this user's, and the table need not be asked.
        const following = this.isInOrder ? this.recordAt(next) : undefined;
        if (following?.ids.includes(id) === true) return following;
        const offset = this.places.get(digest64(id));
        const found = this.recordAt(offset);
        this.isInOrder = offset === undefined ? this.isInOrder : offset === next;
        if (offset === undefined) this.next = next;
        // The record is compared whole: a digest alone must never give one person another's password.
        return found?.ids.includes(id) === true ? found : undefined;
    }

    private recordAt(offset: number | undefined): StoredHash | undefined {
        if (offset === undefined) return undefined;
        const line = this.file.lineAt(offset);
        this.next = offset + line.length + 1;
        return readStoredHash(line);
    }
}

async function* storedLines(
    path: string,
    connection: string,
    add: (record: Pick<StoredHash, 'ids' | 'email'>, offset: number) => void,
    privateKey: PrivateKeySettings | undefined,
): AsyncGenerator<Buffer> {
    let size = 0;
    let kept = 0;
    let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let length = 0;
    const others = new Set<string>();
    for await (const records of readHashExportFile(path, privateKey)) {
        for (const record of records) {
            if (record.connection !== undefined && record.connection !== connection) {
                if (others.size < 5) others.add(record.connection);
                continue;
            }
            const line = writeStoredHash(record);
            if (length + line.length * MAX_BYTES_PER_CHARACTER > chunk.length) {
                yield chunk.subarray(0, length);
                size += length;
                chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, line.length * MAX_BYTES_PER_CHARACTER));
                length = 0;
            }
            add(record, size + length);
            length += chunk.write(line, length);
            kept += 1;
        }
    }
    if (length > 0) yield chunk.subarray(0, length);
    if (kept > 0) return;
    throw new MigrationError(
        'HASH_EXPORT_OF_ANOTHER_CONNECTION',
        `The password hash export ${shownPath(path)} holds no record of the connection ${connection}, only of ${shownNames(others)}. ` +
            `Expected the export of the source connection: check \`passwords.hashExport\` and the source's name. Nothing was sent.`,
    );
}
