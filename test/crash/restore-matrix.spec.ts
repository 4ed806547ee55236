import assert from 'node:assert/strict';
import { rollBack } from '../../migrator/index.ts';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, TARGET } from '../migrator/running/open-migration.ts';
import { deathPoints, stepInChild } from './run-in-child.ts';

const USERS = 4;
/** `CRASH_POINTS=all` kills around every request for an account and at every write; otherwise at so many. */
const SAMPLE = 8;

describe('a rollback of accounts that were there before, killed with kill -9', function () {
    this.timeout(2 * 60 * 60_000);
    let world: OpenMigration;
    afterEach(() => world.close());

    it('is finished by the next one, and each account is what it was', async () => {
        const users = inventUsers(USERS).map((user) => ({ ...user, email_verified: true }));
        const seed = users.map(({ email }, index) => ({
            user: {
                ...{ connection: TARGET, user_id: `own-${index}`, email, email_verified: true, name: `Own ${index}` },
                user_metadata: { own: index },
            },
        }));
        world = await openMigration({ users, seed, definition: "existingUsers: 'upsert'," });
        const original = await profiles();
        await copy();
        const { writes } = await die(undefined);
        assert.deepEqual(await profiles(), original);
        const ends = { requests: world.proxy.requests.length, writes };
        let killed = 0;
        for (const point of deathPoints(ends, 2 * USERS, SAMPLE)) {
            const name = JSON.stringify(point);
            await copy();
            assert.notDeepEqual(await profiles(), original, name);
            if ((await die(point)).wasKilled) killed += 1;
            await rollBack({ ...world.settings({ clock: impatientClock }), confirm: TARGET });
            assert.deepEqual(await profiles(), original, name);
        }
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    const copy = () => world.run({ clock: impatientClock });
    const die = (point: Parameters<typeof stepInChild>[2]) => {
        const { proxy, tenant } = world;
        const order = { settings: world.settings(), caFiles: [proxy.caFile, tenant.caFile], step: 'rollback' } as const;
        return stepInChild(proxy, order, point);
    };
    const profiles = async () =>
        (await world.usersOf())
            .map(({ updated_at: _, ...profile }): Record<string, unknown> => profile)
            .sort((a, b) => (String(a['user_id']) < String(b['user_id']) ? -1 : 1));
});
