import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryProcessLock } from '../../../migrator/locks/process-lock.ts';

describe('a lock file', () => {
    it('is taken over at once from a process that died and whose parent does not ask how', async function () {
        if (process.platform !== 'linux') this.skip();
        const folder = await mkdtemp(join(tmpdir(), 'lock-'));
        // The shell becomes a program that never waits for children, as the first process of many a container.
        const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
            stdio: ['ignore', 'pipe', 'ignore'],
        });
        try {
            const [line] = (await once(parent.stdout, 'data')) as [Buffer];
            const pid = Number(line.toString());
            let fields = fieldsOf(pid);
            while (fields[0] !== 'Z') {
                await sleep(1);
                fields = fieldsOf(pid);
            }
            const path = join(folder, 'lock');
            await writeFile(path, JSON.stringify({ pid, host: hostname(), startedAt: fields[19] }));
            const attempt = await tryProcessLock(path);
            assert.ok('release' in attempt, 'the lock of a zombie is free');
            await attempt.release();
        } finally {
            parent.kill('SIGKILL');
            await once(parent, 'exit');
            await rm(folder, { recursive: true, force: true });
        }
    });
});

function fieldsOf(pid: number): string[] {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
