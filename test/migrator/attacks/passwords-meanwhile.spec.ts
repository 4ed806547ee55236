import assert from 'node:assert/strict';
import { canLogIn, change, userOf } from '../converge/look-at-the-world.ts';
import { beforeFirst, isImport, letHoursPass } from '../converge/meddle.ts';
import { hashRecordsOf, openWorld, people, type World } from '../converge/open-world.ts';
import { readLines } from '../running/open-migration.ts';

const HOUR_MS = 3_600_000;
const USER = 'user-1@example.com';

describe('a password that is chosen in the source between its snapshot and the import, hours later', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    const writeHashes = async (setAt: number | undefined) => {
        const date = setAt === undefined ? {} : { password_set_date: { $date: new Date(setAt).toISOString() } };
        const records = await hashRecordsOf(people(2));
        await world.writeHashes(records.map((record) => ({ ...record, ...date })));
    };

    for (const [what, sent, later] of [
        ['where no hash has a date', undefined, undefined],
        ['where a newer hash export has replaced the one that was sent', -24 * HOUR_MS, 2 * HOUR_MS],
    ] as const) {
        it(`is counted and listed by the next pass: ${what}`, async () => {
            const control = { control: true };
            world = await openWorld({ users: people(2), sourceTenant: control, targetTenant: control });
            const startedAt = Date.now();
            await writeHashes(sent === undefined ? undefined : startedAt + sent);
            beforeFirst(world.target.proxy, isImport, async () => {
                await letHoursPass(world, 1);
                await change(world.source, 'auth0|u00001', { password: 'Chosen-meanwhile-1' });
                await letHoursPass(world, 2);
            });
            await world.complete();
            assert.equal(await canLogIn(world.target, USER, 'Chosen-meanwhile-1'), false);
            await writeHashes(later === undefined ? undefined : startedAt + later);
            const { changedPasswords, artifacts } = await world.complete();
            assert.equal(changedPasswords, 1);
            const { user_id: copy } = await userOf(world.target, USER);
            assert.deepEqual(await readLines(artifacts.changedPasswords), [
                { sourceUserId: 'auth0|u00001', user: copy },
            ]);
        });
    }
});
