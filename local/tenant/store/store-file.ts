import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './store-error.ts';

/** "A0tn": says in the header of an SQLite file that it is the store of a local tenant. */
const APPLICATION_ID = 0x41_30_74_6e;
/** Raised with every change of the tables below. */
const VERSION = 1;
const PAGE_CACHE_KIB = 96 * 1024;
const PAGES_PER_CHECKPOINT = 16_000;
// What no client has seen yet may be lost when the process is killed, but not more of it than this.
const COMMIT_DELAY_MS = 100;

const TABLES = `
    CREATE TABLE rows (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        document TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX rows_by_id ON rows (kind, id);

    CREATE TABLE identities (
        key INTEGER PRIMARY KEY,
        connection TEXT NOT NULL,
        id TEXT NOT NULL,
        email TEXT,
        username TEXT,
        phone_number TEXT,
        -- NULL for a ghost
        profile INTEGER,
        -- Among the identities of the profile; 0 for the primary one
        position INTEGER NOT NULL,
        document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX identities_by_connection ON identities (connection);
    CREATE INDEX identities_by_id ON identities (connection, id);
    CREATE INDEX identities_by_email ON identities (connection, email) WHERE email IS NOT NULL;
    CREATE INDEX identities_by_username ON identities (connection, username) WHERE username IS NOT NULL;
    CREATE INDEX identities_by_phone_number ON identities (connection, phone_number) WHERE phone_number IS NOT NULL;
    CREATE INDEX secondary_identities ON identities (profile) WHERE position > 0;

    CREATE TABLE profiles (
        key INTEGER PRIMARY KEY,
        user_id TEXT NOT NULL,
        primary_identity INTEGER NOT NULL,
        document TEXT NOT NULL,
        user_metadata TEXT,
        app_metadata TEXT
    ) STRICT;
    CREATE INDEX profiles_by_user_id ON profiles (user_id);
`;

/**
 * The SQLite file of one tenant. All that is written between two commits is there after a crash, or none of it. Nothing is written before the commit
 * (`cache_spill`), so that it is the commit that fails where a disk is full, and nothing else.
 *
 * The file has a write-ahead log, and `synchronous` is NORMAL: what is committed has reached the operating system, so it survives the death of this
 * process at any moment. After a power cut the file is whole and may lack the last seconds; a disk that waits at each answer would be the price of more.
 */
export class StoreFile {
    readonly database: DatabaseSync;
    /** Resolves when something could not be written. The file is then as at the last commit, and takes nothing more. */
    readonly failed: Promise<StoreError>;
    readonly #path: string;
    readonly #noteFailure: (error: StoreError) => void;
    #failure: StoreError | undefined;
    #isWriting = false;
    #timer: NodeJS.Timeout | undefined;
    readonly #writers: (() => void)[] = [];

    private constructor(database: DatabaseSync, path: string) {
        this.database = database;
        this.#path = path;
        const { promise, resolve } = Promise.withResolvers<StoreError>();
        this.failed = promise;
        this.#noteFailure = resolve;
    }

    /**
     * Opens a store, or makes one where there is no file. Until it is closed, or this process ends in whatever way, no other process can.
     *
     * @throws {StoreError} for a file that is in use, is no store, is of another version or can't be opened
     */
    static open(file: string): StoreFile {
        let database: DatabaseSync | undefined;
        try {
            database = new DatabaseSync(file, { timeout: 0 });
            // Before the first access: the lock is then held for good, and the index of the log needs no shared memory.
            database.exec('PRAGMA locking_mode = EXCLUSIVE');
            requireOwnFormat(database, file);
            database.exec(`
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -${PAGE_CACHE_KIB};
                PRAGMA cache_spill = OFF;
                PRAGMA wal_autocheckpoint = ${PAGES_PER_CHECKPOINT};
                BEGIN IMMEDIATE; COMMIT;
            `);
            return new StoreFile(database, file);
        } catch (error) {
            if (database?.isOpen === true) database.close();
            throw error instanceof StoreError ? error : asStoreError(file, error);
        }
    }

    /** Sets what is called before each commit, to write what it has put off. */
    onCommit(writer: () => void): void {
        this.#writers.push(writer);
    }

    /**
     * Says that something is written now or will be at the next commit, which comes soon by itself.
     *
     * @throws {StoreError} when something could not be written before
     */
    startWriting(): void {
        // What ends after the close is not written: the tenant goes on with it when it is next started.
        if (!this.database.isOpen) return;
        this.#requireWhole();
        if (this.#isWriting) return;
        this.#isWriting = true;
        this.database.exec('BEGIN');
        this.#timer = setTimeout(() => {
            try {
                this.commit();
            } catch {
                // Callers that wait for `failed` receive it.
            }
        }, COMMIT_DELAY_MS).unref();
    }

    /**
     * Commits what was written. Called before any answer is sent, so that no client learns of what a crash could undo.
     *
     * @throws {StoreError} when it can't be written; then nothing is since the last commit
     */
    commit(): void {
        this.#requireWhole();
        if (!this.#isWriting) return;
        clearTimeout(this.#timer);
        try {
            for (const write of this.#writers) write();
            this.database.exec('COMMIT');
        } catch (error) {
            throw this.#fail(error);
        }
        this.#isWriting = false;
    }

    #requireWhole(): void {
        if (this.#failure !== undefined) throw this.#failure;
    }

    #fail(cause: unknown): StoreError {
        clearTimeout(this.#timer);
        if (this.database.isTransaction) this.database.exec('ROLLBACK');
        const problem =
            'it can no longer be written, most likely for want of room. Everything that clients were told is kept: make room, then start the tenant again.';
        this.#failure = new StoreError(this.#path, problem, cause);
        this.#noteFailure(this.#failure);
        return this.#failure;
    }

    close(): void {
        if (!this.database.isOpen) return;
        if (this.#failure === undefined) this.commit();
        this.database.close();
    }
}

function requireOwnFormat(database: DatabaseSync, file: string): void {
    const pragma = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    const isEmpty = pragma('schema_version') === 0;
    if (isEmpty) {
        // It will hold hashes and secrets; the files that SQLite puts beside it get the same mode.
        chmodSync(file, 0o600);
        database.exec(`
            BEGIN EXCLUSIVE;
            ${TABLES}
            PRAGMA application_id = ${APPLICATION_ID};
            PRAGMA user_version = ${VERSION};
            COMMIT;
        `);
        return;
    }
    if (pragma('application_id') !== APPLICATION_ID) throw notAStore(file);
    const version = pragma('user_version');
    if (version !== VERSION)
        throw new StoreError(
            file,
            `it is of version ${version}, and this tenant reads version ${VERSION} only. Start with another file, or with the release that made this one.`,
        );
}

// https://www.sqlite.org/rescode.html (read 2026-11-22)
const SQLITE_BUSY = 5;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

function asStoreError(file: string, error: unknown): StoreError {
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
    if (code === SQLITE_BUSY)
        return new StoreError(file, 'another process has it open. Stop that tenant first, or use another file.', error);
    if (code === SQLITE_NOTADB) return notAStore(file, error);
    if (code === SQLITE_CANTOPEN)
        return new StoreError(file, 'it can not be opened. Its folder must exist, and both must be writable.', error);
    const message = error instanceof Error ? error.message : String(error);
    return new StoreError(file, `it can not be used: ${message}.`, error);
}

function notAStore(file: string, cause?: unknown): StoreError {
    return new StoreError(
        file,
        'it is not the store of a local tenant. Name a store, or a file that is not there yet.',
        cause,
    );
}
