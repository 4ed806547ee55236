import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileJournal, readJournalState } from '../../../../migrator/run-store/folder/file-journal.ts';
import { journalContract } from '../../../contract/journal-contract.ts';
import { START } from '../../../contract/run-store-contract.ts';

journalContract('a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'journal-'));
    const file = join(folder, 'journal.ndjson');
    return {
        open: () => openFileJournal(folder),
        stored: {
            cutOff: async (bytes) => truncate(file, (await stat(file)).size - bytes),
            damageFirst: async () => writeFile(file, (await readFile(file, 'utf8')).replace('{', '!')),
            // The kernel's own full disk: it opens, and has room for nothing.
            fillDisk: () => symlink('/dev/full', file),
        },
        cleanUp: () => rm(folder, { recursive: true, force: true }),
    };
});

describe('the file of a journal', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'journal-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const at = '2026-11-21T10:00:00.000Z';
    const file = () => join(folder, 'journal.ndjson');

    it('is for its owner alone', async () => {
        await (await openFileJournal(folder)).close();
        assert.equal((await stat(file())).mode & 0o777, 0o600);
    });

    it('is read without being opened, as far as it was written, and left as it is', async () => {
        assert.equal(await readJournalState(folder), undefined);
        const journal = await openFileJournal(folder);
        await journal.append({ type: 'pass-started', pass: 3, mappingDigest: 'm', at });
        await writeFile(file(), '{"type":"pass-st', { flag: 'a' });
        assert.equal((await readJournalState(folder))?.pass, 3);
        assert.match(await readFile(file(), 'utf8'), /pass-st$/);
        await journal.close();
    });

    for (const schemaVersion of [1, 3]) {
        it(`of version ${schemaVersion} is refused, and left as it is`, async () => {
            const line = `${JSON.stringify({ type: 'run-started', schemaVersion, ...START, digestKey: '0'.repeat(32), at })}\n`;
            await writeFile(file(), line);
            await assert.rejects(openFileJournal(folder), { code: 'JOURNAL_DAMAGED', message: /another version/ });
            await assert.rejects(readJournalState(folder), { code: 'JOURNAL_DAMAGED' });
            assert.equal(await readFile(file(), 'utf8'), line);
        });
    }
});
