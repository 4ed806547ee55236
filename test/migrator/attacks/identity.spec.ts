import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canLogIn, change, create, oldIdsOf, remove, signUp, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { betweenImportAndVerification, isImport, stopAtLost } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('attacks on who is who', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const CLERK = {
        ...{ user_id: 'clerk0', email: 'info@example.com', email_verified: true, password: 'Pass-of-the-clerk-1' },
        app_metadata: { role: 'clerk' },
    };
    const roleOf = (user: { readonly [field: string]: unknown } | undefined) =>
        (user?.['app_metadata'] as { role?: string } | undefined)?.role;

    it('does not write one user over another to whom it was linked within the target connection', async () => {
        world = await openWorld({
            users: people(2).map((person) => ({ ...person, email_verified: true })),
            definition: "conflicts: 'source-wins',",
        });
        await world.complete();
        const [main, second] = [
            await userOf(world.target, 'user-1@example.com'),
            await userOf(world.target, 'user-2@example.com'),
        ];
        await world.target.tenant.management.users.identities.link(main.user_id, {
            provider: 'auth0',
            user_id: second.user_id,
        });
        // A pass that sees the link, and one behind it.
        await world.complete();
        await change(world.source, 'auth0|u00002', {
            ...{ name: 'Second Person', email: 'second@example.com', email_verified: true },
            app_metadata: { role: 'admin' },
        });
        await world.attempt();
        const now = (await usersIn(world.target)).find(({ user_id: id }) => id === main.user_id);
        assert.deepEqual([now?.email, now?.['name'], roleOf(now)], ['user-1@example.com', 'User 1', undefined]);
    });

    for (const userIds of ["{ policy: 'regenerate' }", "{ policy: 'retain' }"]) {
        it(`does not take a new user for the one who had the address and is gone: ${userIds}`, async () => {
            world = await openWorld({
                users: [CLERK],
                definition: `existingUsers: 'upsert', userIds: ${userIds},`,
                passwords: "{ hashExport: HASHES, whenMissing: 'reset' }",
            });
            await world.complete();
            await remove(world.source, 'auth0|clerk0');
            await create(world.source, {
                ...{ user_id: 'boss00', email: CLERK.email, email_verified: true, password: 'Pass-of-the-boss-2' },
                app_metadata: { role: 'admin' },
            });
            const { report } = await world.attempt();
            assert.equal(roleOf(await userOf(world.target, CLERK.email)), 'clerk');
            assert.deepEqual(report?.excludedByReason, { HELD_BY_ANOTHER_USER: 1 });
        });
    }

    it('does not take an old ID of another system for the ID of another user', async () => {
        world = await openWorld({
            users: [
                {
                    ...{ user_id: '7', email: 'seven@example.com', email_verified: true, name: 'Seven' },
                    app_metadata: { previous_user_id: 'auth0|3', role: 'admin' },
                },
                {
                    ...{ user_id: '3', email: 'three@example.com', email_verified: true, name: 'Three' },
                    app_metadata: { role: 'clerk' },
                },
            ],
        });
        const { error } = await world.attempt();
        const users = await usersIn(world.target);
        assert.deepEqual(users.map((user) => `${user.email} ${String(user['name'])} ${String(roleOf(user))}`).sort(), [
            'seven@example.com Seven admin',
            'three@example.com Three clerk',
        ]);
        assert.equal(error, undefined, error?.message);
    });

    for (const [what, common] of [
        ['a given name', { given_name: 'Anna' }],
        ['a plan', { app_metadata: { plan: 'free' } }],
        ['a preference', { user_metadata: { theme: 'dark' } }],
    ] as const) {
        it(`does not take users of two systems with one ID for one person because of ${what}`, async () => {
            world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
            const write = async (user: object) => {
                const path = join(world.settings().projectFolder, 'users.ndjson');
                await writeFile(path, `${JSON.stringify(user)}\n`);
            };
            await write({ user_id: '1', email: 'anna@first.example', email_verified: true, ...common });
            await world.complete({ source: { file: 'users.ndjson' }, runId: 'first' });
            await world.edit({ description: 'The second system.' });
            await write({ user_id: '1', email: 'anna@second.example', email_verified: true, ...common });
            await world.attempt({ source: { file: 'users.ndjson' }, runId: 'second' });
            const emails = (await usersIn(world.target)).map(({ email }) => email);
            assert.ok(emails.includes('anna@first.example'), `the target has ${emails.join(', ')}`);
        });
    }

    it('gives nothing of a user to whoever signed up with its address while a request was in doubt', async () => {
        const victim = {
            ...{
                user_id: 'victim',
                email: 'victim@example.com',
                email_verified: true,
                password: 'Pass-of-the-victim-1',
            },
            app_metadata: { role: 'admin' },
        };
        world = await openWorld({
            users: [victim],
            definition: "userIds: { policy: 'regenerate', rememberAs: false },",
        });
        await stopAtLost(world, isImport);
        await signUp(world.target, { email: victim.email, password: 'Pass-of-the-attacker-2' });
        const { report } = await world.attempt();
        const holder = await userOf(world.target, victim.email);
        assert.deepEqual([roleOf(holder), holder['email_verified']], [undefined, false]);
        assert.deepEqual([report?.imported, report?.existing], [0, 1]);
    });

    it('gives nothing of a user to whoever signed up with its address before the verification', async () => {
        const victim = {
            ...{
                user_id: 'victim',
                email: 'victim@example.com',
                email_verified: true,
                password: 'Pass-of-the-victim-1',
            },
            app_metadata: { role: 'admin' },
        };
        world = await openWorld({
            users: [victim],
            definition: "userIds: { policy: 'regenerate', rememberAs: false },",
        });
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, victim.email)).user_id);
            await signUp(world.target, { email: victim.email, password: 'Pass-of-the-attacker-2' });
        });
        await world.attempt();
        const holder = await userOf(world.target, victim.email);
        assert.deepEqual([roleOf(holder), holder['email_verified']], [undefined, false]);
    });

    it('does not delete the account of somebody who left and came back while users were updated', async () => {
        const [ann] = people(1);
        assert.ok(ann);
        world = await openWorld({
            users: [{ ...ann, email_verified: true }],
            definition: "userIds: { policy: 'regenerate', rememberAs: false },",
        });
        await world.complete();
        await change(world.source, 'auth0|u00001', { name: 'Ann' });
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, ann.email)).user_id);
            await signUp(world.target, { email: ann.email, password: 'New-pass-of-ann-1' });
        });
        await world.attempt();
        assert.equal(await canLogIn(world.target, ann.email, 'New-pass-of-ann-1'), true);
    });

    it('does not count a user as imported whose kept ID another person got meanwhile', async () => {
        world = await openWorld({
            users: [{ user_id: '1', email: 'one@first.example', email_verified: true, name: 'One' }],
            definition: "userIds: { policy: 'retain' },",
            passwords: "{ whenMissing: 'reset' }",
        });
        let isDone = false;
        world.target.proxy.interferences = {
            beforeTenant: async (passing) => {
                if (!isImport(passing) || isDone) return undefined;
                isDone = true;
                await create(world.target, {
                    ...{ user_id: '1', email: 'one@second.example', email_verified: true, password: 'Other-pass-12' },
                    name: 'Other',
                });
                return undefined;
            },
        };
        const first = await world.attempt();
        assert.equal(first.report?.imported, 0);
        world.target.proxy.interferences = {};
        const second = await world.attempt();
        assert.equal(second.report?.imported, 0, 'one@first.example is not in the target');
        assert.equal((await usersIn(world.target))[0]?.email, 'one@second.example');
    });

    it('does not change a user of another connection that has the same ID', async () => {
        world = await openWorld({
            users: [{ ...CLERK, password: 'Pass-of-the-clerk-1' }],
            targetSeed: [
                { connection: { name: 'other' } },
                {
                    user: {
                        ...{ connection: 'other', user_id: 'later0', email: 'later@other.example' },
                        email_verified: true,
                    },
                },
            ],
            definition: "userIds: { policy: 'retain' },",
        });
        await world.complete();
        // Another migration keeps IDs, too, in another connection of the tenant; Auth0 then acts on the first that it finds.
        await remove(world.target, 'auth0|clerk0');
        await create(
            { ...world.target, connection: 'other' },
            {
                ...{
                    user_id: 'clerk0',
                    email: 'stranger@other.example',
                    email_verified: true,
                    password: 'Stranger-pass-1',
                },
            },
        );
        await create(world.target, {
            ...{ user_id: 'clerk0', email: CLERK.email, email_verified: true, password: CLERK.password },
            app_metadata: { role: 'clerk' },
        });
        await change(world.source, 'auth0|clerk0', { blocked: true });
        const { report } = await world.attempt();
        const { data } = await world.target.tenant.management.users.list({ q: 'email:"stranger@other.example"' });
        assert.equal(data[0]?.blocked ?? false, false, 'the stranger is not blocked');
        assert.deepEqual(report?.excludedByReason, { USER_ID_IN_ANOTHER_CONNECTION: 1 });
    });

    it('lets two runs work at once on the same users', async () => {
        world = await openWorld({ users: people(30) });
        const results = await Promise.all([
            world.attempt({ runId: 'one', maxImportFileBytes: 2_000 }),
            world.attempt({ runId: 'two', maxImportFileBytes: 2_000 }),
        ]);
        const ids = (await usersIn(world.target)).flatMap(oldIdsOf);
        assert.equal(new Set(ids).size, ids.length);
        assert.equal(ids.length, 30);
        assert.ok(results.every(({ error }) => error === undefined));
    });

    it('excludes whoever has the ID of another person at every attempt', async () => {
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const write = async (user: object) =>
            writeFile(join(world.settings().projectFolder, 'users.ndjson'), `${JSON.stringify(user)}\n`);
        await write({ user_id: '1', email: 'anna@first.example', email_verified: true });
        await world.complete({ source: { file: 'users.ndjson' }, runId: 'first' });
        await world.edit({ description: 'The second system.' });
        await write({ user_id: '1', email: 'bert@second.example', email_verified: true });
        const second = await world.attempt({ source: { file: 'users.ndjson' }, runId: 'second' });
        assert.equal(second.report?.imported, 0);
        const third = await world.attempt({ source: { file: 'users.ndjson' }, runId: 'second' });
        assert.equal(third.report?.imported, 0, 'still not there');
        await write({ user_id: '1', email: 'bert@second.example', email_verified: true, name: 'Bert' });
        await world.attempt({ source: { file: 'users.ndjson' }, runId: 'second' });
        assert.deepEqual(
            (await usersIn(world.target)).map((user) => `${user.email} ${String(user['name'])}`),
            ['anna@first.example anna@first.example'],
        );
    });

    it('leaves everything with the person when the address is handed on in the target before the update leaves', async () => {
        world = await openWorld({ users: people(2).map((person) => ({ ...person, email_verified: true })) });
        await world.complete();
        await change(world.source, 'auth0|u00001', {
            name: 'Ann',
            app_metadata: { role: 'admin' },
            user_metadata: { pet: 'cat' },
        });
        const first = await userOf(world.target, 'user-1@example.com');
        const second = await userOf(world.target, 'user-2@example.com');
        let isDone = false;
        world.target.proxy.interferences = {
            beforeTenant: async ({ method, path }) => {
                if (isDone || (method !== 'PATCH' && path !== '/api/v2/jobs/users-imports')) return undefined;
                isDone = true;
                await change(world.target, first.user_id, { email: 'gave-up@example.com' });
                await change(world.target, second.user_id, { email: 'user-1@example.com' });
                return undefined;
            },
        };
        await world.complete();
        assert.ok(isDone);
        const now = new Map((await usersIn(world.target)).map((user) => [user.user_id, user]));
        const of = (id: string) => {
            const user = now.get(id);
            return [user?.['name'], roleOf(user), (user?.['user_metadata'] as { pet?: string } | undefined)?.pet];
        };
        assert.deepEqual(of(first.user_id), ['Ann', 'admin', 'cat']);
        assert.deepEqual(of(second.user_id), ['User 2', undefined, undefined]);
    });

    it("refuses another system's file in place of the first one, until somebody approves the plan", async () => {
        const source = { file: 'users.ndjson' };
        world = await openWorld({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const write = async (system: string) => {
            const users = [1, 2, 3, 4].map((id) => ({
                ...{ user_id: String(id), email: `user${id}@${system}.example`, email_verified: true },
                name: `${system} ${id}`,
            }));
            const text = users.map((user) => `${JSON.stringify(user)}\n`).join('');
            await writeFile(join(world.settings().projectFolder, source.file), text);
        };
        const addresses = async () => (await usersIn(world.target)).map(({ email }) => email.split('@')[1]);
        await write('first');
        await world.complete({ source });
        await write('second');
        const { error } = await world.attempt({ source });
        assert.equal(error?.code, 'SOURCE_USERS_REPLACED');
        assert.deepEqual(await addresses(), Array(4).fill('first.example'));
        const digest = /digest ([0-9a-f]+)/.exec(error.message)?.[1];
        assert.ok(digest);
        await world.attempt({ source, approvedPlan: digest });
        assert.deepEqual(await addresses(), Array(4).fill('second.example'));
    });
});
