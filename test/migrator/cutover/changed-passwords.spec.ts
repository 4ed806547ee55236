import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatReport, inspectDecommission, inspectSwitch } from '../../../migrator/index.ts';
import { givePasswords } from '../../checker/known-passwords.ts';
import { inventUsers, readLines, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover } from './open-cutover.ts';

const USERS = 4;
const CHANGED = 'auth0|u00002';
const EMAIL = 'user-2@example.com';
const NEW_PASSWORD = 'Another-horse-2';

describe('a password that was changed in the source after the hash export', function () {
    this.timeout(60_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    const open = async (whenChanged = '') => {
        const { users, hashExport } = await givePasswords(SOURCE, inventUsers(USERS));
        world = await openCutover({
            users,
            definition: `passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse', ${whenChanged} },`,
        });
        await writeFile(join(world.folder, 'hashes.ndjson'), hashExport);
        await world.run();
    };
    const sdk = () => world.tenant.management.users;
    const changePassword = (id: string, password: string) => sdk().update(id, { password });
    const copyOf = async (email: string) =>
        String((await world.usersOf()).find((user) => user['email'] === email)?.['user_id']);
    const idsOf = (users: readonly Record<string, unknown>[]) => users.map(({ user_id: id }) => id);
    const confirmed = { confirm: SOURCE, delete: 'users', maxDeletions: USERS } as const;

    it('is counted, listed and shown before the cut-over, and keeps its user in the source until it is chosen anew', async () => {
        await open();
        await changePassword(CHANGED, NEW_PASSWORD);
        const { report } = await world.run();
        assert.equal(report?.changedPasswords, 1);
        assert.match(formatReport(report), /passwords 1 changed in the source since the hash export/);
        const copy = await copyOf(EMAIL);
        assert.deepEqual(await readLines(report.artifacts.changedPasswords), [{ sourceUserId: CHANGED, user: copy }]);
        assert.equal((await inspectSwitch(world.switchSettings('target'))).changedPasswords, 1);
        assert.equal((await world.tenant.logIn(TARGET, EMAIL, NEW_PASSWORD)).status, 403, 'it does work there');

        await world.cutOver();
        const { decommissioned } = await world.decommission();
        assert.deepEqual(decommissioned?.staying, { PASSWORD_CHANGED: 1 });
        assert.deepEqual(idsOf(await world.usersOf(SOURCE)), [CHANGED]);
        const settings = { ...world.settings(), decommission: confirmed };
        const inspection = await inspectDecommission(settings);
        assert.deepEqual([inspection.isDone, inspection.staying], [false, 1]);

        await changePassword(copy, NEW_PASSWORD);
        const { decommissioned: again } = await world.decommission();
        assert.deepEqual([again?.deleted, again?.staying], [USERS, {}]);
        assert.equal((await world.usersOf(SOURCE)).length, 0);
        assert.equal((await inspectDecommission(settings)).isDone, true);
        assert.equal((await world.tenant.logIn(TARGET, EMAIL, NEW_PASSWORD)).status, 200);
    });

    it('keeps nobody where the definition lets these users choose a new one', async () => {
        await open("whenChanged: 'reset'");
        await changePassword(CHANGED, NEW_PASSWORD);
        await world.cutOver();
        const { decommissioned } = await world.decommission();
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS, {}]);
    });

    it('is noticed after the hash export was deleted, too', async () => {
        await open();
        await rm(join(world.folder, 'hashes.ndjson'));
        assert.equal((await world.run()).report?.changedPasswords, 0);
        await changePassword(CHANGED, NEW_PASSWORD);
        assert.equal((await world.run()).report?.changedPasswords, 1);
    });
});
