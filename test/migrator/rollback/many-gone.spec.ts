import assert from 'node:assert/strict';
import { planMigration } from '../../../migrator/index.ts';
import { type OpenCutover, openCutover } from '../cutover/open-cutover.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { inventUsers, readLines, TARGET } from '../running/open-migration.ts';

const STAYING = 2;
const LINKED = 2;
/** More than are looked up one by one. */
const GONE = 1_005;
const AT_ONCE = 15;

describe('more than 1,000 users who were deleted in the source, and some who are linked there', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    beforeEach(async () => {
        world = await openCutover({
            users: inventUsers(LINKED + GONE + STAYING),
            seed: [
                { connection: { name: 'bystanders' } },
                { user: { connection: 'bystanders', user_id: 'other', email: 'other@example.com' } },
            ],
            definition: `deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: ${GONE} },`,
        });
        await world.run({ clock: impatientClock });
    });
    afterEach(() => world.close());

    const idOf = (number: number) => `auth0|u${String(number).padStart(5, '0')}`;
    const leave = async () => {
        const { users } = world.tenant.management;
        for (let number = 1; number <= LINKED; number += 1)
            await users.identities.link('auth0|other', { provider: 'auth0', user_id: idOf(number) });
        for (let at = LINKED + 1; at <= LINKED + GONE; at += AT_ONCE)
            await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => users.delete(idOf(at + place))));
    };

    it('are told apart in the plan, and only those are deleted in the target', async () => {
        await leave();
        const plan = await planMigration(world.settings());
        assert.deepEqual([plan.gone?.users, plan.gone?.deletions, plan.refusals], [GONE, GONE, []]);
        const { report } = await world.run({ clock: impatientClock });
        assert.equal(report?.thisPass.deleted, GONE);
        assert.equal((await world.usersOf()).length, STAYING + LINKED);
    });

    it('are listed as linked after a decommissioning', async () => {
        await world.run({ phase: 'cutover', clock: impatientClock });
        await world.switchTo('target');
        await leave();
        const { decommissioned } = await world.decommission({ maxDeletions: STAYING });
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [STAYING, { LINKED }]);
        const listed = await readLines(decommissioned?.stayingArtifact ?? '');
        assert.deepEqual(listed.map(({ userId }) => userId).sort(), [idOf(1), idOf(2)]);
    });
});
