import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planMigration } from '../../../migrator/index.ts';
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

    for (const [what, edit, mended, reason] of [
        [
            'metadata that an import refuses',
            { user_metadata: { 'not.a.key': 1 } },
            { user_metadata: { 'not.a.key': null, theme: 'dark' } },
            'METADATA_KEY_INVALID',
        ],
        ['no address any more', { email: null }, { email: FRAUDSTER, email_verified: true }, 'WITHOUT_EMAIL'],
    ] as const) {
        it(`is not kept from a user who has ${what}, and the rest follows when that is mended`, async () => {
            const { now } = await open();
            await change(world.source, 'auth0|u00002', { ...edit, name: 'Another name', blocked: true });
            for (const pass of [1, 2]) {
                const { isVerified, excludedByReason, excluded } = await world.complete();
                assert.equal((await now())['blocked'], true, `pass ${pass}`);
                assert.deepEqual([isVerified, excludedByReason, excluded], [true, { [reason]: 1 }, 1]);
            }
            assert.equal((await now())['name'], 'User 2');
            await change(world.source, 'auth0|u00002', { blocked: false });
            const lifted = await world.complete();
            assert.deepEqual([lifted.isVerified, lifted.excludedByReason], [true, { [reason]: 1 }]);
            assert.notEqual((await now())['blocked'], true);
            await change(world.source, 'auth0|u00002', { ...mended, blocked: true });
            const { imported, thisPass } = await world.complete();
            const found = await now();
            assert.deepEqual(
                [imported, thisPass.updated, found['name'], found['blocked']],
                [3, 1, 'Another name', true],
            );
        });
    }

    it('stays away from whoever has the number of a blocked user in a file that was numbered anew', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const write = async (users: readonly object[]) => {
            const lines = users.map((user) => `${JSON.stringify(user)}\n`);
            await writeFile(join(world.settings().projectFolder, 'users.ndjson'), lines.join(''));
        };
        const source = { file: 'users.ndjson' };
        const honest = { user_id: 1, email: 'honest@example.com', name: 'Honest' };
        await write([honest]);
        await world.complete({ source });
        await write([
            { user_id: 1, name: 'Fraud', blocked: true },
            { ...honest, user_id: 2 },
        ]);
        await world.attempt({ source });
        assert.equal((await userOf(world.target, honest.email))['blocked'] ?? false, false);
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

    it('is lifted with that of the source, though the rest of the user waits', async () => {
        const { id, now } = await open();
        await change(world.target, id, { name: 'Chosen in the target' });
        await change(world.source, 'auth0|u00002', { name: 'Chosen in the source', blocked: true });
        await world.complete();
        assert.equal((await now())['blocked'], true);
        await change(world.source, 'auth0|u00002', { blocked: false });
        const { notices } = await planMigration(world.settings());
        assert.deepEqual(notices, { UNBLOCKED_THOUGH_EXCLUDED: 1 });
        for (const pass of [1, 2]) {
            const { isVerified, excludedByReason } = await world.complete();
            assert.deepEqual([isVerified, excludedByReason], [true, { CHANGED_ON_BOTH_SIDES: 1 }], `pass ${pass}`);
            assert.equal(await canLogIn(world.target, FRAUDSTER, 'Pass-of-the-even-2'), true);
        }
        assert.equal((await now())['name'], 'Chosen in the target');
    });

    it('is not lifted where nobody knows what `transform` makes of it', async () => {
        const failsLater = `transform: (user) => {
            if (user.user_metadata?.broken) throw new Error('No such user.');
            if (user.user_metadata?.vague) return { ...user, blocked: 'yes' };
            return { ...user, blocked: user.user_metadata?.banned === true };
        },`;
        const { now } = await open(failsLater);
        await change(world.source, 'auth0|u00002', { user_metadata: { banned: true } });
        await world.complete();
        assert.equal((await now())['blocked'], true);
        for (const what of ['broken', 'vague']) {
            await change(world.source, 'auth0|u00002', { user_metadata: { [what]: true } });
            const { excludedByReason } = await world.complete();
            assert.deepEqual([(await now())['blocked'], excludedByReason], [true, { TRANSFORM_FAILED: 1 }], what);
        }
    });

    it('of the target is not lifted by the source, which has none to lift', async () => {
        const { id, now } = await open();
        await change(world.target, id, { name: 'Chosen in the target', blocked: true });
        await change(world.source, 'auth0|u00002', { name: 'Chosen in the source' });
        const { excludedByReason } = await world.complete();
        assert.deepEqual([(await now())['blocked'], excludedByReason], [true, { CHANGED_ON_BOTH_SIDES: 1 }]);
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

    it('goes when the source takes everything back, though the rest of the user waited', async () => {
        const { id, now } = await open();
        const before = await userOf(world.source, FRAUDSTER);
        await change(world.target, id, { name: 'Chosen in the target' });
        await change(world.source, 'auth0|u00002', { name: 'Chosen in the source', blocked: true });
        await world.complete();
        await change(world.source, 'auth0|u00002', { name: before['name'], blocked: false });
        const report = await world.complete();
        assert.deepEqual([(await now())['blocked'] === true, report.excluded], [false, 0]);
        assert.equal((await now())['name'], 'Chosen in the target');
    });
});
