import assert from 'node:assert/strict';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStage, type Stage, stagedUsers, usersOf } from './stage.ts';

const USERS = 20;

describe('an answer that the engine never saw', function () {
    this.timeout(120_000);
    let stage: Stage;
    before(async () => {
        stage = await openStage({
            users: stagedUsers(USERS),
            migrationArgs: "eventsFile: 'events.ndjson', rateShare: 0.5, maxConcurrentJobs: 1,",
        });
    });
    after(() => stage.close());
    const reportOf = (outputs: Awaited<ReturnType<Stage['run']>>['outputs']) =>
        outputs['report']?.value as Record<string, unknown> | undefined;

    it('is made up for: the next pass counts the users as imported, and sends nobody again', async () => {
        const prepared = await stage.run('up', { config: { phase: 'prepare' } });
        assert.equal(prepared.failed, false, JSON.stringify(prepared.diagnostics));
        // A number of the source, and an output that the engine need not warn about.
        assert.deepEqual(
            [reportOf(prepared.outputs)?.['sourceUsers'], reportOf(prepared.outputs)?.['pass']],
            [USERS, 0],
        );

        const state = join(stage.folder, '.local-pulumi', 'dev.json');
        const before = join(stage.folder, 'state-before.json');
        await copyFile(state, before);
        const first = await stage.run('up');
        assert.deepEqual([first.failed, reportOf(first.outputs)?.['imported']], [false, USERS]);

        // What a kill between the last fact of the journal and the answer leaves behind.
        await copyFile(before, state);
        const second = await stage.run('up');
        assert.equal(second.failed, false, JSON.stringify(second.diagnostics));
        const { imported, existing, rejected, isVerified } = reportOf(second.outputs) ?? {};
        assert.deepEqual([imported, existing, rejected, isVerified], [USERS, 0, 0, true]);
        assert.equal((await usersOf(stage.target, 'customers')).length, USERS);
        const third = await stage.run('up');
        assert.deepEqual(Object.keys(third.changes), ['same']);
    });

    it('leaves events in the file that the program names', async () => {
        const events = (await readFile(join(stage.folder, 'events.ndjson'), 'utf8')).trim().split('\n');
        const passes = events.filter((line) => line.includes('"event":"pass-completed"'));
        assert.equal(passes.length, 2);
    });
});
