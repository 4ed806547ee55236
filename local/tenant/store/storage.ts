import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { TenantStore } from '../store.ts';
import type { StoreError } from './store-error.ts';

/** Where a tenant keeps what it holds, and how long. */
export interface Storage {
    readonly store: TenantStore;
    /** For `ca.pem` and the files of exports. */
    readonly folder: string;
    /** Whether nothing was there. */
    readonly isNew: boolean;
    /** Gives the value that was kept under a name before, else makes one and keeps it. It must be JSON. */
    keep<T>(name: string, make: () => T | Promise<T>): Promise<T>;
    /** Replaces the value that is kept under a name. */
    setKept(name: string, value: unknown): void;
    /** Says that the tenant holds all that it is to start with; a store on disk that a crash left without is refused from then on. */
    markFilled(): void;
    /**
     * Makes all that was changed survive a crash.
     *
     * @throws {StoreError} when it can't
     */
    commit(): void;
    /** Resolves when something could not be kept; what was changed since the last commit is lost. */
    readonly failed: Promise<StoreError>;
    close(): Promise<void>;
    /** Closes, and removes every trace. */
    discard(): Promise<void>;
}

/** Keeps a tenant in memory until it is closed, with a temporary folder. */
export async function openMemoryStorage(clock: Clock): Promise<Storage> {
    const folder = await mkdtemp(join(tmpdir(), 'local-tenant-'));
    const close = () => rm(folder, { recursive: true, force: true });
    return {
        store: new TenantStore(clock),
        folder,
        isNew: true,
        keep: async (_name, make) => make(),
        setKept: () => undefined,
        markFilled: () => undefined,
        commit: () => undefined,
        failed: new Promise(() => undefined),
        close,
        discard: close,
    };
}
