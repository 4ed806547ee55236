import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { canLogIn, change, userOf } from '../converge/look-at-the-world.ts';
import { beforeFirst, isImport, letHoursPass } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

const [BLOCKED] = people(1);

describe('a block in the source between its snapshot and the import, hours later', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('moves though the folder is lost and the user has logged in to the target', async () => {
        assert.ok(BLOCKED);
        const control = { control: true };
        world = await openWorld({ users: people(2), sourceTenant: control, targetTenant: control });
        beforeFirst(world.target.proxy, isImport, async () => {
            await letHoursPass(world, 1);
            await change(world.source, `auth0|${BLOCKED.user_id}`, { blocked: true });
            await letHoursPass(world, 2);
        });
        await world.complete();
        const logIn = () => canLogIn(world.target, BLOCKED.email, BLOCKED.password);
        assert.equal(await logIn(), true);
        await rm(world.runsFolder, { recursive: true });
        await world.complete();
        assert.equal((await userOf(world.target, BLOCKED.email))['blocked'], true);
        assert.equal(await logIn(), false);
    });
});
