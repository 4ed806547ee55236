import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { rollBack } from '../../../migrator/index.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { assertReturnRefused, type OpenCutover, openCutover, refusalOf } from './open-cutover.ts';

const USERS = 6;
const DELETE = `deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: 100 },`;

describe('a runs folder that was replaced by an older copy', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    beforeEach(async () => {
        world = await openCutover({ users: inventUsers(USERS), definition: DELETE });
    });
    afterEach(() => world.close());

    const backup = () => `${world.folder}/backup`;
    const save = () => cp(world.fileOf(''), backup(), { recursive: true });
    const restore = async () => {
        await rm(world.fileOf(''), { recursive: true });
        await cp(backup(), world.fileOf(''), { recursive: true });
    };
    const emails = async (connection = TARGET) =>
        (await world.usersOf(connection)).map(({ email }) => String(email)).sort();
    const decommissionAllButOne = async () => {
        const { users } = world.tenant.management;
        await users.identities.link('auth0|u00002', { provider: 'auth0', user_id: 'auth0|u00004' });
        const { decommissioned } = await world.decommission();
        assert.deepEqual(decommissioned?.staying, { LINKED: 1 });
    };
    it('does not let logins go back to a source whose users it does not know to be deleted', async () => {
        await world.cutOver();
        await save();
        await decommissionAllButOne();
        await restore();
        await assertReturnRefused(world);
    });

    it('does not either where the copy knows of an earlier way back only', async () => {
        await world.cutOver();
        await world.switchTo('source');
        await save();
        await world.switchTo('target');
        await decommissionAllButOne();
        await restore();
        await assertReturnRefused(world);
    });

    it('lets logins go back while everybody is in the source, also where people have signed up in the target', async () => {
        await world.cutOver();
        await save();
        const { users } = world.tenant.management;
        await users.create({ connection: TARGET, email: 'later@example.com', password: 'Signed-up-1234' });
        await restore();
        await world.switchTo('source');
        assert.deepEqual((await world.enabled(SOURCE)).sort(), [...world.apps].sort());
    });

    it('lets logins go back where somebody was deleted in the source by hand, once its clients are enabled by hand', async () => {
        await world.cutOver();
        await world.tenant.management.users.delete('auth0|u00001');
        await assertReturnRefused(world);
        await world.enable(SOURCE, world.apps.slice(0, 1), true);
        await world.switchTo('source');
        assert.deepEqual((await world.enabled(SOURCE)).sort(), [...world.apps].sort());
    });

    it('deletes nobody in the target for having been decommissioned in the source', async () => {
        await world.run();
        await save();
        await world.run({ phase: 'cutover' });
        await world.switchTo('target');
        await decommissionAllButOne();
        const before = await emails();
        await restore();
        const { report } = await world.run({ phase: 'cutover' });
        assert.equal(report?.thisPass.deleted, 0);
        await world.run();
        assert.deepEqual(await emails(), before);
    });

    describe('while another client is still enabled for the source', () => {
        const clients = () => ({ switchedClients: { source: world.apps, target: world.apps } });
        beforeEach(async () => {
            await world.enable(SOURCE, [world.importer], true);
            await world.run(clients());
            await save();
            await world.run({ ...clients(), phase: 'cutover' });
            await world.switchTo('target');
        });

        it('does not let a rollback remove anybody from the target', async () => {
            await restore();
            assert.equal(await refusalOf(rollBack({ ...world.settings(), confirm: TARGET })), 'ROLLBACK_REFUSED');
            assert.equal((await emails()).length, USERS);
        });

        it('deletes nobody in the target for having been deleted in the source since', async () => {
            await world.tenant.management.users.delete('auth0|u00001');
            await restore();
            const { report } = await world.run({ ...clients(), phase: 'cutover' });
            assert.equal(report?.thisPass.deleted, 0);
            assert.equal((await emails()).length, USERS);
        });
    });

    it('lets a decommissioning go on, which deletes only whom its own pass has verified', async () => {
        await world.cutOver();
        await save();
        const { users } = world.tenant.management;
        const copyOf = async (email: string) =>
            String((await world.usersOf()).find((user) => user['email'] === email)?.['user_id']);
        await decommissionAllButOne();
        await users.identities.delete('auth0|u00002', 'auth0', 'u00004');
        await users.delete(await copyOf('user-4@example.com'));
        const before = await emails();
        await restore();
        const { error, decommissioned } = await world.decommission();
        assert.equal(error, undefined);
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [1, { NOT_COPIED: 1 }]);
        assert.deepEqual([await emails(), await emails(SOURCE)], [before, ['user-4@example.com']]);
    });
});
