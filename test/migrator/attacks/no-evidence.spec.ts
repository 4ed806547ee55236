import assert from 'node:assert/strict';
import { canLogIn, change, isThere, remove, signUp, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { beforeFirst, betweenImportAndVerification, isImport, stopAfter } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';
import { importsOf } from '../running/open-migration.ts';

describe('attacks where the target remembers no old ID', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const definition = "userIds: { policy: 'regenerate', rememberAs: false },";

    for (const isVerified of [true, false]) {
        it(`knows its users again when an answer was lost: ${isVerified ? 'verified' : 'unverified'} addresses`, async () => {
            const users = people(3).map((person) => ({ ...person, email_verified: isVerified }));
            world = await openWorld({ users, definition });
            let isLost = false;
            world.target.proxy.interferences = {
                afterTenant: (passing) => {
                    if (isLost || !isImport(passing)) return undefined;
                    isLost = true;
                    return 'cut';
                },
            };
            const report = await world.complete();
            assert.equal(importsOf(world.target.proxy).length, 2, 'the request was repeated');
            assert.deepEqual([report.imported, report.existing, report.verified.compared], [3, 0, 3]);
            await change(world.source, 'auth0|u00002', { name: 'Bob' });
            await world.complete();
            assert.equal((await userOf(world.target, 'user-2@example.com'))['name'], 'Bob');
        });
    }

    it('knows its users by the address that it sent, whatever `transform` has made of it', async () => {
        const transform =
            "transform: (user) => ({ ...user, email: user.email.replace('example.com', 'new.example') }),";
        world = await openWorld({ users: people(2), definition: `${definition} ${transform}` });
        const report = await world.complete();
        assert.deepEqual([report.imported, report.existing, report.verified.compared], [2, 0, 2]);
        await change(world.source, 'auth0|u00002', { name: 'Bob' });
        await world.complete();
        assert.equal((await userOf(world.target, 'user-2@new.example'))['name'], 'Bob');
    });

    // The attempt that sends the users ends before it sees who was imported.
    const stopBehindImport = () => stopAfter(world, isImport);

    it('does not double a user who gets another address before the next attempt sees who was imported', async () => {
        world = await openWorld({ users: people(2), definition });
        await stopBehindImport();
        await change(world.source, 'auth0|u00002', { email: 'fresh@example.com' });
        const { imported, thisPass } = await world.complete();
        assert.deepEqual([imported, thisPass.new, thisPass.updated], [2, 0, 1]);
        const addresses = (await usersIn(world.target)).map(({ email }) => email).sort();
        assert.deepEqual(addresses, ['fresh@example.com', 'user-1@example.com']);
    });

    const moveInTarget = async () => {
        const { user_id: id } = await userOf(world.target, 'user-2@example.com');
        await change(world.target, id, { email: 'moved@example.com' });
    };
    const assertNobodyIsTwo = async () => {
        const addresses = (await usersIn(world.target)).map(({ email }) => email).sort();
        assert.deepEqual(addresses, ['moved@example.com', 'user-1@example.com']);
    };

    it('does not double a user who gets another address in the target before the next attempt sees who was imported', async () => {
        world = await openWorld({ users: people(2), definition });
        await stopBehindImport();
        while (!(await isThere(world.target, 'user-2@example.com')));
        await moveInTarget();
        const { deletedInTarget, isVerified } = await world.complete();
        assert.deepEqual([deletedInTarget, isVerified], [1, true]);
        await assertNobodyIsTwo();
    });

    it('does not double a user who gets another address in the target between import and verification', async () => {
        world = await openWorld({ users: people(2), definition });
        betweenImportAndVerification(world, moveInTarget);
        assert.equal((await world.complete()).isVerified, true);
        await world.complete();
        await assertNobodyIsTwo();
    });

    it('does not double such a user where Auth0 has refused another one of its job', async () => {
        world = await openWorld({ users: people(3), definition });
        beforeFirst(world.target.proxy, isImport, async () => {
            betweenImportAndVerification(world, moveInTarget);
            await signUp(world.target, { email: 'user-3@example.com', password: 'Chosen-by-user-3' });
        });
        assert.equal((await world.complete()).existing, 1);
        await world.complete();
        const addresses = (await usersIn(world.target)).map(({ email }) => email).sort();
        assert.deepEqual(addresses, ['moved@example.com', 'user-1@example.com', 'user-3@example.com']);
    });

    it('does not double a user in the place of one who may be deleted, also where deleted users are brought back', async () => {
        world = await openWorld({ users: people(2), definition: `${definition} deletedInTarget: 'restore',` });
        betweenImportAndVerification(world, moveInTarget);
        for (const pass of [1, 2]) {
            const { deletedInTarget, isVerified } = await world.complete();
            assert.deepEqual([deletedInTarget, isVerified], [1, true], `pass ${pass}`);
        }
        await assertNobodyIsTwo();
    });

    it('brings back who was seen in the target before it was deleted', async () => {
        world = await openWorld({ users: people(2), definition: `${definition} deletedInTarget: 'restore',` });
        await world.complete();
        await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
        const { imported, thisPass } = await world.complete();
        assert.deepEqual([imported, thisPass.new], [2, 1]);
        assert.equal((await usersIn(world.target)).length, 2);
    });

    it('knows a user whom somebody has edited between import and verification', async () => {
        world = await openWorld({ users: people(3), definition });
        betweenImportAndVerification(world, async () => {
            const { user_id: id } = await userOf(world.target, 'user-2@example.com');
            await change(world.target, id, { name: 'Chosen in the target' });
        });
        const { imported, deletedInTarget, verified } = await world.complete();
        assert.deepEqual([imported, deletedInTarget, verified.changedSince], [3, 0, 1]);
        await change(world.source, 'auth0|u00002', { blocked: true });
        await world.complete();
        const found = await userOf(world.target, 'user-2@example.com');
        assert.deepEqual([found['blocked'], found['name']], [true, 'Chosen in the target']);
    });

    it('takes nobody for a user who signs up with its address when its account was deleted', async () => {
        world = await openWorld({ users: people(2), definition });
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, 'user-2@example.com')).user_id);
            await signUp(world.target, { email: 'user-2@example.com', password: 'Pass-of-the-attacker-2' });
        });
        const { deletedInTarget } = await world.complete();
        assert.equal(deletedInTarget, 1);
        await change(world.source, 'auth0|u00002', { app_metadata: { role: 'admin' } });
        await world.complete();
        assert.equal((await userOf(world.target, 'user-2@example.com'))['app_metadata'], undefined);
    });

    it('takes nobody for a user who signs up with its address while the job is pending', async () => {
        // A job takes two seconds, in which the attacker comes first.
        const users = ['victim', 'other'].map((name) => ({
            ...{ user_id: name, email: `${name}@example.com`, email_verified: false, password: 'Pass-of-the-odd-1' },
        }));
        world = await openWorld({ users, definition, targetTenant: { jobRate: 1 } });
        let isDone = false;
        world.target.proxy.interferences = {
            afterTenant: async (passing) => {
                if (isDone || !isImport(passing)) return undefined;
                isDone = true;
                if (!(await isThere(world.target, 'victim@example.com')))
                    await signUp(world.target, { email: 'victim@example.com', password: 'Pass-of-the-attacker-2' });
                return undefined;
            },
        };
        const report = await world.complete({ expectedUsersPerSecond: 1 });
        assert.equal(await canLogIn(world.target, 'victim@example.com', 'Pass-of-the-attacker-2'), true);
        assert.deepEqual([report.imported, report.existing], [1, 1]);
    });
});
