import assert from 'node:assert/strict';
import { closeLogins, openLogins, rollBack, runMigration } from '../../../migrator/index.ts';
import { isDownload } from '../converge/meddle.ts';
import { type OpenCutover, openCutover } from '../cutover/open-cutover.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';

const USERS = 4;
const SECOND = { runsFolder: 'other-runs' };

describe('a rollback during which another machine decommissions the source', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    const decommissionElsewhere = async () => {
        const settings = { ...world.settings(SECOND), clock: impatientClock };
        const decommission = { confirm: SOURCE, delete: 'users', maxDeletions: USERS } as const;
        await runMigration(settings);
        await runMigration({ ...settings, phase: 'cutover' });
        await openLogins({ ...world.switchSettings('target'), ...SECOND });
        await closeLogins({ ...world.switchSettings('target'), ...SECOND });
        await runMigration({ ...settings, phase: 'decommission', decommission });
    };

    it('leaves in the target whoever is no longer in the source', async () => {
        world = await openCutover({ users: inventUsers(USERS) });
        await world.run();
        let downloads = 0;
        world.proxy.interferences = {
            afterTenant: async (passing) => {
                if (isDownload(passing)) downloads += 1;
                // Both exports of the rollback are made; those of the other machine come later.
                if (isDownload(passing) && downloads === 2) await decommissionElsewhere();
                return undefined;
            },
        };
        const { removable, removed, kept } = await rollBack({ ...world.settings(), confirm: TARGET });
        assert.deepEqual(await world.usersOf(SOURCE), []);
        assert.deepEqual([removable, removed, kept], [USERS, 0, { GONE_FROM_SOURCE: USERS }]);
        assert.equal((await world.usersOf()).length, USERS);
    });
});
