import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { assertReturnRefused, type OpenCutover, openCutover } from './open-cutover.ts';

const USERS = 4;

describe('going back after the folder of the run was lost', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    beforeEach(async () => {
        world = await openCutover({ users: inventUsers(USERS) });
        await world.cutOver();
    });
    afterEach(() => world.close());

    const loseFolder = async () => {
        await rm(world.fileOf(''), { recursive: true });
        await world.run();
    };

    it('is refused while users of the source may have been deleted, though some have stayed', async () => {
        const { users } = world.tenant.management;
        await users.identities.link('auth0|u00002', { provider: 'auth0', user_id: 'auth0|u00004' });
        const { decommissioned } = await world.decommission();
        assert.ok((decommissioned?.deleted ?? 0) > 0);
        assert.deepEqual(decommissioned?.staying, { LINKED: 1 });
        await loseFolder();
        await assertReturnRefused(world);
    });

    it('works where everybody is still in the source', async () => {
        await loseFolder();
        await world.switchTo('source');
        assert.deepEqual((await world.enabled(SOURCE)).sort(), [...world.apps].sort());
    });

    it('works where somebody has opened the source by hand', async () => {
        await world.decommission({ maxDeletions: USERS });
        await world.enable(SOURCE, world.apps, true);
        await world.tenant.management.users.create({
            ...{ connection: SOURCE, email: 'back@example.com', password: 'Signed-up-1234' },
        });
        await loseFolder();
        await world.switchTo('source');
        assert.deepEqual((await world.enabled(TARGET)).sort(), [world.importer]);
    });
});
