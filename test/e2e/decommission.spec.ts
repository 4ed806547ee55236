import assert from 'node:assert/strict';
import type { LocalPulumiResult } from '../../local/pulumi/index.ts';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { type CutoverStage, openCutoverStage } from './cutover-stage.ts';
import { callTenant, stagedUsers, usersOf } from './stage.ts';

const USERS = 8;

describe('a decommissioning through `pulumi up`', function () {
    this.timeout(600_000);
    let world: CutoverStage;
    /** The source's clients that stay enabled at a cut-over. */
    let always: readonly string[];
    before(async () => {
        world = await openCutoverStage({
            users: stagedUsers(USERS),
            migrationArgs: "decommission: config.getObject('decommission'),",
        });
        always = (await world.enabled('source')).filter((client) => !world.apps.source.includes(client));
    });
    after(() => world.close());

    const run = (command: 'up' | 'preview', phase: string, decommission?: object, isSourceClosed = false) =>
        world.run(command, phase, {
            config: {
                ...(decommission === undefined ? {} : { decommission: JSON.stringify(decommission) }),
                ...(isSourceClosed
                    ? { sourceAlways: '[]', sourceApps: JSON.stringify([...world.apps.source, ...always]) }
                    : {}),
            },
        });
    const up = async (...args: Parameters<typeof run> extends [unknown, ...infer Rest] ? Rest : never) => {
        const result = await run('up', ...args);
        assert.equal(result.failed, false, messagesOf(result));
        return result;
    };
    const assertRefused = async (result: LocalPulumiResult, message: RegExp): Promise<void> => {
        assert.equal(result.failed, true);
        assert.match(messagesOf(result), message);
        assert.equal((await usersOf(world.stage.source, 'legacy-customers')).length, USERS, 'nobody was deleted');
    };
    const confirmed = { confirm: 'legacy-customers', delete: 'users', maxDeletions: USERS };

    it('is refused without a confirmation, with a wrong one, while the source is in use, and beyond its limit', async () => {
        await up('copy');
        await up('cutover');
        await assertRefused(await run('preview', 'decommission'), /NOT_CONFIRMED: .*confirm: 'legacy-customers'/);
        await assertRefused(
            await run('preview', 'decommission', { ...confirmed, confirm: 'customers' }),
            /NOT_CONFIRMED/,
        );
        await assertRefused(await run('preview', 'decommission', confirmed), /SOURCE_IN_USE: 1 client is/);
        await up('cutover', undefined, true);
        await assertRefused(
            await run('up', 'decommission', { ...confirmed, maxDeletions: 3 }, true),
            /TOO_MANY_DELETIONS/,
        );
    });

    it('shows that it is irreversible, deletes who was verified, leaves the others, tries them again, and does nothing twice', async () => {
        const [user] = await usersOf(world.stage.source, 'legacy-customers');
        const copy = (await usersOf(world.stage.target, 'customers')).find(({ email }) => email === user?.email);
        assert.ok(user && copy);
        const change = (tenant: 'source' | 'target', id: string, name: string) =>
            callTenant(world.stage[tenant], 'PATCH', `/api/v2/users/${encodeURIComponent(id)}`, { name });
        await change('source', user.user_id, 'On source');
        await change('target', copy.user_id, 'On target');
        await up('cutover', confirmed, true);
        const preview = await run('preview', 'decommission', confirmed, true);
        assert.equal(preview.failed, false, messagesOf(preview));
        assert.match(
            messagesOf(preview),
            /Irreversible: deletes up to 8 users of 8 in legacy-customers .*never more than 8/,
        );

        const done = await up('decommission', confirmed, true);
        assert.match(messagesOf(done), /Deleted 7 users of the source/);
        assert.match(messagesOf(done), /NOT_UP_TO_DATE 1/);
        const left = await usersOf(world.stage.source, 'legacy-customers');
        assert.deepEqual(
            left.map(({ user_id }) => user_id),
            [user.user_id],
        );
        assert.equal((await usersOf(world.stage.target, 'customers')).length, USERS);
        assert.match(messagesOf(await up('decommission', confirmed, true)), /Tries again to delete 1 user that stayed/);
        await change('target', copy.user_id, 'On source');
        assert.match(messagesOf(await up('decommission', confirmed, true)), /Deleted 8 users of the source/);
        assert.equal((await usersOf(world.stage.source, 'legacy-customers')).length, 0);
        // The step that deleted them knows; for the migration, the source has lost nobody.
        assert.deepEqual(Object.keys((await up('decommission', confirmed, true)).changes), ['same']);
    });
});
