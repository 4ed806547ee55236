import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { change, userOf } from '../converge/look-at-the-world.ts';
import { openWorld, type World } from '../converge/open-world.ts';

describe('attacks with values of a file', function () {
    this.timeout(300_000);
    let world: World;
    beforeEach(async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
    });
    afterEach(() => world.close());
    const move = async (fields: object) => {
        const user = { user_id: '1', email: 'ann@example.com', email_verified: true, ...fields };
        await writeFile(join(world.settings().projectFolder, 'users.ndjson'), `${JSON.stringify(user)}\n`);
        return await world.complete({ source: { file: 'users.ndjson' } });
    };
    const ann = () => userOf(world.target, 'ann@example.com');

    it('comes to its end where metadata holds a null, which an import keeps and an update removes', async () => {
        await move({ user_metadata: { theme: null, number: 1 }, app_metadata: { plan: null } });
        await move({ user_metadata: { theme: null, number: 2 }, app_metadata: { plan: null } });
        assert.deepEqual((await ann())['user_metadata'], { number: 2 });
        await move({ user_metadata: { theme: 'dark', number: null }, app_metadata: { plan: 'pro' } });
        const now = await ann();
        assert.deepEqual(now['user_metadata'], { theme: 'dark' });
        assert.deepEqual(now['app_metadata'], { plan: 'pro', previous_user_id: '1' });
    });

    it('does not write over a name that a user has chosen where the source had none', async () => {
        await move({});
        const chosen = { name: 'Chosen by herself', nickname: 'annie', picture: 'https://ann.example.com/me.png' };
        await change(world.target, (await ann()).user_id, chosen);
        const given = { name: 'Of the source', nickname: 'source', picture: 'https://source.example.com/ann.png' };
        const report = await move(given);
        const { name, nickname, picture } = await ann();
        assert.deepEqual({ name, nickname, picture }, chosen);
        assert.deepEqual(report.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
    });

    it('writes a name over one that Auth0 has made up, also behind a change of the address', async () => {
        await move({});
        await move({ email: 'annie@example.com' });
        const given = { name: 'Of the source', nickname: 'source', picture: 'https://source.example.com/ann.png' };
        await move({ email: 'annie@example.com', ...given });
        const { name, nickname, picture } = await userOf(world.target, 'annie@example.com');
        assert.deepEqual({ name, nickname, picture }, given);
    });
});
