import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ReplacementException } from '../checker/check-replacement.ts';
import { CONFIRMED, type OpenReplacement, openReplacement } from '../migrator/replacement/open-replacement.ts';
import { SOURCE } from '../migrator/running/open-migration.ts';
import type { DeathWish } from './migrate-and-die.ts';
import { type DeathPoint, runInChild } from './run-in-child.ts';

const USERS = 4;
/** `CRASH_POINTS=all` kills at every point; otherwise at so many, spread over the run. */
const SAMPLE = 12;

describe('a replacement of users that is killed with kill -9', function () {
    this.timeout(4 * 60 * 60_000);
    let world: OpenReplacement;

    const wishOf = (): DeathWish => ({
        settings: world.settings(CONFIRMED),
        caFiles: [world.proxy.caFile, world.tenant.caFile],
        isImpatient: true,
    });

    it('loses nobody, and is finished by the next attempt, with the folder of the run or without it', async () => {
        const chosen = sampleOf(await pointsOfRun());
        let killed = 0;
        for (const [index, point] of chosen.entries()) {
            world = await openReplacement(USERS);
            try {
                const { wasKilled } = await runInChild(world.proxy, wishOf(), point);
                if (!wasKilled) continue;
                killed += 1;
                const isFolderLost = index % 2 === 1;
                await assertFinished(isFolderLost, `${JSON.stringify(point)}${isFolderLost ? ', folder lost' : ''}`);
            } finally {
                await world.close();
            }
        }
        console.log(`      killed at ${killed} of ${chosen.length} points`);
        assert.ok(killed >= chosen.length * 0.8);
    });

    it('is finished by a third attempt after two deaths at any two places', async () => {
        const points = await pointsOfRun();
        const chosen = sampleOf(points);
        for (const [index, point] of chosen.entries()) {
            if (index % 3 !== 0) continue;
            world = await openReplacement(USERS);
            try {
                const second = points[(index * 37 + 11) % points.length];
                const first = await runInChild(world.proxy, wishOf(), point);
                const next = await runInChild(world.proxy, wishOf(), second);
                if (first.wasKilled || next.wasKilled)
                    await assertFinished(false, `${JSON.stringify(point)}, then ${JSON.stringify(second)}`);
            } finally {
                await world.close();
            }
        }
    });

    async function pointsOfRun(): Promise<DeathPoint[]> {
        world = await openReplacement(USERS);
        const { writes } = await runInChild(world.proxy, wishOf(), undefined);
        const requests = world.proxy.requests.length;
        assert.deepEqual(await world.violations({ place: 'target' }), []);
        await world.close();
        const points = [
            ...numbersTo(writes).flatMap((number) =>
                (['before', 'half-written', 'after'] as const).map(
                    (moment): DeathPoint => ({ at: 'journal', number, moment }),
                ),
            ),
            ...numbersTo(requests).flatMap((number) =>
                (['before', 'after'] as const).map((moment): DeathPoint => ({ at: 'request', number, moment })),
            ),
        ];
        console.log(`      ${writes} journal writes and ${requests} requests: ${points.length} points to die at`);
        return points;
    }

    async function assertFinished(isFolderLost: boolean, name: string): Promise<void> {
        // Dead between a delete and what it gives back, an ID lacks something for a while; nobody is gone, and nobody is without a password.
        const anywhere = exceptionsFor([...world.before.keys()], { places: ['source', 'target', 'both'] });
        const lacking = await world.violations({ exceptions: anywhere });
        for (const line of lacking) assert.match(line, /: has .*expected/, name);
        if (isFolderLost) await rm(dirname(world.fileOf('journal.ndjson')), { recursive: true, force: true });
        const { report } = await world.replace();
        assert.equal(report?.isVerified, true, name);
        const ids = isFolderLost ? lacking.map((line) => line.slice(0, line.indexOf(':'))) : [];
        const exceptions = exceptionsFor(ids, { places: ['target'], mayLackAssignments: true });
        assert.deepEqual(await world.violations({ place: 'target', exceptions }), [], name);
        assert.deepEqual(await world.usersOf(SOURCE), [], name);
    }
});

function exceptionsFor(ids: readonly string[], exception: ReplacementException): Map<string, ReplacementException> {
    return new Map(ids.map((id) => [id, exception]));
}

function sampleOf(points: readonly DeathPoint[]): readonly DeathPoint[] {
    if (process.env['CRASH_POINTS'] === 'all') return points;
    const step = Math.ceil(points.length / SAMPLE);
    return points.filter((_, index) => index % step === step - 1);
}

function numbersTo(count: number): number[] {
    return Array.from({ length: count }, (_, index) => index + 1);
}
