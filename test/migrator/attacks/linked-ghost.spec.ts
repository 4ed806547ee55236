import assert from 'node:assert/strict';
import { create, usersIn } from '../converge/look-at-the-world.ts';
import { beforeFirst, isImport } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';

describe('a user who looks like a ghost', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    it('is not deleted when it was linked to another one just before, which the search does not show yet', async () => {
        world = await openWorld({
            users: people(1),
            definition: 'ghosts: { repair: { max: 1 } },',
            targetSeed: [{ connection: { name: 'others' } }],
            targetTenant: { searchLagMs: 6_000 },
        });
        const { target } = world;
        beforeFirst(target.proxy, isImport, async () => {
            const email = 'user-1@example.com';
            const own = await create(target, { email, password: 'Chosen-by-the-user-1', email_verified: true });
            const primary = await create(target, {
                ...{ connection: 'others', email: 'user-1@home.example', password: 'Chosen-by-the-user-1' },
            });
            await target.tenant.management.users.identities.link(primary.user_id, {
                provider: 'auth0',
                user_id: own.user_id.replace('auth0|', ''),
            });
        });
        const report = await world.complete();
        assert.deepEqual(report.rejectedByReason, { 'linked-secondary DUPLICATED_USER': 1 });
        const [primary] = (await target.tenant.management.users.listUsersByEmail({ email: 'user-1@home.example' })) as {
            identities?: { connection?: string }[];
        }[];
        assert.deepEqual(
            primary?.identities?.map(({ connection }) => connection),
            ['others', 'customers'],
        );
        assert.deepEqual(await usersIn(target).then((users) => users.length), 1);
    });
});
