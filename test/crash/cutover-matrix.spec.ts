import assert from 'node:assert/strict';
import { closeLogins, openLogins, rollBack } from '../../migrator/index.ts';
import { type OpenCutover, openCutover } from '../migrator/cutover/open-cutover.ts';
import { inventUsers, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { type DeathPoint, deathPoints, stepInChild } from './run-in-child.ts';
import type { StepOrder } from './step-and-die.ts';

/** More than one call can change. */
const APPS = 60;
const USERS = 20;
/** `CRASH_POINTS=all` kills around every request and at every write to the journal; otherwise at so many, spread over all. */
const SAMPLE = 8;

describe('a step after the copy that is killed with kill -9', function () {
    this.timeout(4 * 60 * 60_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    it('leaves every client a connection when a cut-over dies, and is finished or undone by the next attempt', async () => {
        world = await openCutover({ users: inventUsers(2), apps: APPS });
        await world.run();
        const [there, back] = [await endsOf('switch', 'target'), await endsOf('switch', 'source')];
        let killed = 0;
        for (const point of pointsOf(there.requests > back.requests ? there : back)) {
            for (const to of ['target', 'source'] as const) {
                const name = `${JSON.stringify(point)}, towards ${to}`;
                if ((await die('switch', to, point)).wasKilled) killed += 1;
                const [source, target] = [await world.enabled(SOURCE), await world.enabled(TARGET)];
                for (const app of world.apps) assert.ok(source.includes(app) || target.includes(app), name);
                // Every other one is undone instead.
                const wanted = point.number % 2 === 0 ? to : other(to);
                await switchTo(wanted);
                await assertThrough(wanted, name);
                await switchTo(to);
            }
        }
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    it('deletes nobody who is not in the target when a decommissioning dies, and is finished by the next attempt', async () => {
        let killed = 0;
        const decommissionAndDie = async (point: DeathPoint | undefined) => {
            world = await openCutover({ users: inventUsers(USERS) });
            await world.cutOver();
            const name = JSON.stringify(point);
            const before = await world.usersOf();
            const { wasKilled, writes } = await die('decommission', 'target', point);
            const { length: requests } = world.proxy.requests;
            if (wasKilled) {
                killed += 1;
                assert.deepEqual(idsOf(await world.usersOf()), idsOf(before), name);
                const { error, decommissioned } = await world.decommission();
                assert.equal(error, undefined, name);
                assert.deepEqual(decommissioned?.staying, {}, name);
            }
            assert.equal((await world.usersOf(SOURCE)).length, 0, name);
            assert.deepEqual(idsOf(await world.usersOf()), idsOf(before), name);
            return { requests, writes };
        };
        const ends = await decommissionAndDie(undefined);
        assert.ok(ends.requests > USERS);
        for (const point of pointsOf(ends)) {
            await world.close();
            await decommissionAndDie(point);
        }
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    it('removes all, and a later copy brings all back, when a rollback dies', async () => {
        world = await openCutover({ users: inventUsers(USERS) });
        await world.run();
        const ends = await endsOf('rollback', 'target');
        assert.equal((await world.usersOf()).length, 0);
        let killed = 0;
        for (const point of pointsOf(ends)) {
            const name = JSON.stringify(point);
            await world.run();
            assert.equal((await world.usersOf()).length, USERS, name);
            if ((await die('rollback', 'target', point)).wasKilled) killed += 1;
            // Every other one goes on with the copy instead.
            if (killed % 2 === 0) continue;
            await rollBack({ ...world.settings(), confirm: TARGET });
            assert.equal((await world.usersOf()).length, 0, name);
        }
        const { report } = await world.run();
        assert.deepEqual([report?.isVerified, report?.imported], [true, USERS]);
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    const switchTo = async (to: 'source' | 'target') => {
        await openLogins(world.switchSettings(to));
        await closeLogins(world.switchSettings(to));
    };
    const assertThrough = async (to: 'source' | 'target', name: string) => {
        const [open, closed] = to === 'target' ? [TARGET, SOURCE] : [SOURCE, TARGET];
        const [enabled, left] = [await world.enabled(open), await world.enabled(closed)];
        assert.ok(
            world.apps.every((app) => enabled.includes(app)),
            name,
        );
        assert.ok(!world.apps.some((app) => left.includes(app)), name);
    };
    const endsOf = async (step: StepOrder['step'], to: 'source' | 'target') => {
        const { wasKilled, writes } = await die(step, to, undefined);
        assert.equal(wasKilled, false);
        return { requests: world.proxy.requests.length, writes };
    };

    /** Takes a step, and tells whether it was killed. */
    const die = async (step: StepOrder['step'], to: 'source' | 'target', point: DeathPoint | undefined) => {
        const { proxy, tenant } = world;
        // A clock does not cross into another process.
        const settings = { ...world.switchSettings(to), clock: undefined as never, isOpenedBetween: to === 'source' };
        return await stepInChild(proxy, { settings, caFiles: [proxy.caFile, tenant.caFile], step }, point);
    };
});

function pointsOf(ends: { readonly requests: number; readonly writes: number }): DeathPoint[] {
    return deathPoints(ends, Number.POSITIVE_INFINITY, SAMPLE);
}

function other(to: 'source' | 'target'): 'source' | 'target' {
    return to === 'source' ? 'target' : 'source';
}

function idsOf(users: readonly Record<string, unknown>[]): string[] {
    return users.map(({ user_id: id }) => String(id)).sort();
}
