import assert from 'node:assert/strict';
import { canLogIn, signUp, userOf, usersIn } from './look-at-the-world.ts';
import { hashRecordsOf, openWorld, type World } from './open-world.ts';

const VICTIM = {
    ...{ user_id: 'victim', email: 'victim@example.com', email_verified: true, password: 'Pass-of-the-victim-1' },
    ...{ name: 'The Victim', app_metadata: { roles: ['admin'] }, user_metadata: { phone: '+1 555' } },
};
const ATTACKER_PASSWORD = 'Pass-of-the-attacker-2';

describe('an account that holds the address of another', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    for (const existingUsers of ['upsert', 'merge']) {
        it(`gets nothing of a user whose address it did not verify: ${existingUsers}`, async () => {
            world = await openWorld({ users: [VICTIM], definition: `existingUsers: '${existingUsers}',` });
            await signUp(world.target, { email: VICTIM.email, password: ATTACKER_PASSWORD });
            const { report, error } = await world.attempt();
            const holder = await userOf(world.target, VICTIM.email);
            assert.equal(holder['app_metadata'], undefined, 'no roles');
            assert.equal(holder['user_metadata'], undefined);
            assert.equal(holder['email_verified'], false);
            assert.equal(error, undefined, error?.message);
            assert.deepEqual(report?.excludedByReason, { TARGET_UNVERIFIED: 1 });
        });

        it(`is not taken over by a user of the source who did not verify the address: ${existingUsers}`, async () => {
            world = await openWorld({
                users: [{ ...VICTIM, email_verified: false, app_metadata: { roles: ['none'] }, name: 'Unverified' }],
                inTarget: [{ ...VICTIM, user_id: 'owner', password: 'Pass-of-the-owner-3', name: 'The Owner' }],
                definition: `existingUsers: '${existingUsers}',`,
            });
            const report = await world.complete();
            assert.deepEqual(report.excludedByReason, { SOURCE_UNVERIFIED: 1 });
            const holder = await userOf(world.target, VICTIM.email);
            assert.deepEqual(
                [holder['name'], holder['app_metadata'], holder['email_verified']],
                ['The Owner', { roles: ['admin'] }, true],
            );
            assert.equal(await canLogIn(world.target, VICTIM.email, 'Pass-of-the-owner-3'), true);
        });

        it(`is the same person where both addresses are verified: ${existingUsers}`, async () => {
            world = await openWorld({
                users: [VICTIM],
                inTarget: [{ ...VICTIM, user_id: 'same', app_metadata: {}, name: 'Another Name' }],
                definition: `existingUsers: '${existingUsers}',`,
            });
            const report = await world.complete();
            assert.deepEqual([report.excluded, report.rejected, report.isVerified], [0, 0, true]);
            const { app_metadata: app } = await userOf(world.target, VICTIM.email);
            assert.deepEqual((app as { roles?: unknown }).roles, ['admin']);
        });
    }

    it('is left as it is by default, and nobody else gets its place', async () => {
        world = await openWorld({ users: [VICTIM] });
        await signUp(world.target, { email: VICTIM.email, password: ATTACKER_PASSWORD });
        const report = await world.complete();
        assert.equal(report.imported, 0);
        assert.equal((await userOf(world.target, VICTIM.email))['app_metadata'], undefined);
        assert.equal((await usersIn(world.target)).length, 1);
    });
});

describe('a password hash of the export', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('opens the account of its own user alone, whoever has the address by now', async () => {
        const mallory = { user_id: 'mallory', email: 'shared@example.com', password: ATTACKER_PASSWORD };
        const records = await hashRecordsOf([mallory]);
        world = await openWorld({
            users: [
                { ...mallory, email: 'mallory@example.com' },
                { ...VICTIM, email: 'shared@example.com' },
            ],
            passwords: "{ hashExport: HASHES, whenMissing: 'reset' }",
        });
        await world.writeHashes(records);
        const report = await world.complete();
        assert.equal(report.imported, 2);
        assert.equal(await canLogIn(world.target, 'shared@example.com', ATTACKER_PASSWORD), false);
        assert.equal(await canLogIn(world.target, 'mallory@example.com', ATTACKER_PASSWORD), true);
    });

    it('is found by its address where the record names no ID', async () => {
        world = await openWorld({ users: [VICTIM] });
        const records = (await hashRecordsOf([VICTIM])).map((record) =>
            Object.fromEntries(Object.entries(record).filter(([name]) => name !== '_id')),
        );
        await world.writeHashes(records);
        await world.complete();
        assert.equal(await canLogIn(world.target, VICTIM.email, VICTIM.password), true);
    });
});
