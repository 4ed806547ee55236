import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFileOf } from '../../../../migrator/run-store/files.ts';
import { openFolderStore, STOP_FILE } from '../../../../migrator/run-store/folder/folder-store.ts';
import { LEDGER_FIELDS, type LedgerRecord } from '../../../../migrator/run-store/ledger.ts';
import { runStoreContract, START } from '../../../contract/run-store-contract.ts';

const AT = '2026-11-21T10:00:00.000Z';

runStoreContract('a folder', async () => {
    const project = await mkdtemp(join(tmpdir(), 'store-'));
    const folder = join(project, 'runs', 'customers');
    return {
        open: () => openFolderStore(folder, START, AT),
        stored: { askToStop: () => writeFile(join(folder, STOP_FILE), '') },
        cleanUp: () => rm(project, { recursive: true, force: true }),
    };
});

describe('the folder of a run', () => {
    let project: string;
    let folder: string;
    beforeEach(async () => {
        project = await mkdtemp(join(tmpdir(), 'store-'));
        folder = join(project, 'runs', 'customers');
    });
    afterEach(() => rm(project, { recursive: true, force: true }));

    const record: LedgerRecord = {
        ...{
            status: 'sent',
            isOurs: true,
            submission: 1,
            targetId: undefined,
            decision: 'ab'.repeat(16),
            writtenAt: 0,
            written: [],
            kept: [],
        },
        ...{ source: { high: 1, low: 1 }, fields: LEDGER_FIELDS.map(() => 7), written: [] },
    };

    it('is for its owner alone, belongs to no repository, and holds no file that nobody knows', async () => {
        const store = await openFolderStore(folder, START, AT);
        assert.equal((await stat(folder)).mode & 0o777, 0o700);
        assert.equal(await readFile(join(project, 'runs', '.gitignore'), 'utf8'), '*\n');
        for (const name of await readdir(folder)) assert.doesNotMatch(runFileOf(name).holds, /does not know/, name);
        assert.equal((await stat(join(folder, 'ledger.bin'))).mode & 0o777, 0o600);
        await store.close();
        assert.deepEqual((await readdir(folder)).sort(), ['assignments.bin', 'journal.ndjson', 'ledger.bin']);
    });

    it('holds no ID of a user outside of its artifacts', async () => {
        const store = await openFolderStore(folder, START, AT);
        await store.ledger.append([['auth0|somebody@example.com', record]]);
        await store.close();
        for (const name of await readdir(folder)) {
            assert.doesNotMatch(await readFile(join(folder, name), 'latin1'), /somebody/, name);
        }
    });

    it('begins its ledger anew when the journal is gone, whose key the digests depend on', async () => {
        const store = await openFolderStore(folder, START, AT);
        await store.ledger.append([['auth0|1', record]]);
        await store.close();
        await rm(join(folder, 'journal.ndjson'));
        const again = await openFolderStore(folder, START, AT);
        assert.equal(again.ledger.size, 0);
        await again.close();
    });

    it('lets go of the lock when the journal is damaged', async () => {
        await (await openFolderStore(folder, START, AT)).close();
        await writeFile(join(folder, 'journal.ndjson'), 'no JSON\n');
        for (let attempt = 1; attempt <= 2; attempt += 1) {
            await assert.rejects(openFolderStore(folder, START, AT), { code: 'JOURNAL_DAMAGED' });
        }
    });
});
