import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { planMigration } from '../../../migrator/index.ts';
import { TARGET } from '../running/open-migration.ts';
import { assertEachOnce, usersIn } from './look-at-the-world.ts';
import { endpointOf, openSide, openWorld, people, type World, type WorldSide } from './open-world.ts';

const STRANGERS = [{ user_id: 's00001', email: 'stranger@example.com', email_verified: true }];

describe('a run and its endpoints', function () {
    this.timeout(300_000);
    let world: World;
    let wrong: WorldSide | undefined;
    afterEach(async () => {
        await wrong?.proxy.close();
        await wrong?.tenant.close();
        wrong = undefined;
        await world.close();
    });

    /** Makes a first attempt that exports the wrong tenant and is refused before anybody is sent. */
    const openRefused = async () => {
        world = await openWorld({ users: people(4) });
        wrong = await openSide(world.source.connection, STRANGERS);
        await world.edit({ passwords: "{ whenMissing: 'reset' }" });
        const { error } = await world.attempt({ source: endpointOf(wrong), approvedPlan: 'of-another-source' });
        assert.equal(error?.code, 'PLAN_NOT_APPROVED');
    };

    it('refuses to go on with other endpoints under a name that was given to it', async () => {
        await openRefused();
        const { error, report } = await world.attempt();
        assert.equal(report, undefined, 'the users of the wrong tenant are never taken for those of the right one');
        assert.equal(error?.code, 'RUN_OF_OTHER_ENDPOINTS');
        assert.equal((await usersIn(world.target)).length, 0);
    });

    it('moves the users of the right tenant when the cure is applied: another name', async () => {
        await openRefused();
        const report = await world.complete({ runId: 'run-of-the-right-tenant' });
        assert.deepEqual([report.sourceUsers, report.imported], [4, 4]);
        await assertEachOnce(
            world.target,
            people(4).map(({ password: _, ...person }) => person),
        );
    });

    it('is named by its definition and its endpoints unless it gets a name', async () => {
        world = await openWorld({ users: people(4) });
        wrong = await openSide(world.source.connection, STRANGERS);
        await world.edit({ passwords: "{ whenMissing: 'reset' }" });
        const withoutName = { runId: undefined as unknown as string };
        const refused = await world.attempt({
            ...withoutName,
            source: endpointOf(wrong),
            approvedPlan: 'of-another-source',
        });
        assert.equal(refused.error?.code, 'PLAN_NOT_APPROVED');
        const first = await world.attempt(withoutName);
        assert.deepEqual([first.report?.sourceUsers, first.report?.imported], [4, 4]);
        const second = await world.attempt(withoutName);
        assert.equal(second.report?.imported, 4);
        const named = (attempt: typeof first) => attempt.outcome as unknown as { runId: string; folder: string };
        assert.equal(named(first).runId, named(second).runId);
        assert.equal(named(first).folder, join(world.runsFolder, named(first).runId));
        assert.equal((await usersIn(world.target)).length, 4);
    });

    it('is another run when the target connection was deleted and made again', async () => {
        world = await openWorld({ users: people(4) });
        await world.complete();
        const { management } = world.target.tenant;
        const [old] = (await management.connections.list({ name: TARGET })).data;
        await management.connections.delete(String(old?.id));
        for (let left = 1; left > 0; ) left = (await management.connections.list({ name: TARGET })).data.length;
        const made = await management.connections.create({ name: TARGET, strategy: 'auth0' });
        await world.target.tenant.call('PATCH', `/api/v2/connections/${String(made.id)}/clients`, [
            { client_id: world.target.tenant.clientId, status: true },
        ]);
        assert.equal((await world.attempt()).error?.code, 'RUN_OF_OTHER_ENDPOINTS');
        const report = await world.complete({ runId: 'run-into-the-new-connection' });
        assert.equal(report.imported, 4);
        await assertEachOnce(world.target, people(4));
    });

    for (const runId of ['..', '.', '...', 'a/b', '']) {
        it(`refuses a name that is no name: ${JSON.stringify(runId)}`, async () => {
            world = await openWorld({ users: people(1) });
            const before = await readdir(world.folder);
            assert.equal((await world.attempt({ runId })).error?.code, 'SETTING_INVALID');
            await assert.rejects(planMigration(world.settings({ runId })), { code: 'SETTING_INVALID' });
            assert.deepEqual(await readdir(world.folder), before, 'nothing was written beside the runs');
            assert.equal((await usersIn(world.target)).length, 0);
        });
    }
});
