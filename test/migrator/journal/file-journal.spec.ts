import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileJournal } from '../../../migrator/run-store/folder/file-journal.ts';
import { partKey, readRunState } from '../../../migrator/run-store/run-state.ts';
import { journalContract } from '../../contract/journal-contract.ts';

journalContract('a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'journal-'));
    const file = join(folder, 'journal.ndjson');
    return {
        open: () => openFileJournal(folder),
        cutOff: async (bytes) => truncate(file, (await stat(file)).size - bytes),
        damageFirst: async () => writeFile(file, (await readFile(file, 'utf8')).replace('{', '!')),
        // The kernel's own full disk: it opens, and has room for nothing.
        fillDisk: () => symlink('/dev/full', file),
        cleanUp: () => rm(folder, { recursive: true, force: true }),
    };
});

describe('the file of a journal', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'journal-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const lockOf = (holder: object) => writeFile(join(folder, 'lock'), JSON.stringify(holder));

    it('is for its owner alone', async () => {
        await (await openFileJournal(folder)).close();
        assert.equal((await stat(join(folder, 'journal.ndjson'))).mode & 0o777, 0o600);
    });

    it('is refused while another living process has the run', async () => {
        const other = spawn('sleep', ['60']);
        await once(other, 'spawn');
        try {
            await lockOf({ pid: other.pid, host: hostname(), startedAt: startOf(other.pid ?? 0) });
            await assert.rejects(openFileJournal(folder), { code: 'RUN_LOCKED', retryable: true });
        } finally {
            other.kill('SIGKILL');
            await once(other, 'exit');
        }
    });

    it('is taken over from a process that died', async () => {
        const pid = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
        await lockOf({ pid, host: hostname(), startedAt: '1' });
        await (await openFileJournal(folder)).close();
        assert.deepEqual(await readdir(folder), ['journal.ndjson']);
    });

    it('is taken over from a process whose number another one has now', async () => {
        await lockOf({ pid: process.pid, host: hostname(), startedAt: '1' });
        await (await openFileJournal(folder)).close();
    });

    it('is refused while a process of another machine may have the run', async () => {
        await lockOf({ pid: 1, host: 'another-machine.example.com', startedAt: '1' });
        await assert.rejects(openFileJournal(folder), { code: 'RUN_LOCKED' });
    });

    it('is given to one of many that want to take it over at the same moment', async () => {
        await lockOf({ pid: process.pid, host: hostname(), startedAt: '1' });
        const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => openFileJournal(folder)));
        const won = attempts.filter((attempt) => attempt.status === 'fulfilled');
        assert.equal(won.length, 1);
        await won[0]?.value.close();
    });

    it('of an older version says the same', () => {
        const at = '2026-11-21T10:00:00.000Z';
        const state = readRunState([
            { type: 'run-started', schemaVersion: 1, definitionDigest: 'd', at },
            { type: 'pass-started', pass: 1, at },
            { type: 'batch-submitting', batch: 1, digest: 'a', users: 5 },
            { type: 'batch-submitted', batch: 1, jobId: 'job_1', at },
            { type: 'batch-finished', batch: 1, jobId: 'job_1', summary: undefined, rejected: [], at },
            { type: 'batch-submitting', batch: 2, digest: 'b', users: 5 },
        ]);
        assert.equal(state.batches.get(1)?.status, 'finished');
        assert.equal(state.batches.get(2)?.status, 'unknown');
        assert.equal(state.batches.get(2)?.submittingAt, undefined);
    });

    it('keeps parts of batches apart from the batches', () => {
        const at = '2026-11-21T10:00:00.000Z';
        const state = readRunState([
            { type: 'pass-started', pass: 1, at },
            { type: 'batch-submitting', batch: 1, digest: 'a', users: 4 },
            { type: 'batch-submitted', batch: 1, jobId: 'job_1', at },
            { type: 'batch-submitting', batch: 1, part: '0', digest: 'b', users: 2 },
        ]);
        assert.equal(state.batches.get(1)?.status, 'submitted');
        assert.equal(state.parts.get(partKey(1, '0'))?.status, 'unknown');
    });
});

function startOf(pid: number): string | undefined {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}
