import assert from 'node:assert/strict';
import { resetPasswords } from '../../../migrator/index.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';
import { noSearchLag } from '../running/no-search-lag.ts';

const DAY_MS = 24 * 3_600_000;
const dayOf = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

describe('a reset campaign after a copy whose hashes got their date later', function () {
    this.timeout(60_000);
    let world: World;
    afterEach(() => world.close());

    it('reaches everybody whom the report counts', async () => {
        const [changed, ...others] = people(3).map((person) => ({ ...person, created_at: dayOf(-9) }));
        assert.ok(changed);
        world = await openWorld({ users: [{ ...changed, last_password_reset: dayOf(-1) }, ...others] });
        assert.equal((await world.complete()).changedPasswords, 0);
        await world.edit({
            passwords: `{ hashExport: HASHES, hashExportedAt: '${dayOf(-2)}', whenMissing: 'refuse' }`,
        });
        assert.equal((await world.complete()).changedPasswords, 1);
        const { due, dueByReason } = await resetPasswords({ ...world.settings(), clock: noSearchLag, send: 'mails' });
        assert.deepEqual([due, dueByReason], [1, { OUTDATED_HASH: 1 }]);
    });
});
