import assert from 'node:assert/strict';
import { join } from 'node:path';
import { inventUsers, openMigration, readLines } from '../running/open-migration.ts';

describe('the event file', function () {
    this.timeout(120_000);

    it('has the progress of a stage once a second at most, and its end', async () => {
        const migration = await openMigration({ users: inventUsers(200) });
        try {
            await migration.run({ eventsFile: 'events.ndjson' });
            const events = await readLines(join(migration.folder, 'events.ndjson'));
            const decided = events.filter(({ event, stage }) => event === 'progress' && stage === 'decide');
            const times = decided.map(({ at }) => Date.parse(String(at)));
            assert.deepEqual([decided.at(-1)?.['done'], decided.length > 1], [200, true]);
            for (const [index, time] of times.slice(1, -1).entries())
                assert.ok(time - (times[index] ?? 0) >= 1_000, `${index + 1} of ${times.length}`);
        } finally {
            await migration.close();
        }
    });
});
