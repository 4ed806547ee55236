import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportSlots } from '../../../migrator/tenant/import-slots.ts';
import { createSkippingClock } from '../running/skipping-clock.ts';

describe('the import slots of a tenant', () => {
    let folder: string;
    const never = new AbortController().signal;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'slots-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));
    const open = (count = 2) => new ImportSlots(folder, count, createSkippingClock());

    it('are as many as the tenant has, and are given in the order in which they were asked for', async () => {
        const slots = open();
        const order: number[] = [];
        const asked = Array.from({ length: 6 }, async (_, index) => {
            const release = await slots.acquire(never);
            order.push(index);
            return release;
        });
        await Promise.all(asked.slice(0, 2));
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(order, [0, 1]);
        for (const release of asked) await (await release)();
        assert.deepEqual(order, [0, 1, 2, 3, 4, 5]);
    });

    it('are shared by all migrations of the machine', async () => {
        const [one, other] = [open(), open()];
        const releases = [await one.acquire(never), await other.acquire(never)];
        let isThird = false;
        const third = other.acquire(never).then((release) => {
            isThird = true;
            return release;
        });
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        assert.equal(isThird, false);
        await releases[0]?.();
        await (await third)();
        await releases[1]?.();
    });

    it('are taken back from a process that died', async () => {
        for (const name of ['slot-1', 'slot-2']) {
            await writeFile(join(folder, name), JSON.stringify({ pid: process.pid, host: hostname(), startedAt: '1' }));
        }
        const slots = open();
        const releases = [await slots.acquire(never), await slots.acquire(never)];
        for (const release of releases) await release();
    });

    it('are not waited for any longer when the run is told to stop', async () => {
        const slots = open(1);
        const release = await slots.acquire(never);
        const stop = new AbortController();
        const waiting = slots.acquire(stop.signal);
        stop.abort(new Error('stop'));
        await assert.rejects(waiting, /stop/);
        await release();
        await (await slots.acquire(never))();
    });
});
