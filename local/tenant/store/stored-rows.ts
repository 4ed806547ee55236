import type { StoredKind } from '../store.ts';
import type { StoreFile } from './store-file.ts';

/** How the rows of one kind become JSON and objects again. */
export interface RowFormat {
    readonly kind: StoredKind;
    /** What is to be written of a row; undefined when there is no such row any more. */
    write(id: string): unknown;
    /** Puts back what `write` gave. */
    read(id: string, document: unknown): void;
}

/** Writes what a tenant holds beside users: each row that was changed, as JSON, at the next commit. */
export class StoredRows {
    readonly #file: StoreFile;
    readonly #changed = new Map<string, Set<string>>();
    readonly #formats = new Map<string, RowFormat>();
    #isReading = false;

    constructor(file: StoreFile) {
        this.#file = file;
        file.onCommit(() => {
            this.#writeChanged();
        });
    }

    /** Notes that a row was added, changed or removed. */
    noteChange(kind: StoredKind, id: string): void {
        if (this.#isReading) return;
        this.#file.startWriting();
        const ids = this.#changed.get(kind);
        if (ids === undefined) this.#changed.set(kind, new Set([id]));
        else ids.add(id);
    }

    /**
     * Reads all rows, kind after kind as they are listed: what a row names must come before it.
     *
     * @param formats - also used from now on to write
     */
    readAll(formats: readonly RowFormat[]): void {
        const select = this.#file.database.prepare('SELECT id, document FROM rows WHERE kind = ? ORDER BY number');
        this.#isReading = true;
        for (const format of formats) {
            this.#formats.set(format.kind, format);
            for (const { id, document } of select.iterate(format.kind))
                format.read(String(id), JSON.parse(String(document)));
        }
        this.#isReading = false;
    }

    #writeChanged(): void {
        if (this.#changed.size === 0) return;
        const { database } = this.#file;
        const remove = database.prepare('DELETE FROM rows WHERE kind = ? AND id = ?');
        // A row that is written again keeps its number, and so its place.
        const put = database.prepare(
            'INSERT INTO rows (kind, id, document) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document',
        );
        for (const [kind, ids] of this.#changed)
            for (const id of ids) {
                const document = this.#formats.get(kind)?.write(id);
                if (document === undefined) remove.run(kind, id);
                else put.run(kind, id, JSON.stringify(document));
            }
        this.#changed.clear();
    }
}
