import assert from 'node:assert/strict';
import { create, remove, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { beforeFirst, isImport, letHoursPass } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';
import { readLines } from '../running/open-migration.ts';

const FORMER = 'user-1@example.com';

describe('an ID that the source gives to another person between its snapshot and the import, hours later', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('leaves the account of its former owner alone', async () => {
        const control = { control: true };
        world = await openWorld({ users: people(2), sourceTenant: control, targetTenant: control });
        beforeFirst(world.target.proxy, isImport, async () => {
            await letHoursPass(world, 1);
            await remove(world.source, 'auth0|u00001');
            await create(world.source, {
                user_id: 'u00001',
                email: 'newcomer@example.com',
                password: 'Of-the-newcomer-1',
            });
            await letHoursPass(world, 2);
        });
        await world.complete();
        const { user_id: account } = await userOf(world.target, FORMER);
        const { excludedByReason, artifacts } = await world.complete();
        assert.deepEqual(
            (await usersIn(world.target)).map(({ user_id: id, email }) => (id === account ? email : '')).sort(),
            ['', FORMER],
        );
        assert.deepEqual(excludedByReason, { REMEMBERED_ID_IN_TARGET: 1 });
        const [{ sourceUserId } = {}] = await readLines(artifacts.excluded);
        assert.equal(sourceUserId, 'auth0|u00001');
    });
});
