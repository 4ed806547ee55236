import assert from 'node:assert/strict';
import { stepInChild } from '../../crash/run-in-child.ts';
import type { PassingRequest } from '../running/interfering-proxy.ts';
import { inventUsers, SOURCE } from '../running/open-migration.ts';
import { type OpenCutover, openCutover } from './open-cutover.ts';

const USERS = 12;

describe('the limit of a decommissioning that is killed between a delete and the journal', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    let deleted: number;
    beforeEach(async () => {
        world = await openCutover({ users: inventUsers(USERS) });
        await world.cutOver();
        const { proxy, tenant } = world;
        // A clock does not cross into another process.
        const settings = { ...world.switchSettings('target'), clock: undefined as never };
        const { wasKilled } = await stepInChild(
            proxy,
            { settings, caFiles: [proxy.caFile, tenant.caFile], step: 'decommission' },
            { at: 'call', isWanted: isDelete, moment: 'after' },
        );
        assert.ok(wasKilled);
        deleted = USERS - (await world.usersOf(SOURCE)).length;
        assert.ok(deleted > 0 && deleted < USERS);
    });
    afterEach(() => world.close());

    it('counts those who were deleted by then', async () => {
        const { error } = await world.decommission({ maxDeletions: USERS - 1 });
        assert.equal(error?.code, 'TOO_MANY_DELETIONS');
        assert.match(error.message, new RegExp(`\\(${deleted} deleted before\\).*Raise it to ${USERS} `));
        assert.equal((await world.usersOf(SOURCE)).length, USERS - deleted);
    });

    it('counts nobody else, so the same command goes on', async () => {
        const { decommissioned } = await world.decommission({ maxDeletions: USERS });
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS, {}]);
        const again = await world.decommission({ maxDeletions: USERS });
        assert.equal(again.decommissioned?.deleted, USERS);
        assert.equal((await world.usersOf(SOURCE)).length, 0);
        assert.equal((await world.usersOf()).length, USERS);
    });
});

function isDelete({ method, path }: PassingRequest): boolean {
    return method === 'DELETE' && path.endsWith('/users');
}
