import { type Clock, createStoppableClock, systemClock } from './clock.ts';
import { createMovableClock } from './control/movable-clock.ts';
import type { LocalTenant, LocalTenantOptions } from './local-tenant.ts';
import { PLANS } from './plans.ts';
import { startOn } from './start-on-storage.ts';
import { openMemoryStorage, type Storage } from './store/storage.ts';
import { StoreError } from './store/store-error.ts';

const DEFAULT_JOB_RATE = 2000;

/**
 * Starts an Auth0 tenant on this machine, for development, tests and rehearsals.
 *
 * @param options - how the tenant behaves
 * @throws {RangeError} for a plan or a job rate that doesn't exist
 * @throws {SeedError} for a seed file with a line that can't be used
 * @throws {StoreError} for a store file that is in use, is no store, is of another version, holds a tenant although there is a seed, or whose port is taken
 */
export async function startLocalTenant(options: LocalTenantOptions = {}): Promise<LocalTenant> {
    const { plan = 'unlimited', jobRate = DEFAULT_JOB_RATE } = options;
    if (!Object.hasOwn(PLANS, plan))
        throw new RangeError(`Expected \`plan\` to be one of ${Object.keys(PLANS).join(', ')}, got ${plan}`);
    if (!(jobRate > 0)) throw new RangeError(`Expected \`jobRate\` to be more than 0, got ${jobRate}`);

    const movableClock = createMovableClock(options.clock ?? systemClock);
    const clock = createStoppableClock(options.control === true ? movableClock : (options.clock ?? systemClock));
    const { storeFile } = options;
    const storage = storeFile === undefined ? await openMemoryStorage(clock) : await openFile(storeFile, clock);
    try {
        if (!storage.isNew && options.seedFile !== undefined)
            throw new StoreError(
                storeFile ?? '',
                'it holds a tenant already, and a seed is for a new one. Start without the seed or with another file, or add the seed with `POST /_local/seed` of the control API.',
            );
        const tenant = await startOn(storage, { ...options, plan, jobRate }, { clock, movableClock });
        let closing: Promise<void> | undefined;
        const close = async () => {
            await tenant.close();
            clock.stop();
            await storage.close();
        };
        const closeOnce = () => (closing ??= close());
        const failed = storage.failed.then(async (error) => {
            clock.stop();
            await closeOnce();
            return error;
        });
        return { ...tenant, failed, close: closeOnce };
    } catch (error) {
        clock.stop();
        await (storage.isNew ? storage.discard() : storage.close());
        throw error;
    }
}

async function openFile(storeFile: string, clock: Clock): Promise<Storage> {
    // Only now: Node 22 warns of its SQLite as experimental when it is loaded.
    const { openFileStorage } = await import('./store/file-storage.ts');
    return openFileStorage(storeFile, clock);
}
