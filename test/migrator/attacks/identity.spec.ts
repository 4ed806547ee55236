import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { change, create, remove, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('attacks on who is who', function () {
    this.timeout(60_000);
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
        await change(world.source, 'auth0|u00002', {
            ...{ name: 'Second Person', email: 'second@example.com', email_verified: true },
            app_metadata: { role: 'admin' },
        });
        await world.attempt();
        const now = (await usersIn(world.target)).find(({ user_id: id }) => id === main.user_id);
        assert.deepEqual([now?.email, now?.['name'], roleOf(now)], ['user-1@example.com', 'User 1', undefined]);
    });

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
});
