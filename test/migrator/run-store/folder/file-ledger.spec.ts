import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileLedger } from '../../../../migrator/run-store/folder/file-ledger.ts';
import { LEDGER_FIELDS, type LedgerRecord } from '../../../../migrator/run-store/ledger.ts';
import { ledgerContract } from '../../../contract/ledger-contract.ts';
import { mountSmallDisk } from '../../../small-disk.ts';

const KEY = '00112233445566778899aabbccddeeff';
const RECORD_BYTES = 120;

ledgerContract('a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    const file = join(folder, 'ledger.bin');
    return {
        open: () => Promise.resolve(openFileLedger(folder, KEY)),
        stored: { cutOff: async (bytes) => truncate(file, (await stat(file)).size - bytes) },
        cleanUp: () => rm(folder, { recursive: true, force: true }),
    };
});

describe('the file of a ledger', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'ledger-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const record = (submission: number): LedgerRecord => ({
        ...{ status: 'sent', isOurs: true, submission, targetId: undefined, decision: 'ab'.repeat(16), writtenAt: 0 },
        ...{ source: { high: 1, low: 1 }, fields: LEDGER_FIELDS.map(() => 7), written: [], kept: [] },
    });
    const some = (from: number, count: number) =>
        Array.from({ length: count }, (_, at): [string, LedgerRecord] => [`auth0|${from + at}`, record(from + at)]);

    it('knows nobody by another key', async () => {
        const ledger = openFileLedger(folder, KEY);
        await ledger.append(some(1, 3));
        await ledger.close();
        const other = openFileLedger(folder, 'ff'.repeat(16));
        assert.equal(other.get('auth0|1'), undefined);
        await other.close();
    });

    it('is left as it is by whoever only reads it', async () => {
        const ledger = openFileLedger(folder, KEY);
        await ledger.append(some(1, 2));
        await ledger.close();
        const file = join(folder, 'ledger.bin');
        await truncate(file, 2 * RECORD_BYTES - 1);
        const reading = openFileLedger(folder, KEY, true);
        assert.deepEqual([reading.size, reading.get('auth0|1')?.submission], [1, 1]);
        await reading.close();
        assert.equal((await stat(file)).size, 2 * RECORD_BYTES - 1);
    });

    it('takes none of the records for which there is no room, and goes on when there is', async function () {
        const disk = await mountSmallDisk(folder, '64k');
        if (disk === undefined) return this.skip();
        try {
            const run = join(folder, 'run');
            await mkdir(run);
            const ledger = openFileLedger(run, KEY);
            await ledger.append(some(0, 100));
            await writeFile(join(folder, 'filler'), Buffer.alloc(32 * 1024));
            await assert.rejects(ledger.append(some(100, 400)), { code: 'STORAGE_FULL' });
            assert.deepEqual([ledger.size, ledger.get('auth0|100')], [100, undefined]);
            assert.equal((await stat(join(run, 'ledger.bin'))).size, 100 * RECORD_BYTES);
            await rm(join(folder, 'filler'));
            await ledger.append(some(100, 50));
            assert.equal(ledger.get('auth0|149')?.submission, 149);
            await ledger.close();
            const again = openFileLedger(run, KEY);
            assert.deepEqual([again.size, again.get('auth0|99')?.submission], [150, 99]);
            await again.close();
        } finally {
            await disk.unmount();
        }
    });

    it('says so where there is room for nothing at all', async () => {
        await symlink('/dev/full', join(folder, 'ledger.bin'));
        const ledger = openFileLedger(folder, KEY);
        await assert.rejects(ledger.append(some(1, 1)), { code: 'STORAGE_FULL' });
        assert.equal(ledger.get('auth0|1'), undefined);
        await ledger.close();
    });
});
