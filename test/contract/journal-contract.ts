import assert from 'node:assert/strict';
import { isMigrationError } from '../../migrator/index.ts';
import type { JournalEntry } from '../../migrator/run-store/journal-entry.ts';
import type { Journal } from '../../migrator/run-store/journal.ts';

/** Opens journals for the contract: every call to `open` is another process, as it were. */
export interface JournalWorld {
    open(): Promise<Journal>;
    /** Cuts bytes off the end of what is stored, as a kill in the middle of a write does. */
    cutOff(bytes: number): Promise<void>;
    /** Makes one stored entry in the middle unreadable. */
    damageFirst(): Promise<void>;
    /** Makes all further writes fail for want of room, from the next `open` on. */
    fillDisk(): Promise<void>;
    cleanUp(): Promise<void>;
}

/** Says what every journal does, whatever keeps it. */
export function journalContract(name: string, createWorld: () => Promise<JournalWorld>): void {
    describe(`${name}, as a journal`, () => {
        let world: JournalWorld;
        beforeEach(async () => {
            world = await createWorld();
        });
        afterEach(() => world.cleanUp());

        const at = '2026-11-21T10:00:00.000Z';
        const passes = (count: number): JournalEntry[] =>
            Array.from({ length: count }, (_, index) => ({ type: 'pass-started', pass: index + 1, at }));
        const write = async (entries: readonly JournalEntry[]) => {
            const journal = await world.open();
            for (const entry of entries) await journal.append(entry);
            await journal.close();
        };
        const read = async () => {
            const journal = await world.open();
            const entries = [...journal.entries];
            await journal.close();
            return entries;
        };

        it('begins empty', async () => {
            assert.deepEqual(await read(), []);
        });

        it('gives its entries back in order when it is opened again', async () => {
            await write(passes(3));
            assert.deepEqual(await read(), passes(3));
        });

        it('keeps the order of entries that are added at once', async () => {
            const journal = await world.open();
            await Promise.all(passes(50).map((entry) => journal.append(entry)));
            assert.deepEqual(journal.entries, passes(50));
            await journal.close();
            assert.deepEqual(await read(), passes(50));
        });

        it('goes on behind a last line that was cut off, which was never written', async () => {
            await write(passes(3));
            await world.cutOff(7);
            assert.deepEqual(await read(), passes(2));
            await write(passes(1));
            assert.deepEqual(await read(), [...passes(2), ...passes(1)]);
        });

        it('refuses a damaged line in the middle', async () => {
            await write(passes(3));
            await world.damageFirst();
            await assert.rejects(world.open(), { code: 'JOURNAL_DAMAGED' });
            // The refusal lets go of the run.
            await assert.rejects(world.open(), { code: 'JOURNAL_DAMAGED' });
        });

        it('says that the disk is full, and takes nothing more behind half an entry', async () => {
            await world.fillDisk();
            const journal = await world.open();
            const [first, second] = passes(2) as [JournalEntry, JournalEntry];
            await assert.rejects(journal.append(first), { code: 'STORAGE_FULL' });
            await assert.rejects(
                journal.append(second),
                (error) => isMigrationError(error) && error.code === 'STORAGE_FULL',
            );
            assert.deepEqual(journal.entries, []);
            await journal.close();
        });

        it('lets one process at a time have the run', async () => {
            const journal = await world.open();
            await assert.rejects(world.open(), { code: 'RUN_LOCKED' });
            await journal.close();
            await (await world.open()).close();
        });
    });
}
