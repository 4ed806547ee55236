import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReleasePredictions } from '../../../migrator/imports/predicted-release.ts';
import { ImportSlots } from '../../../migrator/locks/import-slots.ts';
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
            const slot = await slots.acquire(never);
            order.push(index);
            return slot;
        });
        await Promise.all(asked.slice(0, 2));
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(order, [0, 1]);
        for (const slot of asked) await (await slot).release();
        assert.deepEqual(order, [0, 1, 2, 3, 4, 5]);
    });

    it('are shared by all migrations of the machine', async () => {
        const [one, other] = [open(), open()];
        const taken = [await one.acquire(never), await other.acquire(never)];
        let isThird = false;
        const third = other.acquire(never).then((slot) => {
            isThird = true;
            return slot;
        });
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        assert.equal(isThird, false);
        await taken[0]?.release();
        await (await third).release();
        await taken[1]?.release();
    });

    it('are passed on with what was predicted, to whoever waits', async () => {
        const slots = open(1);
        const prediction = new ReleasePredictions(18, 0.01).predict(500);
        const taken = await slots.acquire(never);
        const waiting = slots.acquire(never);
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        await taken.release(prediction);
        const passedOn = await waiting;
        assert.equal(passedOn.prediction, prediction);
        // Nobody waits now, so a later caller gets no prediction.
        await passedOn.release(prediction);
        const later = await slots.acquire(never);
        assert.equal(later.prediction, undefined);
        await later.release();
    });

    it('are taken back from a process that died', async () => {
        const slots = open();
        const held = await slots.acquire(never);
        const holder = JSON.parse(await readFile(join(folder, 'slot-1'), 'utf8')) as object;
        await held.release();
        // A number that another process has by now.
        for (const name of ['slot-1', 'slot-2']) {
            await writeFile(join(folder, name), JSON.stringify({ ...holder, startedAt: '1' }));
        }
        const taken = [await slots.acquire(never), await slots.acquire(never)];
        for (const slot of taken) await slot.release();
    });

    it('are not waited for any longer when the run is told to stop', async () => {
        const slots = open(1);
        const slot = await slots.acquire(never);
        const stop = new AbortController();
        const waiting = slots.acquire(stop.signal);
        stop.abort(new Error('stop'));
        await assert.rejects(waiting, /stop/);
        await slot.release();
        await (await slots.acquire(never)).release();
    });
});
