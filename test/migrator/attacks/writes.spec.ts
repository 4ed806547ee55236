import assert from 'node:assert/strict';
import { create, isThere, remove, userOf } from '../converge/look-at-the-world.ts';
import { betweenImportAndVerification } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('attacks on what is written and told', function () {
    this.timeout(60_000);
    let world: World;
    afterEach(() => world.close());
    // The request of an import is lost, and the attempt stops before it is repeated.

    it('sends nobody without approval in a second pass of the attempt', async () => {
        world = await openWorld({ users: people(3), passwords: "{ whenMissing: 'reset' }" });
        const probe = await world.attempt({ approvedPlan: '0'.repeat(32) });
        assert.equal(probe.error?.code, 'PLAN_NOT_APPROVED');
        const digest = /digest ([0-9a-f]+)/.exec(probe.error.message)?.[1];
        assert.ok(digest);
        betweenImportAndVerification(world, async () => {
            await remove(world.target, (await userOf(world.target, 'user-3@example.com')).user_id);
            await create(world.source, { email: 'new@example.com', password: 'New-pass-1234', email_verified: true });
        });
        const { report } = await world.attempt({ approvedPlan: digest, maxSnapshotAgeMs: 0 });
        assert.equal(await isThere(world.target, 'new@example.com'), false, JSON.stringify(report?.passes));
    });
});
