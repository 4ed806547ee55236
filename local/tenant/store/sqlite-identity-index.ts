import type { IdentifierKind, Identity, IdentityIndex, IdentityLookup } from '../entities.ts';
import { identityId } from '../identity-id.ts';
import type { StoreFile } from './store-file.ts';
import type { IdentityRow } from './user-documents.ts';

const ROWS_PER_SCAN = 256;
const COLUMNS = { email: 'email', username: 'username', phoneNumber: 'phone_number' } as const;

/** The rows of all identities in a file, each with one object at the most. */
interface IdentityRows {
    willChangeIdentity(identity: Identity): void;
    addIdentity(identity: Identity, id: string): void;
    removeIdentity(identity: Identity): void;
    isThere(key: number): boolean;
    identityOf(row: IdentityRow): Identity;
    scannedIdentity(row: IdentityRow): Identity;
}

/** The identity rows of one connection in a file. */
export class SqliteIdentityIndex implements IdentityIndex {
    readonly byId: IdentityIndex['byId'];
    readonly byEmail: IdentityLookup;
    readonly byUsername: IdentityLookup;
    readonly byPhoneNumber: IdentityLookup;
    readonly #file: StoreFile;
    readonly #connectionId: string;
    readonly #rows: IdentityRows;

    constructor(file: StoreFile, connectionId: string, rows: IdentityRows) {
        this.#file = file;
        this.#connectionId = connectionId;
        this.#rows = rows;
        const { database } = file;
        const count = database.prepare('SELECT count(*) AS size FROM identities WHERE connection = ?');
        this.byId = {
            ...this.#lookup('id'),
            get size() {
                return Number(count.get(connectionId)?.['size']);
            },
            values: () => this.#scan(),
        };
        this.byEmail = this.#lookup('email');
        this.byUsername = this.#lookup('username');
        this.byPhoneNumber = this.#lookup('phone_number');
    }

    get ghostCount(): number {
        const { database } = this.#file;
        const count = database.prepare(
            'SELECT count(*) AS size FROM identities WHERE connection = ? AND profile IS NULL',
        );
        return Number(count.get(this.#connectionId)?.['size']);
    }

    add(identity: Identity): void {
        this.#rows.addIdentity(identity, identityId(identity));
    }

    remove(identity: Identity): void {
        this.#rows.removeIdentity(identity);
    }

    setIdentifier(identity: Identity, kind: IdentifierKind, value: string | undefined): void {
        this.#rows.willChangeIdentity(identity);
        identity[kind] = value;
        if (identity.rowKey === undefined) return;
        this.#file.database
            .prepare(`UPDATE identities SET ${COLUMNS[kind]} = ? WHERE key = ?`)
            .run(value ?? null, identity.rowKey);
    }

    #lookup(column: 'id' | 'email' | 'username' | 'phone_number'): IdentityLookup {
        // The newest, as in a map where the last one to be set is found.
        const select = this.#file.database.prepare(
            `SELECT * FROM identities WHERE connection = ? AND ${column} = ? ORDER BY key DESC LIMIT 1`,
        );
        const find = (key: string) => select.get(this.#connectionId, key) as IdentityRow | undefined;
        return {
            get: (key) => {
                const row = find(key);
                return row && this.#rows.identityOf(row);
            },
            has: (key) => find(key) !== undefined,
        };
    }

    *#scan(): Generator<Identity, void, undefined> {
        const { database } = this.#file;
        const next = database.prepare('SELECT * FROM identities WHERE connection = ? AND key > ? ORDER BY key LIMIT ?');
        let last = 0;
        for (;;) {
            const rows = next.all(this.#connectionId, last, ROWS_PER_SCAN) as unknown as IdentityRow[];
            for (const row of rows) {
                last = row.key;
                // The reader of the scan may have removed it since.
                if (this.#rows.isThere(row.key)) yield this.#rows.scannedIdentity(row);
            }
            if (rows.length < ROWS_PER_SCAN) return;
        }
    }
}
