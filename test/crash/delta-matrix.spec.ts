import assert from 'node:assert/strict';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { type DeathPoint, deathPoints, runInChild } from './run-in-child.ts';

const USERS = 8;
/** Users who are deleted in the source after the copy, and must go in the target; no more than these may. */
const GONE = 3;
/** `CRASH_POINTS=all` kills around every request and at every write of the pass; otherwise at so many. */
const SAMPLE = 6;

describe('a pass after the copy that is killed with kill -9', function () {
    this.timeout(2 * 60 * 60_000);
    let world: OpenMigration;

    it('ends as one that was never killed, wherever it dies, and deletes nobody else', async () => {
        const undisturbed = await dieAt(undefined);
        const { target } = undisturbed;
        assert.deepEqual(
            target.map(({ email }) => email),
            ['moved@example.com', 'new@example.com', ...[4, 5, 7, 8].map((number) => `user-${number}@example.com`)],
        );
        assert.deepEqual(
            target.flatMap(({ email, isEditor }) => (isEditor ? [email] : [])),
            ['user-7@example.com'],
        );
        let killed = 0;
        for (const point of deathPoints(undisturbed, Number.POSITIVE_INFINITY, SAMPLE)) {
            const killedAt = await dieAt(point);
            if (killedAt.wasKilled) killed += 1;
            assert.deepEqual(killedAt.target, target, JSON.stringify(point));
        }
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    /** Copies everybody, changes the source, and lets the pass after that die. */
    async function dieAt(point: DeathPoint | undefined) {
        world = await openMigration({
            users: inventUsers(USERS),
            definition: `roles: 'copy', deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: ${GONE} },`,
        });
        try {
            const name = JSON.stringify(point);
            const run = () => world.run({ clock: impatientClock });
            await run();
            const role = await changeSource();
            const source = await world.usersOf(SOURCE);
            const staying = new Set(source.map(({ email }) => email));
            const { proxy, tenant } = world;
            const wish = { settings: world.settings(), caFiles: [proxy.caFile, tenant.caFile], isImpatient: true };
            const before = await world.usersOf(TARGET);
            const { wasKilled, writes } = await runInChild(proxy, wish, point);
            const requests = proxy.requests.length;
            const left = new Set((await world.usersOf(TARGET)).map(({ user_id: id }) => id));
            for (const { user_id: id, email } of before)
                assert.ok(left.has(id) || (email !== MOVED && !staying.has(email)), `${name}: ${String(id)} is gone`);
            if (wasKilled) await run();
            const ids = (users: readonly Record<string, unknown>[]) => users.map(({ user_id: id }) => id).sort();
            assert.deepEqual(ids(await world.usersOf(SOURCE)), ids(source), `${name}: the source is as it was`);
            return { wasKilled, writes, requests, target: await targetWith(role) };
        } finally {
            await world.close();
        }
    }

    const MOVED = 'user-6@example.com';

    async function changeSource(): Promise<string> {
        const { users, roles } = world.tenant.management;
        const id = (number: number) => `auth0|u${String(number).padStart(5, '0')}`;
        for (let number = 1; number <= GONE; number += 1) await users.delete(id(number));
        await users.update(id(4), { name: 'Edited', user_metadata: { number: 'four' } });
        await users.update(id(5), { blocked: true });
        await users.update(id(6), { email: 'moved@example.com', email_verified: true });
        await users.create({ connection: SOURCE, email: 'new@example.com', password: 'Signed-up-1234' });
        const { id: role = '' } = await roles.create({ name: 'editor' });
        await users.roles.assign(id(7), { roles: [role] });
        return role;
    }

    /** The users of the target and who of them has a role, without what differs between any two copies. */
    async function targetWith(role: string) {
        const { data } = await world.tenant.management.roles.users.list(role);
        const holders = new Set(data.map(({ user_id: id }) => id));
        return (await world.usersOf(TARGET))
            .map(({ user_id: id, identities: _, created_at: __, updated_at: ___, ...profile }) => {
                const { previous_user_id: from, ...rest } = profile['app_metadata'] as Record<string, unknown>;
                const { email } = profile;
                // Auth0 gives who signs up an ID that nobody foresees.
                const previous = email === 'new@example.com' ? typeof from : from;
                return {
                    ...profile,
                    email: String(email),
                    app_metadata: rest,
                    previous,
                    isEditor: holders.has(String(id)),
                };
            })
            .sort((a, b) => a.email.localeCompare(b.email));
    }
});
