import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from '../running/open-migration.ts';
import {
    assertEachOnce,
    canLogIn,
    change,
    create,
    isThere,
    oldIdsOf,
    remove,
    signUp,
    userOf,
    usersIn,
} from './look-at-the-world.ts';
import { openWorld, people, type World } from './open-world.ts';

describe('who is who', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const CLERK = {
        ...{ user_id: 'clerk0', email: 'info@example.com', email_verified: true, password: 'Pass-of-the-clerk-1' },
        app_metadata: { role: 'clerk' },
    };
    const BOSS = {
        ...{ user_id: 'boss00', email: 'boss@example.com', email_verified: true, password: 'Pass-of-the-boss-2' },
        app_metadata: { role: 'admin' },
    };
    /** The role of each account of the target by the old ID that it is remembered by. */
    const rolesOfTarget = async () =>
        Object.fromEntries(
            (await usersIn(world.target)).map((user): [string, string | undefined] => [
                oldIdsOf(user)[0] ?? 'nobody',
                (user['app_metadata'] as { role?: string } | undefined)?.role,
            ]),
        ) as Record<string, string | undefined>;

    for (const existingUsers of ['upsert', 'merge', 'skip']) {
        it(`follows an address that is handed on from one user to another: ${existingUsers}`, async () => {
            world = await openWorld({ users: [CLERK, BOSS], definition: `existingUsers: '${existingUsers}',` });
            await world.complete();
            await change(world.source, 'auth0|clerk0', { email: 'clerk@example.com', email_verified: true });
            await change(world.source, 'auth0|boss00', { email: 'info@example.com', email_verified: true });
            const report = await world.complete();
            assert.deepEqual([report.sourceUsers, report.isVerified], [2, true]);
            assert.deepEqual(await rolesOfTarget(), { 'auth0|clerk0': 'clerk', 'auth0|boss00': 'admin' });
            assert.equal(await canLogIn(world.target, 'info@example.com', CLERK.password), false);
            await assertEachOnce(world.target, [
                { ...CLERK, email: 'clerk@example.com' },
                { ...BOSS, email: 'info@example.com' },
            ]);
        });
    }

    it('never mixes two users who exchange their addresses', async () => {
        world = await openWorld({ users: [CLERK, BOSS], definition: "existingUsers: 'upsert'," });
        await world.complete();
        await change(world.source, 'auth0|clerk0', { email: 'passing@example.com' });
        await change(world.source, 'auth0|boss00', { email: CLERK.email, email_verified: true });
        await change(world.source, 'auth0|clerk0', { email: BOSS.email, email_verified: true });
        const report = await world.complete();
        assert.deepEqual([report.sourceUsers, report.isVerified], [2, true]);
        assert.equal(report.imported + report.excluded, 2, 'moved, or listed with a reason');
        assert.deepEqual(await rolesOfTarget(), { 'auth0|clerk0': 'clerk', 'auth0|boss00': 'admin' });
        for (const [old, password] of [
            ['auth0|clerk0', CLERK.password],
            ['auth0|boss00', BOSS.password],
        ] as const) {
            const account = (await usersIn(world.target)).find((user) => oldIdsOf(user).includes(old));
            assert.equal(await canLogIn(world.target, String(account?.email), password), true);
        }
    });

    it('does not take a new user of the source for the one whose address it has now', async () => {
        world = await openWorld({
            users: [CLERK],
            definition: "existingUsers: 'upsert',",
            passwords: "{ hashExport: HASHES, whenMissing: 'reset' }",
        });
        await world.complete();
        await remove(world.source, 'auth0|clerk0');
        await create(world.source, {
            ...{ user_id: 'boss00', email: CLERK.email, email_verified: true, password: BOSS.password },
            app_metadata: { role: 'admin' },
        });
        const report = await world.complete();
        assert.deepEqual(await rolesOfTarget(), { 'auth0|clerk0': 'clerk' }, "the clerk's account stays the clerk's");
        assert.deepEqual(report.excludedByReason, { HELD_BY_ANOTHER_USER: 1 });
        assert.equal(report.goneFromSource, 1);
    });

    it('survives the loss of its folder, also where an address was changed on either side', async () => {
        world = await openWorld({ users: people(4) });
        await world.complete();
        await rm(world.runsFolder, { recursive: true });
        await change(world.source, 'auth0|u00002', { email: 'moved@example.com' });
        await change(world.target, (await userOf(world.target, 'user-3@example.com')).user_id, {
            email: 'moved-there@example.com',
        });
        const report = await world.complete();
        assert.deepEqual([report.sourceUsers, report.existing, report.rejected, report.isVerified], [4, 0, 0, true]);
        assert.equal(report.imported + report.excluded, 4, 'known again, or listed as changed on both sides');
        const ids = (await usersIn(world.target)).flatMap(oldIdsOf).sort();
        assert.deepEqual(
            ids,
            people(4).map(({ user_id: id }) => `auth0|${id}`),
        );
        assert.equal(await isThere(world.target, 'user-3@example.com'), false);
        assert.equal(await isThere(world.target, 'moved-there@example.com'), true, 'a change of the target stays');
    });

    it('ends in the same target without its folder as with it', async () => {
        const states: unknown[] = [];
        for (const isLost of [false, true]) {
            world = await openWorld({ users: people(6), passwords: "{ hashExport: HASHES, whenMissing: 'reset' }" });
            await world.complete();
            if (isLost) await rm(world.runsFolder, { recursive: true });
            await create(world.source, { user_id: 'n1', email: 'new@example.com', password: 'New-pass-1234' });
            await remove(world.source, 'auth0|u00006');
            await change(world.source, 'auth0|u00002', { name: 'Married Name' });
            await change(world.source, 'auth0|u00003', { email: 'moved@example.com' });
            const { imported, isVerified } = await world.complete();
            const users = (await usersIn(world.target)).map(({ email, name, app_metadata: app, user_metadata: own }) =>
                JSON.stringify([email, name, app, own]),
            );
            states.push({ imported, isVerified, users: users.sort() });
            if (!isLost) await world.close();
        }
        assert.deepEqual(states[1], states[0]);
    });

    it('fails, and says so, where two users of the target are one of the source', async () => {
        world = await openWorld({ users: people(3) });
        await world.complete();
        await create(world.target, {
            ...{ email: 'double@example.com', password: 'Double-pass-1', email_verified: true },
            app_metadata: { previous_user_id: 'auth0|u00002' },
        });
        const { error } = await world.attempt();
        assert.equal(error?.code, 'VERIFICATION_FAILED');
        assert.match(error.message, /USERS_DOUBLED|doubled|twice/i);
        assert.equal(error.message.includes('@'), false);
    });

    it('takes no word of a user for evidence: an old ID in user_metadata', async () => {
        world = await openWorld({
            users: [BOSS],
            definition: "userIds: { policy: 'regenerate', rememberAs: 'user_metadata.old_id' },",
        });
        await signUp(world.target, {
            ...{ email: 'attacker@example.com', password: 'Attacker-pass-1' },
            user_metadata: { old_id: 'auth0|boss00' },
        });
        for (const attempt of [1, 2]) {
            if (attempt === 2) await rm(world.runsFolder, { recursive: true });
            const report = await world.complete();
            assert.equal(report.isVerified, true);
            const attacker = await userOf(world.target, 'attacker@example.com');
            assert.equal(attacker['app_metadata'], undefined);
            assert.equal((await usersIn(world.target)).length, 2);
            assert.equal(await canLogIn(world.target, BOSS.email, BOSS.password), true);
        }
    });

    it('keeps the ID that an earlier migration remembered, and adds its own', async () => {
        const [ann, ...others] = people(2);
        assert.ok(ann);
        world = await openWorld({
            users: [{ ...ann, app_metadata: { previous_user_id: 'auth0|older' } }, ...others],
        });
        const first = await world.complete();
        assert.deepEqual([first.imported, first.isVerified], [2, true]);
        assert.deepEqual(oldIdsOf(await userOf(world.target, ann.email)), ['auth0|older', 'auth0|u00001']);
        await rm(world.runsFolder, { recursive: true });
        await change(world.source, 'auth0|u00001', { email: 'moved@example.com' });
        assert.equal((await world.complete()).imported, 2);
        assert.equal((await usersIn(world.target)).length, 2, 'either of its IDs is evidence');
    });

    for (const [what, transform] of [
        ['drops', '({ app_metadata: _, ...user }) => user'],
        [
            'changes',
            "(user) => ({ ...user, app_metadata: { ...user.app_metadata, previous_user_id: 'auth0|somebody-else' } })",
        ],
    ] as const) {
        it(`refuses a transform that ${what} the remembered ID`, async () => {
            world = await openWorld({ users: people(3), definition: `transform: ${transform},` });
            const { error, report } = await world.attempt();
            assert.equal(report, undefined);
            assert.equal(error?.code, 'DEFINITION_INVALID');
            assert.match(error.message, /previous_user_id/);
            assert.equal((await usersIn(world.target)).length, 0);
        });
    }

    it('knows a user of the target who was linked to another address since', async () => {
        world = await openWorld({ users: people(3), targetSeed: [{ connection: { name: 'other' } }] });
        await world.complete();
        const { tenant } = world.target;
        const main = (await (
            await tenant.call('POST', '/api/v2/users', {
                ...{ connection: 'other', email: 'main@example.com', password: 'Main-pass-1234', email_verified: true },
            })
        ).json()) as { user_id: string };
        const { user_id: id } = await userOf(world.target, 'user-2@example.com');
        await tenant.management.users.identities.link(main.user_id, { provider: 'auth0', user_id: id });
        const report = await world.complete();
        assert.deepEqual([report.imported, report.rejected, report.excluded, report.isVerified], [3, 0, 0, true]);
        assert.equal(report.deletedInTarget, 0);
        assert.equal(await canLogIn(world.target, 'user-2@example.com', 'Pass-of-the-even-2'), true);
        assert.equal((await usersIn(world.target)).length, 3);
    });

    it('never sends a user to another address that only looks the same: a Kelvin sign', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const { projectFolder } = world.settings();
        const users = [
            {
                user_id: 'auth0|1',
                email: '\u212Aim@example.com',
                email_verified: true,
                app_metadata: { role: 'admin' },
            },
            { user_id: 'auth0|2', email: 'lee@example.com', email_verified: true },
        ];
        await writeFile(join(projectFolder, 'users.ndjson'), users.map((user) => `${JSON.stringify(user)}\n`).join(''));
        const report = await world.complete({ source: { file: 'users.ndjson' } });
        assert.equal(await isThere(world.target, 'kim@example.com'), false, "nobody gets another person's address");
        assert.deepEqual([report.sourceUsers, report.imported, report.isVerified], [2, 1, true]);
    });

    it('takes an ID that a file has twice for one user', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const lines = ['one', 'two'].map((name) =>
            JSON.stringify({ user_id: 'auth0|1', email: `${name}@example.com`, email_verified: true }),
        );
        await writeFile(join(world.settings().projectFolder, 'users.ndjson'), lines.join('\n'));
        const report = await world.complete({ source: { file: 'users.ndjson' } });
        assert.deepEqual([report.imported, report.excludedByReason], [1, { DUPLICATE_SOURCE_ID: 1 }]);
        assert.equal((await usersIn(world.target)).length, 1);
        const [excluded] = await readLines(join(world.runsFolder, 'run', 'pass-1-excluded.ndjson'));
        assert.equal(excluded?.['reason'], 'DUPLICATE_SOURCE_ID');
    });
});
