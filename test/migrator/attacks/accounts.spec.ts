import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { canLogIn, change, remove, signUp, userOf } from '../converge/look-at-the-world.ts';
import { beforeFirst, isUpdate } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';
import type { PassingRequest } from '../running/interfering-proxy.ts';

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

    const signUpAsUser = (password: string) => signUp(world.target, { email: ACCOUNT.email, password });
    const isLook = ({ method, path }: PassingRequest) => method === 'GET' && path.startsWith('/api/v2/users/auth0');
    for (const userIds of ["{ policy: 'regenerate' }", "{ policy: 'retain' }"]) {
        for (const how of ['was deleted', 'has another address']) {
            for (const [when, isWanted] of [
                ['it is looked at again', isLook],
                ['it is written', isUpdate],
            ] as const) {
                it(`gives nothing to an attacker where an account ${how} before ${when}: ${userIds}`, async () => {
                    world = await openWorld({
                        users: persons.map((person) => ({ ...person, app_metadata: { role: 'admin' } })),
                        inTarget: [ACCOUNT],
                        definition: `existingUsers: 'upsert', userIds: ${userIds},`,
                    });
                    let isTaken = false;
                    beforeFirst(world.target.proxy, isWanted, async () => {
                        if (how === 'was deleted') await remove(world.target, 'auth0|t1');
                        else await change(world.target, 'auth0|t1', { email: 'elsewhere@example.com' });
                        await signUpAsUser('Pass-of-the-attacker-2');
                        isTaken = true;
                    });
                    const report = await world.complete();
                    assert.equal(isTaken, true);
                    const { app_metadata: metadata, email_verified: isVerified, name } = await account();
                    assert.deepEqual([metadata, isVerified, name], [undefined, false, ACCOUNT.email]);
                    assert.equal(await canLogIn(world.target, ACCOUNT.email, 'Pass-of-the-attacker-2'), true);
                    assert.equal(report.isVerified, true);
                    // Just before it is written, an account that only changes its address still becomes the user.
                    const isUser = how === 'has another address' && isWanted === isUpdate;
                    assert.deepEqual(
                        [report.imported, report.excludedByReason],
                        isUser ? [1, {}] : [0, { TARGET_UNVERIFIED: 1 }],
                    );
                });
            }
        }
    }

    it('makes nobody of an account that is no longer verified when it is looked at again', async () => {
        world = await openWorld({ users: persons, inTarget: [ACCOUNT], definition: "existingUsers: 'upsert'," });
        beforeFirst(world.target.proxy, isLook, () => change(world.target, 'auth0|t1', { email_verified: false }));
        const report = await world.complete();
        assert.deepEqual([report.imported, report.excludedByReason], [0, { TARGET_UNVERIFIED: 1 }]);
        assert.equal((await account())['name'], ACCOUNT.name);
    });

    it('keeps what an account has of its own where the answer to its update was lost', async () => {
        world = await openWorld({ users: persons, inTarget: [ACCOUNT], definition: "existingUsers: 'upsert'," });
        let isDone = false;
        world.target.proxy.interferences = {
            afterTenant: (passing) => {
                if (isDone || !isUpdate(passing)) return undefined;
                isDone = true;
                return 'cut';
            },
        };
        assert.equal((await world.complete()).imported, 1);
        await change(world.source, 'auth0|u00001', { given_name: 'Anna', family_name: 'Miller' });
        const report = await world.complete();
        assert.deepEqual([report.imported, report.excludedByReason], [1, {}]);
        const now = await account();
        assert.deepEqual(
            ['family_name', 'given_name', 'username', 'blocked'].map((field) => now[field]),
            ['Miller', 'Tee', 'tee', true],
        );
    });
});
