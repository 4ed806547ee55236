import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { change, isThere, remove, signUp, userOf } from '../converge/look-at-the-world.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

const USER = 'user-2@example.com';
const SOURCE_ID = 'auth0|u00002';

describe('what a run learns whose folder was lost', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const open = async (fields: object = {}, definition = '') => {
        world = await openWorld({
            users: people(3).map((person) => ({ ...person, email_verified: true, ...fields })),
            definition,
        });
        await world.complete();
        return (await userOf(world.target, USER)).user_id;
    };
    const loseFolder = () => rm(world.runsFolder, { recursive: true });

    it('is that nobody but the migration blocked a user whom nobody touched, so the end of the block moves', async () => {
        await open({ blocked: true });
        await loseFolder();
        await change(world.source, SOURCE_ID, { blocked: false });
        await world.complete();
        assert.notEqual((await userOf(world.target, USER))['blocked'], true);
    });

    it('is that a block in the source stands, and so its end moves, though somebody has edited the user', async () => {
        const id = await open({ blocked: true });
        await change(world.target, id, { nickname: 'chosen' });
        await change(world.source, SOURCE_ID, { nickname: 'chosen' });
        await loseFolder();
        await world.complete();
        await change(world.source, SOURCE_ID, { blocked: false });
        await world.complete();
        assert.notEqual((await userOf(world.target, USER))['blocked'], true);
    });

    it('is what both sides agree on, though they differ elsewhere', async () => {
        const id = await open();
        await loseFolder();
        await change(world.target, id, { name: 'Chosen in the target' });
        await change(world.source, SOURCE_ID, { name: 'Chosen in the source' });
        const { excludedByReason } = await world.complete();
        assert.deepEqual(excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
        // One side gives way, and the source goes on.
        await change(world.target, id, { name: 'Chosen in the source' });
        await change(world.source, SOURCE_ID, { given_name: 'Given later' });
        const later = await world.complete();
        assert.deepEqual(later.excludedByReason, {});
        assert.equal((await userOf(world.target, USER))['given_name'], 'Given later');
    });

    it('is that a user is there whose change cannot be written, so that one deleted there stays deleted', async () => {
        const id = await open();
        await loseFolder();
        await signUp(world.target, { email: 'new@example.com', password: 'Pass-of-the-attacker-2' });
        await change(world.source, SOURCE_ID, { email: 'new@example.com', email_verified: true });
        const { excludedByReason } = await world.complete();
        assert.deepEqual(excludedByReason, { HELD_BY_ANOTHER_USER: 1 });
        await remove(world.target, id);
        await remove(world.target, (await userOf(world.target, 'new@example.com')).user_id);
        const report = await world.complete();
        assert.deepEqual([report.deletedInTarget, await isThere(world.target, 'new@example.com')], [1, false]);
    });
});
