import assert from 'node:assert/strict';
import { closeLogins, openLogins, rollBack } from '../../migrator/index.ts';
import { type OpenCutover, openCutover } from '../migrator/cutover/open-cutover.ts';
import { inventUsers, SOURCE, TARGET } from '../migrator/running/open-migration.ts';
import { stepInChild } from './run-in-child.ts';
import type { StepOrder } from './step-and-die.ts';

/** More than one call can change. */
const APPS = 60;
const USERS = 20;
/** `CRASH_POINTS=all` kills at every request; otherwise at so many, spread over all. */
const SAMPLE = 8;

type Moment = 'before' | 'after';

describe('a step after the copy that is killed with kill -9', function () {
    this.timeout(4 * 60 * 60_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    it('leaves every client a connection when a cut-over dies, and is finished or undone by the next attempt', async () => {
        world = await openCutover({ users: inventUsers(2), apps: APPS });
        await world.run();
        const requests = await requestsOf('switch', 'target');
        await switchTo('source');
        let killed = 0;
        for (const [number, moment] of pointsOf(requests)) {
            for (const to of ['target', 'source'] as const) {
                const name = `${moment} request ${number}, towards ${to}`;
                if (await dies('switch', to, number, moment)) killed += 1;
                const [source, target] = [await world.enabled(SOURCE), await world.enabled(TARGET)];
                for (const app of world.apps) assert.ok(source.includes(app) || target.includes(app), name);
                // Every other one is undone instead.
                await switchTo(number % 2 === 0 ? to : other(to));
                await assertThrough(number % 2 === 0 ? to : other(to), name);
                await switchTo(to);
            }
        }
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    it('deletes nobody who is not in the target when a decommissioning dies, and is finished by the next attempt', async () => {
        let requests = 0;
        let killed = 0;
        for (const point of [undefined, ...pointsOf(200)]) {
            world = await openCutover({ users: inventUsers(USERS) });
            await world.cutOver();
            const before = await world.usersOf();
            if (point === undefined) {
                requests = await requestsOf('decommission', 'target');
                assert.ok(requests > USERS);
            } else {
                const [place, moment] = point;
                const number = Math.max(1, Math.round((place * requests) / 200));
                if (await dies('decommission', 'target', number, moment)) killed += 1;
                const name = `${moment} request ${number}`;
                assert.deepEqual(idsOf(await world.usersOf()), idsOf(before), name);
                const { error, decommissioned } = await world.decommission();
                assert.equal(error, undefined, name);
                assert.deepEqual(decommissioned?.staying, {}, name);
            }
            assert.equal((await world.usersOf(SOURCE)).length, 0);
            assert.deepEqual(idsOf(await world.usersOf()), idsOf(before));
            await world.close();
        }
        console.log(`      killed ${killed} times`);
        assert.ok(killed > 0);
    });

    it('removes all, and a later copy brings all back, when a rollback dies', async () => {
        world = await openCutover({ users: inventUsers(USERS) });
        await world.run();
        const requests = await requestsOf('rollback', 'target');
        assert.equal((await world.usersOf()).length, 0);
        let killed = 0;
        for (const [number, moment] of pointsOf(requests)) {
            const name = `${moment} request ${number}`;
            await world.run();
            assert.equal((await world.usersOf()).length, USERS, name);
            if (await dies('rollback', 'target', number, moment)) killed += 1;
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
    const requestsOf = async (step: StepOrder['step'], to: 'source' | 'target') => {
        assert.equal(await dies(step, to, 0, 'before'), false);
        return world.proxy.requests.length;
    };

    /** Takes a step, and tells whether it was killed. */
    const dies = async (step: StepOrder['step'], to: 'source' | 'target', number: number, moment: Moment) => {
        const { proxy, tenant } = world;
        // A clock does not cross into another process.
        const settings = { ...world.switchSettings(to), clock: undefined as never };
        const order: StepOrder = { settings, caFiles: [proxy.caFile, tenant.caFile], step };
        return (await stepInChild(proxy, order, { at: 'request', number, moment })).wasKilled;
    };
});

function pointsOf(requests: number): [number: number, moment: Moment][] {
    const all = Array.from({ length: requests }, (_, index) =>
        (['before', 'after'] as const).map((moment): [number, Moment] => [index + 1, moment]),
    ).flat();
    const step = process.env['CRASH_POINTS'] === 'all' ? 1 : Math.ceil(all.length / SAMPLE);
    return all.filter((_, index) => index % step === step - 1);
}

function other(to: 'source' | 'target'): 'source' | 'target' {
    return to === 'source' ? 'target' : 'source';
}

function idsOf(users: readonly Record<string, unknown>[]): string[] {
    return users.map(({ user_id: id }) => String(id)).sort();
}
