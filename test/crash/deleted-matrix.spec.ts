import assert from 'node:assert/strict';
import { impatientClock } from '../migrator/running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { type DeathPoint, deathPoints, runInChild } from './run-in-child.ts';

const USERS = 6;
/** Users who are deleted in the source after the copy, and must go in the target; no more than these may. */
const GONE = 3;
/** `CRASH_POINTS=all` kills around every request and at every write of the pass; otherwise at so many. */
const SAMPLE = 5;

describe('a pass that deletes the copies of deleted users, killed with kill -9', function () {
    this.timeout(2 * 60 * 60_000);
    let world: OpenMigration;

    it('deletes nobody else, and is finished by the next one', async () => {
        const ends = await dieAt(undefined);
        let killed = 0;
        for (const point of deathPoints(ends, Number.POSITIVE_INFINITY, SAMPLE))
            if ((await dieAt(point)).wasKilled) killed += 1;
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    /** Copies everybody, deletes some in the source, and lets the pass after that die. */
    async function dieAt(point: DeathPoint | undefined) {
        world = await openMigration({
            users: inventUsers(USERS),
            definition: `deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: ${GONE} },`,
        });
        try {
            const name = JSON.stringify(point);
            const run = () => world.run({ clock: impatientClock });
            await run();
            for (const { user_id: id } of (await world.usersOf(SOURCE)).slice(0, GONE))
                await world.tenant.management.users.delete(String(id));
            const staying = await addressesIn(SOURCE);
            assert.equal(staying.length, USERS - GONE);
            const { proxy, tenant } = world;
            const wish = { settings: world.settings(), caFiles: [proxy.caFile, tenant.caFile], isImpatient: true };
            const { wasKilled, writes } = await runInChild(proxy, wish, point);
            const requests = proxy.requests.length;
            const left = await addressesIn(TARGET);
            for (const address of staying) assert.ok(left.includes(address), `${name}: ${address} is gone`);
            if (wasKilled) await run();
            assert.deepEqual(await addressesIn(TARGET), staying, name);
            assert.deepEqual(await addressesIn(SOURCE), staying, name);
            return { wasKilled, writes, requests };
        } finally {
            await world.close();
        }
    }

    async function addressesIn(connection: string): Promise<string[]> {
        return (await world.usersOf(connection)).map(({ email }) => String(email)).sort();
    }
});
