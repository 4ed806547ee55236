import assert from 'node:assert/strict';
import { canLogIn, change, signUp, userOf } from '../converge/look-at-the-world.ts';
import { beforeFirst, isUpdate } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('attacks on a block', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const FRAUDSTER = 'user-2@example.com';
    const open = async (definition = '') => {
        world = await openWorld({
            users: people(3).map((person) => ({ ...person, email_verified: true })),
            definition,
        });
        await world.complete();
        const { user_id: id } = await userOf(world.target, FRAUDSTER);
        return { id, now: () => userOf(world.target, FRAUDSTER) };
    };

    it('is not kept from a user who has edited a name on both sides', async () => {
        const { id, now } = await open();
        await change(world.target, id, { name: 'Chosen in the target' });
        await change(world.source, 'auth0|u00002', { name: 'Chosen in the source', blocked: true });
        const report = await world.complete();
        const found = await now();
        assert.deepEqual([found['blocked'], found['name']], [true, 'Chosen in the target']);
        assert.equal(await canLogIn(world.target, FRAUDSTER, 'Pass-of-the-even-2'), false);
        // The user counts once, and stays listed.
        assert.deepEqual([report.imported, report.excluded, report.thisPass.updated], [2, 1, 0]);
        assert.deepEqual(report.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
    });

    it('is not kept from a user whose new address somebody has taken in the target', async () => {
        const { now } = await open();
        await signUp(world.target, { email: 'new@example.com', password: 'Pass-of-the-attacker-2' });
        await change(world.source, 'auth0|u00002', { email: 'new@example.com', email_verified: true, blocked: true });
        const report = await world.complete();
        assert.equal((await now())['blocked'], true);
        assert.deepEqual([report.imported, report.excludedByReason], [2, { HELD_BY_ANOTHER_USER: 1 }]);
        assert.notEqual((await userOf(world.target, 'new@example.com'))['blocked'], true, 'nobody else is blocked');
    });

    it('is lifted by nobody but the target, and then stays lifted', async () => {
        const { id, now } = await open();
        await change(world.target, id, { name: 'Chosen in the target' });
        await change(world.source, 'auth0|u00002', { name: 'Chosen in the source', blocked: true });
        await world.complete();
        await change(world.target, id, { blocked: false });
        const report = await world.complete();
        assert.notEqual((await now())['blocked'], true);
        assert.deepEqual(report.excludedByReason, { CHANGED_ON_BOTH_SIDES: 1 });
    });

    it('is written when the user edits the account just before, and with the rest when the conflict is solved', async () => {
        const { id, now } = await open();
        await change(world.target, id, { name: 'Chosen in the target' });
        await change(world.source, 'auth0|u00002', { name: 'Chosen in the source', blocked: true });
        beforeFirst(world.target.proxy, isUpdate, async () => {
            await change(world.target, id, { nickname: 'again' });
        });
        const report = await world.complete();
        assert.equal((await now())['blocked'], true);
        assert.equal(report.isVerified, true);
        await world.edit({ definition: "conflicts: 'source-wins'," });
        await world.complete();
        const found = await now();
        assert.deepEqual([found['blocked'], found['name']], [true, 'Chosen in the source']);
    });
});
