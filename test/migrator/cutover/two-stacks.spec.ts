import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeLogins, inspectMigration, inspectSwitch, openLogins, rollBack } from '../../../migrator/index.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover, refusalOf } from './open-cutover.ts';

const USERS = 6;
const OTHER = 'partners';

describe('two stacks on one source, each with a runs folder of its own', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    const open = async (definition = '', targets = [TARGET, OTHER]) => {
        world = await openCutover({ users: inventUsers(USERS), definition, targets });
    };
    afterEach(() => world.close());

    const emails = async (connection = TARGET) =>
        (await world.usersOf(connection)).map(({ email }) => String(email)).sort();
    const everybody = inventUsers(USERS).map(({ email }) => email);
    const second = { runsFolder: 'other-runs' };

    it('copy every user once when they copy into one target at the same time', async () => {
        await open();
        const outcomes = await Promise.allSettled([world.run(), world.run(second)]);
        await world.run();
        const { report } = await world.run(second);
        assert.deepEqual(await emails(), everybody, JSON.stringify(outcomes.map(({ status }) => status)));
        assert.equal(report?.isVerified, true);
    });

    it('do not remove what the other one created', async () => {
        await open();
        await world.run();
        await world.run(second);
        const { removed, kept } = await rollBack({ ...world.settings(second), confirm: TARGET });
        assert.deepEqual([removed, kept], [0, { NOT_CREATED_BY_RUN: USERS }]);
    });

    it('delete nobody in their target because the other one has decommissioned the source', async () => {
        await open();
        const definitionPath = 'other.ts';
        const text = await readFile(join(world.folder, 'migration.ts'), 'utf8');
        const deleting = `deleted: { policy: 'delete', confirm: '${OTHER}', maxDeletions: 100 }, description:`;
        await writeFile(join(world.folder, definitionPath), text.replace('description:', deleting));
        const other = { ...second, definitionPath, to: OTHER };
        await world.run(other);
        await world.cutOver();
        await world.tenant.management.users.identities.link('auth0|u00002', {
            provider: 'auth0',
            user_id: 'auth0|u00004',
        });
        assert.equal((await world.decommission()).decommissioned?.deleted, USERS - 2);
        await world.run(other);
        assert.deepEqual(await emails(OTHER), everybody);
    });

    it('leave the cut-over of the other one alone, and go on from there', async () => {
        await open();
        await world.cutOver();
        const clients = { source: world.apps, target: world.apps };
        const settings = (to: 'source' | 'target') => ({ ...world.switchSettings(to), ...second, isWayBack: false });
        const { refusals } = await inspectSwitch(settings('source'));
        assert.deepEqual(
            refusals.map(({ code }) => code),
            ['LOGINS_SWITCHED_ELSEWHERE'],
        );
        for (const step of [openLogins, closeLogins])
            assert.equal(await refusalOf(step(settings('source'))), 'LOGINS_SWITCHED_ELSEWHERE');
        assert.deepEqual((await world.enabled(TARGET)).sort(), [world.importer, ...world.apps].sort());
        // As the message says.
        const cutOver = { ...second, phase: 'cutover', switchedClients: clients } as const;
        assert.match(
            String((await inspectMigration({ ...world.settings(cutOver), phase: 'decommission' })).refusals[0]),
            /The phase 'decommission' needs .* Say `phase: 'cutover'`/,
        );
        assert.deepEqual((await inspectMigration(world.settings(cutOver))).refusals, []);
        assert.equal((await world.run(cutOver)).report?.isVerified, true);
        await openLogins(settings('target'));
        await closeLogins(settings('target'));
        assert.deepEqual(await world.enabled(SOURCE), []);
        await openLogins(settings('source'));
    });

    it('undo the cut-over of a stack that no longer exists once the source was opened by hand', async () => {
        await open();
        await world.cutOver();
        const settings = { ...world.switchSettings('source'), ...second, isWayBack: false };
        await world.enable(SOURCE, world.apps, true);
        await openLogins(settings);
        await closeLogins(settings);
        assert.deepEqual(await world.enabled(TARGET), [world.importer]);
    });

    it('are refused the cut-over without a copy while logins go through the source', async () => {
        await open();
        const clients = { source: world.apps, target: world.apps };
        const cutOver = { ...second, phase: 'cutover', switchedClients: clients } as const;
        assert.equal(await refusalOf(world.run(cutOver)), 'NOT_VERIFIED');
        await world.enable(TARGET, world.apps, true);
        assert.equal(await refusalOf(world.run(cutOver)), 'NOT_VERIFIED');
    });

    it('take no connection that was made again under the same name for the one that they know', async () => {
        await open();
        await world.cutOver();
        const { management } = world.tenant;
        for (const name of [TARGET, SOURCE]) {
            await management.connections.delete(await world.connectionId(name));
            await management.connections.create({ name, strategy: 'auth0', enabled_clients: [world.importer] });
            const { error } = await world.decommission();
            assert.equal(error?.code, 'RUN_OF_OTHER_ENDPOINTS');
            assert.equal(await refusalOf(world.run()), 'RUN_OF_OTHER_ENDPOINTS');
        }
    });
});
