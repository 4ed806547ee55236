import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { change, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('attacks on the cures that are named', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const persons = (count: number) => people(count).map((person) => ({ ...person, email_verified: true }));
    const namesOf = async () =>
        (await usersIn(world.target)).map((user) => `${user.email} ${String(user['name'])}`).sort();

    it('works for a transform that fails for somebody: another definition moves who is left, and nobody else', async () => {
        const fails =
            "if (user.name === 'User 2') throw new Error('no'); return { ...user, name: `Moved ${user.name}` };";
        world = await openWorld({ users: persons(2), definition: `transform: (user) => { ${fails} },` });
        const first = await world.complete();
        assert.deepEqual(first.excludedByReason, { TRANSFORM_FAILED: 1 });
        const corrected = 'transform: (user) => ({ ...user, name: `Later ${user.name}` }),';
        await world.edit({ definition: corrected });
        assert.equal((await world.attempt()).error?.code, 'DEFINITION_CHANGED');
        await world.edit({ definition: `${corrected} only: (user) => user.name === 'User 2',` });
        const { imported, excludedByReason } = await world.complete({ runId: 'second' });
        assert.deepEqual([imported, excludedByReason], [1, { NOT_SELECTED: 1 }]);
        assert.deepEqual(await namesOf(), ['user-1@example.com Moved User 1', 'user-2@example.com Later User 2']);
    });

    it('works for two users who have exchanged their addresses', async () => {
        world = await openWorld({ users: persons(2) });
        await world.complete();
        const move = (number: number, email: string) =>
            change(world.source, `auth0|u0000${number}`, { email, email_verified: true });
        await move(1, 'on-the-way@example.com');
        await move(2, 'user-1@example.com');
        await move(1, 'user-2@example.com');
        assert.deepEqual((await world.complete()).excludedByReason, { HELD_BY_ANOTHER_USER: 2 });
        const { user_id: id } = await userOf(world.target, 'user-1@example.com');
        await change(world.target, id, { email: 'free@example.com' });
        await world.edit({ definition: "conflicts: 'source-wins'," });
        assert.deepEqual((await world.complete()).excludedByReason, {});
        assert.deepEqual(await namesOf(), ['user-1@example.com User 2', 'user-2@example.com User 1']);
    });

    it('freezes what maps users also where a lost folder was made anew, and all were there already', async () => {
        world = await openWorld({ users: persons(2) });
        await world.complete();
        await rm(world.runsFolder, { recursive: true });
        await world.complete();
        await world.edit({ definition: "userIds: { policy: 'regenerate', rememberAs: 'app_metadata.old' }," });
        assert.equal((await world.attempt()).error?.code, 'DEFINITION_CHANGED');
    });
});
