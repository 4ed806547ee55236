import assert from 'node:assert/strict';
import { isMigrationError } from '../../migrator/index.ts';
import type { Journal } from '../../migrator/run-store/journal.ts';
import type { JournalEntry } from '../../migrator/run-store/journal-entry.ts';

/** Opens journals for the contract: every call to `open` is another process, as it were. */
export interface JournalWorld {
    open(): Promise<Journal>;
    /** What only a journal that outlives its process can show; left out for one that does not. */
    readonly stored?: {
        /** Cuts bytes off the end of what is stored, as a kill in the middle of a write does. */
        cutOff(bytes: number): Promise<void>;
        /** Makes one stored entry in the middle unreadable. */
        damageFirst(): Promise<void>;
        /** Makes all further writes fail for want of room, from the next `open` on. */
        fillDisk(): Promise<void>;
    };
    cleanUp(): Promise<void>;
}

const AT = '2026-11-21T10:00:00.000Z';
const LATER = '2026-11-21T10:05:00.000Z';

/** Says what every journal does, whatever keeps it. */
export function journalContract(name: string, createWorld: () => Promise<JournalWorld>): void {
    describe(`${name}, as a journal`, () => {
        let world: JournalWorld;
        beforeEach(async () => {
            world = await createWorld();
        });
        afterEach(() => world.cleanUp());

        const write = async (entries: readonly JournalEntry[]) => {
            const journal = await world.open();
            for (const entry of entries) await journal.append(entry);
            await journal.close();
        };
        const stateOf = async () => {
            const journal = await world.open();
            await journal.close();
            return journal.state;
        };

        it('begins with nothing', async () => {
            const state = await stateOf();
            assert.deepEqual([state.pass, state.submissions.size, state.passes.length], [0, 0, 0]);
        });

        it('says what its entries say together, at once and when it is opened again', async () => {
            const journal = await world.open();
            for (const entry of ONE_PASS) await journal.append(entry);
            const { state } = journal;
            assert.deepEqual([state.pass, state.isPassCompleted, state.sentMapping], [1, true, 'as first sent']);
            assert.deepEqual(
                [...state.submissions.values()].map(({ submission, status }) => [submission, status]),
                [
                    [1, 'finished'],
                    [2, 'accepted'],
                    [3, 'in-doubt'],
                ],
            );
            assert.deepEqual(state.submissions.get(1)?.summary, SUMMARY);
            assert.equal(state.submissions.get(2)?.jobId, 'job_2');
            assert.deepEqual(state.pendingExports, {
                target: { jobId: 'job_t', scope: 't', startedAt: AT, waitedUntil: LATER },
            });
            assert.equal(state.exports.source?.artifact, 'pass-1-source.ndjson');
            assert.deepEqual([...state.deletedGhosts], ['digest of a user']);
            assert.deepEqual(state.passes, [PASS]);
            assert.equal(state.approvedPlan, 'digest of a plan');
            await journal.close();
            if (world.stored !== undefined) assert.deepEqual(await stateOf(), state);
        });

        it('is in another pass once the next begins, which may be sent by the mapping of the first only', async () => {
            await write(ONE_PASS);
            const journal = await world.open();
            if (world.stored === undefined) for (const entry of ONE_PASS) await journal.append(entry);
            await journal.append({ type: 'pass-started', pass: 2, mappingDigest: 'another', at: LATER });
            assert.deepEqual([journal.state.pass, journal.state.isPassCompleted], [2, false]);
            await journal.append({ type: 'submission-started', submission: 4, users: 1, at: LATER });
            assert.equal(journal.state.sentMapping, 'as first sent');
            assert.equal(journal.state.submissions.get(4)?.pass, 2);
            await journal.close();
        });

        it('keeps the order of entries that are added at once', async () => {
            const journal = await world.open();
            await Promise.all(passes(50).map((entry) => journal.append(entry)));
            assert.equal(journal.state.pass, 50);
            await journal.close();
            if (world.stored !== undefined) assert.equal((await stateOf()).pass, 50);
        });

        it('goes on behind a last line that was cut off, which was never written', async function () {
            if (world.stored === undefined) return this.skip();
            await write(passes(3));
            await world.stored.cutOff(7);
            assert.equal((await stateOf()).pass, 2);
            await write([{ type: 'plan-approved', digest: 'd', at: AT }]);
            const state = await stateOf();
            assert.deepEqual([state.pass, state.approvedPlan], [2, 'd']);
        });

        it('refuses a damaged line in the middle', async function () {
            if (world.stored === undefined) return this.skip();
            await write(passes(3));
            await world.stored.damageFirst();
            await assert.rejects(world.open(), { code: 'JOURNAL_DAMAGED' });
            // The refusal lets go of the run.
            await assert.rejects(world.open(), { code: 'JOURNAL_DAMAGED' });
        });

        it('says that the disk is full, and takes nothing more behind half an entry', async function () {
            if (world.stored === undefined) return this.skip();
            await world.stored.fillDisk();
            const journal = await world.open();
            const [first, second] = passes(2) as [JournalEntry, JournalEntry];
            await assert.rejects(journal.append(first), { code: 'STORAGE_FULL' });
            await assert.rejects(
                journal.append(second),
                (error) => isMigrationError(error) && error.code === 'STORAGE_FULL',
            );
            assert.equal(journal.state.pass, 0);
            await journal.close();
        });
    });
}

const SUMMARY = { total: 5, inserted: 4, updated: 0, failed: 1 };
const PASS = { pass: 1, new: 4, updated: 0, startedAt: AT, finishedAt: LATER };
const ONE_PASS: readonly JournalEntry[] = [
    { type: 'plan-approved', digest: 'digest of a plan', at: AT },
    { type: 'pass-started', pass: 1, mappingDigest: 'as first sent', at: AT },
    { type: 'export-started', endpoint: 'source', jobId: 'job_s', scope: 's', at: AT },
    {
        ...{ type: 'export-finished', endpoint: 'source', scope: 's', artifact: 'pass-1-source.ndjson' },
        ...{ users: 5, digest: 'd', takenAt: AT, at: LATER },
    },
    { type: 'submission-started', submission: 1, users: 5, at: AT },
    { type: 'submission-accepted', submission: 1, jobId: 'job_1', at: AT, tenantTime: AT },
    { type: 'submission-started', submission: 2, users: 3, at: AT },
    { type: 'submission-accepted', submission: 2, jobId: 'job_2', at: AT },
    { type: 'submission-finished', submission: 1, endedAt: LATER, polls: 2, summary: SUMMARY, refused: 1, at: LATER },
    { type: 'submission-started', submission: 3, users: 1, at: AT },
    { type: 'ghost-deleting', user: 'digest of a user', at: AT },
    { type: 'pass-completed', ...PASS, at: LATER },
    { type: 'export-started', endpoint: 'target', jobId: 'job_t', scope: 't', at: AT },
    { type: 'export-waited', endpoint: 'target', at: LATER },
];

function passes(count: number): JournalEntry[] {
    return Array.from({ length: count }, (_, index) => ({
        ...{ type: 'pass-started', pass: index + 1, mappingDigest: 'm', at: AT },
    }));
}
