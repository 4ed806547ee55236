import assert from 'node:assert/strict';
import type { Rollback } from '../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration, TARGET } from '../migrator/running/open-migration.ts';
import { runCommand, runInTerminal } from './command-line.ts';

const USERS = 4;

describe('the command rollback', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    beforeEach(async () => {
        migration = await openMigration({ users: inventUsers(USERS) });
        await migration.run();
    });
    afterEach(() => migration.close());

    const rollBack = (...flags: string[]) => runCommand(migration, 'rollback', flags);
    const users = async () => (await migration.usersOf()).length;

    it('only counts in a pipe, as text and as JSON, and says how to go on', async () => {
        const { stdout, stderr } = await rollBack();
        assert.equal(stderr, '');
        assert.equal(
            stdout,
            `Would remove ${USERS} users of ${TARGET}. This is irreversible; to do it, add --confirm ${TARGET}.\n`,
        );
        const { removable, removed } = JSON.parse((await rollBack('--json')).stdout) as Rollback;
        assert.deepEqual([removable, removed, await users()], [USERS, 0, USERS]);
    });

    it('removes them in a pipe with the name of the connection, and with another name ends with 1', async () => {
        await assert.rejects(rollBack('--confirm', 'legacy'), { code: 1, stderr: /^NOT_CONFIRMED: / });
        await assert.rejects(rollBack('--confirm'), { code: 1, stderr: /^SETTING_INVALID: / });
        assert.equal(await users(), USERS);
        assert.equal((await rollBack('--confirm', TARGET)).stdout, `Removed ${USERS} users of ${TARGET}.\n`);
        assert.equal(await users(), 0);
    });

    it('says the same in a terminal, and asks nothing', async function () {
        const plan = await runInTerminal(migration, 'rollback', []);
        if (plan === undefined) this.skip();
        else assert.match(plan.stdout, /^Would remove 4 users of customers\. .* add --confirm customers\.\r?\n$/);
        assert.equal(await users(), USERS);
        const done = await runInTerminal(migration, 'rollback', ['--confirm', TARGET]);
        assert.match(done?.stdout ?? '', /^Removed 4 users of customers\.\r?\n$/);
        assert.equal(await users(), 0);
    });
});
