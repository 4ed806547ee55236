import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usersIn } from '../converge/look-at-the-world.ts';
import { openWorld, type World } from '../converge/open-world.ts';

const USERS = [
    { user_id: '1', email: 'list@example.com', app_metadata: ['admin', 'editor'] },
    { user_id: '2', email: 'text@example.com', app_metadata: 'plan=gold' },
    { user_id: '3', email: 'earlier@example.com', app_metadata: { previous_user_id: 'old' } },
    { user_id: '4', email: 'number@example.com', app_metadata: { previous_user_id: 7 } },
];

describe('metadata where the old ID is to be remembered', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('is never overwritten: an earlier ID is kept, and who has other data there is excluded with the reason', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const lines = USERS.map((user) => `${JSON.stringify(user)}\n`);
        await writeFile(join(world.settings().projectFolder, 'users.ndjson'), lines.join(''));
        const report = await world.complete({ source: { file: 'users.ndjson' } });
        assert.deepEqual(report.excludedByReason, { WRONG_TYPE: 2, ID_POLICY_REFUSED: 1 });
        assert.deepEqual(
            (await usersIn(world.target)).map(({ email, app_metadata: metadata }) => [email, metadata]),
            [['earlier@example.com', { previous_user_id: ['old', '3'] }]],
        );
    });
});
