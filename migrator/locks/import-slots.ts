import { mkdir } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { tryProcessLock } from './process-lock.ts';

/** When the slot of a running job is expected to be free for the next request. */
export interface PredictedRelease {
    /** From the submission of the running job, in milliseconds. */
    readonly afterMs: number;
    /** Records that the request found the slot free. */
    recordAccepted(): void;
    /**
     * Records that the request came before the slot was free, and had to be sent again.
     *
     * @param byMs - how long after the first refusal the last one was sent, in milliseconds
     */
    recordTooEarly(byMs: number): void;
}

/** A slot that was taken. */
export interface TakenSlot {
    /** By which prediction the slot was given back, when that was before its job had ended. */
    readonly prediction: PredictedRelease | undefined;
    /**
     * Gives the slot back.
     *
     * @param prediction - when its job has not ended yet
     */
    release(prediction?: PredictedRelease): Promise<void>;
}

const POLL_MS = 200;

/**
 * The import slots of one tenant, shared by all migrations on this machine.
 *
 * A slot is a lock file, so that a process that dies gives it back. Inside a process the first caller gets the next slot;
 * between processes the first to poll. Jobs of other machines are not seen here: Auth0 refuses theirs or ours with
 * `IMPORT_SLOTS_BUSY`, and the one that is refused waits.
 */
export class ImportSlots {
    private readonly folder: string;
    private readonly count: number;
    private readonly clock: Clock;
    private readonly free: Map<number, PredictedRelease | undefined>;
    private wake: (() => void) | undefined;
    private waiting = 0;
    // Each caller waits until those before it have theirs.
    private line: Promise<unknown> = Promise.resolve();

    /**
     * Makes the slots of a tenant.
     *
     * @param folder - see {@link importSlotsFolder}
     * @param count - import jobs that the tenant runs at once
     */
    constructor(folder: string, count: number, clock: Clock) {
        this.folder = folder;
        this.count = count;
        this.clock = clock;
        this.free = new Map(Array.from({ length: count }, (_, index) => [index, undefined]));
    }

    /**
     * Waits for a slot.
     *
     * @param onOccupied - called from time to time while other migrations on this machine hold the slot
     * @throws the signal's reason when it is aborted before a slot is free
     */
    async acquire(signal: AbortSignal, onOccupied?: () => void): Promise<TakenSlot> {
        const before = this.line;
        const { promise, resolve } = Promise.withResolvers<undefined>();
        this.line = promise;
        this.waiting += 1;
        try {
            await before;
            return await this.take(signal, onOccupied);
        } finally {
            this.waiting -= 1;
            resolve(undefined);
        }
    }

    private async take(signal: AbortSignal, onOccupied: (() => void) | undefined): Promise<TakenSlot> {
        await mkdir(this.folder, { recursive: true, mode: 0o700 });
        for (;;) {
            signal.throwIfAborted();
            if (this.free.size === 0) {
                await this.nextRelease(signal);
                continue;
            }
            const taken = await this.lockFile();
            if (taken !== undefined) return taken;
            // Another migration has it. Nothing announces its release, so it is polled.
            onOccupied?.();
            await this.clock.sleep(POLL_MS, signal);
        }
    }

    private async lockFile(): Promise<TakenSlot | undefined> {
        for (const [number, prediction] of this.free) {
            const attempt = await tryProcessLock(join(this.folder, `slot-${number + 1}`));
            if (!('release' in attempt)) continue;
            this.free.delete(number);
            const release = async (next?: PredictedRelease) => {
                await attempt.release();
                // A slot that nobody waits for is taken at any time, which shows nothing of what was predicted.
                this.free.set(number, this.waiting > this.free.size ? next : undefined);
                this.wake?.();
            };
            return { prediction, release };
        }
        return undefined;
    }

    // Only the first in the line waits here.
    private nextRelease(signal: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            const stop = () => {
                reject(signal.reason as Error);
            };
            signal.addEventListener('abort', stop, { once: true });
            this.wake = () => {
                signal.removeEventListener('abort', stop);
                resolve();
            };
        });
    }

    /** Counts the slots that migrations on this machine hold now. */
    async held(): Promise<number> {
        await mkdir(this.folder, { recursive: true, mode: 0o700 });
        let held = 0;
        for (let number = 1; number <= this.count; number += 1) {
            const attempt = await tryProcessLock(join(this.folder, `slot-${number}`));
            if ('release' in attempt) await attempt.release();
            else held += 1;
        }
        return held;
    }

    /** Import jobs that the tenant runs at once. */
    get size(): number {
        return this.count;
    }
}

/**
 * Gives the folder where the slots of a tenant lie: one for each user of this machine, whatever the project.
 *
 * The machine's name is in it, so that no lock of another machine, whose processes cannot be seen, is waited for.
 */
export function importSlotsFolder(domain: string): string {
    const parts = [hostname(), domain].map((part) => part.replaceAll(/[^\w.-]/g, '_'));
    return join(tmpdir(), `auth0-user-migration-${process.getuid?.() ?? 'user'}`, ...parts);
}
