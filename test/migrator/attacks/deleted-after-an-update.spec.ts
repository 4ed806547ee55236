import assert from 'node:assert/strict';
import { change, isThere, remove, userOf } from '../converge/look-at-the-world.ts';
import { isUpdate, stopAfter } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

const USER = 'user-1@example.com';

describe('a user who is deleted in the target after an update that no pass has verified', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const stopAfterTheUpdate = () => stopAfter(world, isUpdate);
    const failToVerify = async () => {
        world.target.proxy.interferences = {
            beforeTenant: (passing) =>
                isUpdate(passing)
                    ? { ...passing, body: Buffer.from(passing.body.toString('latin1').replace('Ann', 'Amn'), 'latin1') }
                    : undefined,
        };
        assert.equal((await world.attempt()).error?.code, 'VERIFICATION_FAILED');
        world.target.proxy.interferences = {};
    };

    for (const [what, update] of [
        ['whose attempt was stopped', stopAfterTheUpdate],
        ['whose verification failed', failToVerify],
    ] as const) {
        it(`stays deleted, unless the definition brings such users back: ${what}`, async () => {
            world = await openWorld({ users: people(2) });
            await world.complete();
            await change(world.source, 'auth0|u00001', { name: 'Ann' });
            await update();
            await remove(world.target, (await userOf(world.target, USER)).user_id);
            const { imported, deletedInTarget, thisPass } = await world.complete();
            assert.deepEqual([imported, deletedInTarget, thisPass.new], [1, 1, 0]);
            assert.equal(await isThere(world.target, USER), false);
            await world.edit({ definition: "deletedInTarget: 'restore'," });
            assert.equal((await world.complete()).thisPass.new, 1);
            assert.equal((await userOf(world.target, USER))['name'], 'Ann');
        });
    }

    it('stays deleted also where an account of the target became the user', async () => {
        world = await openWorld({
            users: people(2),
            inTarget: [{ user_id: 'own', email: USER, email_verified: true }],
            definition: "existingUsers: 'upsert',",
        });
        await world.complete();
        await change(world.source, 'auth0|u00001', { name: 'Ann' });
        await stopAfterTheUpdate();
        await remove(world.target, (await userOf(world.target, USER)).user_id);
        const { imported, deletedInTarget, thisPass } = await world.complete();
        assert.deepEqual([imported, deletedInTarget, thisPass.new], [1, 1, 0]);
        assert.equal(await isThere(world.target, USER), false);
    });
});
