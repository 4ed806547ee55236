import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { change, userOf } from '../converge/look-at-the-world.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('attacks on accounts that were in the target before', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const persons = people(1).map((person) => ({ ...person, email_verified: true }));
    const ACCOUNT = {
        ...{ user_id: 't1', email: 'user-1@example.com', email_verified: true, password: 'Target-pass-1' },
        ...{ name: 'Of the target', given_name: 'Tee', username: 'tee', blocked: true },
        ...{ phone_number: '+15555550100', phone_verified: true },
        user_metadata: { theme: 'dark' },
        app_metadata: { customer: 7 },
    };
    const open = async (existingUsers: string, account: typeof ACCOUNT = ACCOUNT) => {
        world = await openWorld({
            users: persons,
            inTarget: [account],
            definition: `existingUsers: ${existingUsers},`,
        });
        await world.complete();
    };
    const account = () => userOf(world.target, 'user-1@example.com');

    it('does not unblock an account, or take its names and identifiers, when its user changes later', async () => {
        await open("'upsert'");
        await change(world.source, 'auth0|u00001', { family_name: 'Miller' });
        const report = await world.complete();
        assert.deepEqual(report.rejectedByReason, {});
        const now = await account();
        assert.deepEqual(
            ['family_name', 'given_name', 'username', 'phone_number', 'blocked'].map((field) => now[field]),
            ['Miller', 'Tee', 'tee', '+15555550100', true],
        );
    });

    for (const isLost of [false, true]) {
        it(`keeps what a merge has kept when its user changes later${isLost ? ', also without the folder' : ''}`, async () => {
            await open("'merge'");
            if (isLost) {
                await rm(world.runsFolder, { recursive: true });
                await world.complete();
            }
            await change(world.source, 'auth0|u00001', { user_metadata: { number: 1, city: 'Rome' } });
            await world.complete();
            const now = await account();
            assert.deepEqual(now['user_metadata'], { theme: 'dark', number: 1, city: 'Rome' });
            assert.deepEqual(now['app_metadata'], { customer: 7, previous_user_id: 'auth0|u00001' });
            assert.deepEqual([now['name'], now['given_name']], ['Of the target', 'Tee']);
        });
    }

    it('goes on to move what the account has nothing of its own of', async () => {
        const { user_id: id, email, email_verified: isVerified, password } = ACCOUNT;
        await open("'merge'", { user_id: id, email, email_verified: isVerified, password } as typeof ACCOUNT);
        await change(world.source, 'auth0|u00001', {
            ...{ email: 'new@example.com', email_verified: true, blocked: true },
            user_metadata: { number: 2 },
        });
        await world.complete();
        const now = await userOf(world.target, 'new@example.com');
        assert.deepEqual([now.user_id, now['blocked'], now['user_metadata']], ['auth0|t1', true, { number: 2 }]);
    });
});
