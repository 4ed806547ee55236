import { mkdir, rm } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { TenantStore } from '../store.ts';
import { rowFormats } from './row-formats.ts';
import { SqliteUserRows } from './sqlite-user-rows.ts';
import type { Storage } from './storage.ts';
import { StoreError } from './store-error.ts';
import { StoreFile } from './store-file.ts';
import { StoredRows } from './stored-rows.ts';

/**
 * Keeps a tenant in a file, and beside it in a folder of the same name with `-files`.
 *
 * @throws {StoreError} for a file that can't be used
 */
export async function openFileStorage(path: string, clock: Clock): Promise<Storage> {
    const file = StoreFile.open(path);
    try {
        const kept = keptValues(file);
        const status = kept.get('status');
        if (status === 'filling')
            throw new StoreError(
                path,
                'the tenant was stopped before it had read its whole seed. Delete the file and start again.',
            );
        const rows = new StoredRows(file);
        const users: SqliteUserRows = new SqliteUserRows(
            file,
            (id) => store.connections.get(id) ?? store.connectionsInDeletion.get(id)?.connection,
        );
        const store: TenantStore = new TenantStore(clock, {
            rows: users,
            onChange: (kind, id) => {
                rows.noteChange(kind, id);
            },
        });
        rows.readAll(rowFormats(store));
        const folder = `${path}-files`;
        const isOurFolder = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
        if (status === undefined) kept.set('status', 'filling');
        file.commit();
        return {
            store,
            folder,
            isNew: status === undefined,
            async keep<T>(name: string, make: () => T | Promise<T>) {
                const known = kept.get(name) as T | undefined;
                if (known !== undefined) return known;
                const made = await make();
                kept.set(name, made);
                return made;
            },
            setKept: (name, value) => {
                kept.set(name, value);
            },
            markFilled: () => {
                kept.set('status', 'ready');
                file.commit();
            },
            failed: file.failed,
            commit: () => {
                file.commit();
            },
            close: async () => {
                file.close();
                await Promise.resolve();
            },
            discard: async () => {
                file.close();
                for (const trace of [path, `${path}-wal`]) await rm(trace, { force: true });
                if (isOurFolder) await rm(folder, { recursive: true, force: true });
            },
        };
    } catch (error) {
        file.close();
        throw error;
    }
}

function keptValues(file: StoreFile) {
    const select = file.database.prepare(`SELECT document FROM rows WHERE kind = 'kept' AND id = ?`);
    const put = file.database.prepare(
        `INSERT INTO rows (kind, id, document) VALUES ('kept', ?, ?) ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document`,
    );
    return {
        get(name: string): unknown {
            const row = select.get(name);
            return row && JSON.parse(String(row['document']));
        },
        set(name: string, value: unknown): void {
            file.startWriting();
            put.run(name, JSON.stringify(value));
        },
    };
}
