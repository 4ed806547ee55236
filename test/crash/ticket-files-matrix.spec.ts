import assert from 'node:assert/strict';
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readRunFile, resetPasswords } from '../../migrator/index.ts';
import { useArtifactKey } from '../leaks/artifact-key.ts';
import { type OpenResets, openResets } from '../migrator/resets/open-resets.ts';
import { TARGET } from '../migrator/running/open-migration.ts';
import { type DeathPoint, deathPoints, stepInChild } from './run-in-child.ts';

/** Tickets that one file takes. */
const IN_A_FILE = 500;
/** The first file lacks one, so that a campaign that goes on makes the last of it and the first two of the next. */
const BEFORE = IN_A_FILE - 1;
const USERS = IN_A_FILE + 2;
/** `CRASH_POINTS=all` kills around every request for a user and at every write; otherwise at so many. */
const SAMPLE = 6;

describe('tickets that need another file, killed with kill -9', function () {
    this.timeout(2 * 60 * 60_000);
    let world: OpenResets;
    useArtifactKey();
    before(async () => {
        world = await openResets(USERS + 1, USERS);
        const most = Array.from({ length: BEFORE }, (_, index) => `user-${index + 1}@example.com`);
        await writeFile(join(world.folder, 'most.txt'), most.join('\n'));
        const { sent } = await resetPasswords(world.resetSettings({ ...TICKETS, file: 'most.txt' }));
        assert.equal(sent, BEFORE);
        await cp(world.fileOf(''), kept(), { recursive: true });
    });
    after(() => world.close());

    it('are there once for everybody, but for the one of whom nobody knows', async () => {
        const { writes } = await goOn(undefined);
        const ends = { requests: world.proxy.requests.length, writes };
        assert.deepEqual(await ticketsByFile(), [IN_A_FILE, USERS - IN_A_FILE]);
        let [killed, unknown] = [0, 0];
        for (const point of deathPoints(ends, 2 * (USERS - BEFORE), SAMPLE)) {
            const name = JSON.stringify(point);
            if ((await goOn(point)).wasKilled) killed += 1;
            const { left } = await resetPasswords(world.resetSettings(TICKETS));
            const lost = left['UNKNOWN'] ?? 0;
            assert.deepEqual(left, lost === 0 ? {} : { UNKNOWN: 1 }, name);
            assert.deepEqual(await ticketsByFile(), [IN_A_FILE, USERS - IN_A_FILE - lost], name);
            unknown += lost;
        }
        console.log(`      killed ${killed} times, ${unknown} unknown`);
        assert.ok(killed > 0);
    });

    const TICKETS = { send: 'tickets', campaign: 'all', confirm: TARGET } as const;
    const kept = () => join(world.folder, 'kept');

    /** Goes on from the first file without its last ticket. */
    const goOn = async (point: DeathPoint | undefined) => {
        await rm(world.fileOf(''), { recursive: true });
        await cp(kept(), world.fileOf(''), { recursive: true });
        const { proxy, tenant } = world;
        const order = { settings: world.settings(), caFiles: [proxy.caFile, tenant.caFile], campaign: 'all' };
        return await stepInChild(proxy, { ...order, step: 'reset-tickets' }, point);
    };

    /** How many tickets each file has; nobody may have two. */
    const ticketsByFile = async () => {
        const files = (await readdir(world.fileOf(''))).filter((name) => name.startsWith('tickets-all-')).sort();
        const users = await Promise.all(
            files.map(async (name) => {
                const lines = (await text(await readRunFile(world.fileOf(''), name))).trimEnd().split('\n');
                return lines.map((line) => (JSON.parse(line) as { userId: string }).userId);
            }),
        );
        assert.equal(new Set(users.flat()).size, users.flat().length, 'nobody has two');
        return users.map(({ length }) => length);
    };
});
