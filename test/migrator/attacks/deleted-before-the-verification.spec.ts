import assert from 'node:assert/strict';
import { isThere, remove } from '../converge/look-at-the-world.ts';
import { isExport, stopBefore } from '../converge/meddle.ts';
import { openWorld, people, type World } from '../converge/open-world.ts';
import { importsOf, readLines, TARGET } from '../running/open-migration.ts';

const USER = 'user-1@example.com';

describe('a user who is deleted in the source before any pass has verified the import', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());

    for (const userIds of ["policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id'", "policy: 'retain'"]) {
        it(`counts as gone from the source: ${userIds}`, async () => {
            world = await openWorld({ users: people(3), definition: `userIds: { ${userIds} },` });
            await stopBefore(world, (passing) => isExport(passing) && importsOf(world.target.proxy).length > 0);
            await remove(world.source, 'auth0|u00001');
            const { goneFromSource, artifacts } = await world.complete();
            const listed = await readLines(artifacts.gone);
            assert.deepEqual(
                [goneFromSource, ...listed.map(({ sourceUserId, reason }) => [sourceUserId, reason])],
                [1, ['auth0|u00001', undefined]],
            );
            await world.edit({
                definition: `userIds: { ${userIds} }, deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: 1 },`,
            });
            assert.equal((await world.complete()).thisPass.deleted, 1);
            assert.equal(await isThere(world.target, USER), false);
        });
    }
});
