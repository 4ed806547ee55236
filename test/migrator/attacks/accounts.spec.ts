import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../../migrator/index.ts';
import { canLogIn, change, isThere, remove, signUp, userOf } from '../converge/look-at-the-world.ts';
import { beforeFirst, isImport } from '../converge/meddle.ts';
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

    const signUpAsUser = (password: string) => signUp(world.target, { email: ACCOUNT.email, password });
    for (const userIds of ["{ policy: 'regenerate' }", "{ policy: 'retain' }"]) {
        for (const how of ['was deleted', 'has another address']) {
            it(`says that an update went to the account of an attacker, since its own ${how}: ${userIds}`, async () => {
                world = await openWorld({
                    users: persons.map((person) => ({ ...person, app_metadata: { role: 'admin' } })),
                    inTarget: [ACCOUNT],
                    definition: `existingUsers: 'upsert', userIds: ${userIds},`,
                });
                beforeFirst(world.target.proxy, isImport, async () => {
                    if (how === 'was deleted') await remove(world.target, 'auth0|t1');
                    else await change(world.target, 'auth0|t1', { email: 'elsewhere@example.com' });
                    await signUpAsUser('Pass-of-the-attacker-2');
                });
                for (const attempt of [1, 2]) {
                    const { error } = await world.attempt();
                    assert.match(
                        error?.message ?? '',
                        /^1 accounts of others got what was meant/,
                        `attempt ${attempt}`,
                    );
                }
                const report = JSON.parse(
                    await readFile(join(world.runsFolder, 'run', 'report.json'), 'utf8'),
                ) as Report;
                assert.deepEqual([report.isVerified, report.verified.misdirected], [false, 1]);
                // The cure that the message names.
                await remove(world.target, (await account()).user_id);
                await world.complete();
                assert.equal(await canLogIn(world.target, ACCOUNT.email, 'Pass-of-the-attacker-2'), false);
                assert.equal(await isThere(world.target, ACCOUNT.email), true);
            });
        }
    }

    it('does not delete who signed up while the job was pending that was to update a deleted account', async () => {
        // A job takes a second, in which the new account is made.
        world = await openWorld({
            users: persons,
            inTarget: [ACCOUNT],
            definition: "existingUsers: 'upsert',",
            targetTenant: { jobRate: 1 },
        });
        let isDone = false;
        world.target.proxy.interferences = {
            afterTenant: async (passing) => {
                if (isDone || !isImport(passing)) return undefined;
                isDone = true;
                await remove(world.target, 'auth0|t1');
                await signUpAsUser('New-pass-of-hers-2');
                return undefined;
            },
        };
        const { error } = await world.attempt({ expectedUsersPerSecond: 1 });
        assert.equal(error?.code, 'VERIFICATION_FAILED');
        assert.equal(await canLogIn(world.target, ACCOUNT.email, 'New-pass-of-hers-2'), true);
    });
});
