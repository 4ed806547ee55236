import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryProcessLock } from '../../../migrator/locks/process-lock.ts';

describe('a lock file', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'lock-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const isFree = async (path: string): Promise<boolean> => {
        const attempt = await tryProcessLock(path);
        if (!('release' in attempt)) return false;
        await attempt.release();
        return true;
    };

    it('is held by one at a time, and is gone when it is given back', async () => {
        const path = join(folder, 'lock');
        const held = await tryProcessLock(path);
        assert.ok('release' in held);
        const other = await tryProcessLock(path);
        assert.ok('heldBy' in other && other.heldBy.pid === process.pid);
        await held.release();
        assert.deepEqual(await readdir(folder), []);
    });

    for (const [what, text] of [
        ['empty', ''],
        ['torn', '{"pid":12345,"ho'],
        ['of no process', '{}'],
    ] as const) {
        it(`that is ${what} is nobody's`, async () => {
            const path = join(folder, 'lock');
            await writeFile(path, text);
            assert.equal(await isFree(path), true);
            assert.deepEqual(await readdir(folder), []);
        });
    }

    it('is taken over from a process whose number another one has now, by one of many that want it', async () => {
        const path = join(folder, 'lock');
        await writeFile(path, JSON.stringify({ ...(await ownHolder(folder)), startedAt: '1' }));
        const attempts = await Promise.all(Array.from({ length: 20 }, () => tryProcessLock(path)));
        const won = attempts.filter((attempt) => 'release' in attempt);
        assert.equal(won.length, 1);
        for (const lock of won) await lock.release();
        assert.deepEqual(await readdir(folder), []);
    });

    for (const [where, elsewhere] of [
        ['another machine', { host: 'another-machine.example.com' }],
        ['another PID namespace', { namespace: 'pid:[1] of another container' }],
    ] as const) {
        it(`of a process of ${where} holds while it is touched, and two minutes longer`, async () => {
            const path = join(folder, 'lock');
            // A number that no process has here.
            await writeFile(path, JSON.stringify({ ...(await ownHolder(folder)), pid: 2 ** 30, ...elsewhere }));
            assert.equal(await isFree(path), false);
            const touchedAt = new Date(Date.now() - 60_000);
            await utimes(path, touchedAt, touchedAt);
            assert.equal(await isFree(path), false);
            const leftAt = new Date(Date.now() - 3 * 60_000);
            await utimes(path, leftAt, leftAt);
            assert.equal(await isFree(path), true);
        });
    }

    it('is taken over at once from a process that died and whose parent does not ask how', async function () {
        if (process.platform !== 'linux') this.skip();
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
            await writeFile(path, JSON.stringify({ ...(await ownHolder(folder)), pid, startedAt: fields[19] }));
            const attempt = await tryProcessLock(path);
            assert.ok('release' in attempt, 'the lock of a zombie is free');
            await attempt.release();
        } finally {
            parent.kill('SIGKILL');
            await once(parent, 'exit');
        }
    });
});

/** Gives what a lock says of this process. */
async function ownHolder(folder: string): Promise<object> {
    const path = join(folder, 'own');
    const held = await tryProcessLock(path);
    assert.ok('release' in held);
    const holder = JSON.parse(await readFile(path, 'utf8')) as object;
    await held.release();
    return holder;
}

function fieldsOf(pid: number): string[] {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
