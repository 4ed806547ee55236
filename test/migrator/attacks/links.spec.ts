import assert from 'node:assert/strict';
import { change, create, isThere, userOf, usersIn } from '../converge/look-at-the-world.ts';
import { beforeFirst, betweenImportAndVerification, isDownload, isImport } from '../converge/meddle.ts';
import { openWorld, people, type World, type WorldFixture, type WorldSide } from '../converge/open-world.ts';
import { readLines, TARGET } from '../running/open-migration.ts';

const EMAIL = 'user-2@example.com';
const SOURCE_ID = 'auth0|u00002';

describe('attacks by links to users of another connection', function () {
    this.timeout(300_000);
    let world: World;
    afterEach(() => world.close());
    const open = async (fixture: Partial<WorldFixture>) => {
        const users = people(3).map((person) => ({ ...person, email_verified: true }));
        world = await openWorld({ users, ...fixture });
    };

    /** Links a user of the connection to a new one of another connection, as its secondary identity. */
    const linkElsewhere = async ({ tenant }: WorldSide, userId: string) => {
        const others = { name: 'others', strategy: 'auth0', enabled_clients: [tenant.clientId] };
        await tenant.call('POST', '/api/v2/connections', others);
        const primary = await create({ tenant, connection: 'others' } as WorldSide, {
            ...{ email: 'user-2@home.example', password: 'Chosen-by-the-user-1' },
        });
        await tenant.management.users.identities.link(primary.user_id, {
            provider: 'auth0',
            user_id: userId.replace('auth0|', ''),
        });
        return primary.user_id;
    };

    it('do not delete a user of the target who was linked in the source just before, which the search does not show yet', async () => {
        await open({
            definition: `deleted: { policy: 'delete', confirm: '${TARGET}', maxDeletions: 3 },`,
            sourceTenant: { searchLagMs: 6_000 },
        });
        await world.complete();
        await linkElsewhere(world.source, SOURCE_ID);
        const { thisPass } = await world.complete();
        assert.deepEqual([thisPass.deleted, await isThere(world.target, EMAIL)], [0, true]);
    });

    it('hide nobody of the source from the first copy: whoever cannot move is counted and listed', async () => {
        await open({});
        const primary = await linkElsewhere(world.source, SOURCE_ID);
        const report = await world.complete();
        assert.deepEqual([report.sourceUsers, report.imported], [3, 2]);
        assert.deepEqual(report.excludedByReason, { LINKED_TO_ANOTHER_PRIMARY: 1 });
        const [line] = await readLines(report.artifacts.excluded);
        assert.equal(line?.['sourceUserId'], primary);
        const { identities } = world.source.tenant.management.users;
        await identities.delete(primary, 'auth0', SOURCE_ID.replace('auth0|', ''));
        const later = await world.complete();
        assert.deepEqual([later.sourceUsers, later.imported, later.excludedByReason], [3, 3, {}]);
    });

    it('list nobody twice who is linked while the source is exported, or after it was moved', async () => {
        await open({});
        beforeFirst(world.source.proxy, isDownload, () => linkElsewhere(world.source, SOURCE_ID));
        const first = await world.complete();
        assert.deepEqual([first.sourceUsers, first.imported, first.excludedByReason], [3, 3, {}]);
        const second = await world.complete();
        assert.deepEqual([second.excludedByReason, second.goneFromSource], [{}, 0]);
    });

    it('neither double nor forget a user who was linked in the target just before, which the search does not show yet', async () => {
        await open({ definition: "deletedInTarget: 'restore',", targetTenant: { searchLagMs: 6_000 } });
        await world.complete();
        const { user_id: id } = await userOf(world.target, EMAIL);
        const primary = await linkElsewhere(world.target, id);
        await change(world.source, SOURCE_ID, { email: 'fresh@example.com', email_verified: true });
        const report = await world.complete();
        assert.deepEqual([report.imported, report.rejected, report.deletedInTarget], [3, 0, 0]);
        assert.equal(await isThere(world.target, 'fresh@example.com'), false);
        await world.target.tenant.management.users.identities.delete(primary, 'auth0', id.replace('auth0|', ''));
        await world.complete();
        assert.equal((await userOf(world.target, 'fresh@example.com')).user_id, id);
        assert.equal((await usersIn(world.target)).length, 3);
    });

    for (const remembered of ["'app_metadata.previous_user_id'", 'false']) {
        it(`neither double nor forget a user who was linked in the target between import and verification: rememberAs ${remembered}`, async () => {
            await open({ definition: `userIds: { policy: 'regenerate', rememberAs: ${remembered} },` });
            const { identities } = world.target.tenant.management.users;
            let [id, primary] = ['', ''];
            betweenImportAndVerification(world, async () => {
                id = (await userOf(world.target, EMAIL)).user_id;
                primary = await linkElsewhere(world.target, id);
            });
            const first = await world.complete();
            assert.deepEqual([first.imported, first.rejected, first.existing, first.isVerified], [3, 0, 0, true]);
            await change(world.source, SOURCE_ID, { email: 'fresh@example.com', email_verified: true });
            const second = await world.complete();
            assert.deepEqual([second.imported, second.rejected, second.deletedInTarget], [3, 0, 0]);
            assert.equal(await isThere(world.target, 'fresh@example.com'), false);
            await identities.delete(primary, 'auth0', id.replace('auth0|', ''));
            await world.complete();
            assert.equal((await userOf(world.target, 'fresh@example.com')).user_id, id);
            assert.equal((await usersIn(world.target)).length, 3);
        });
    }

    it('do not double a user who was linked between import and verification where Auth0 has refused another user of the job', async () => {
        await open({});
        beforeFirst(world.target.proxy, isImport, async () => {
            betweenImportAndVerification(world, async () => {
                await linkElsewhere(world.target, (await userOf(world.target, EMAIL)).user_id);
            });
            await create(world.target, { email: 'user-3@example.com', password: 'Chosen-by-the-user-3' });
        });
        const first = await world.complete();
        assert.deepEqual([first.imported, first.existing, first.isVerified], [2, 1, true]);
        await change(world.source, SOURCE_ID, { email: 'fresh@example.com', email_verified: true });
        await world.complete();
        assert.deepEqual(
            [await isThere(world.target, 'fresh@example.com'), (await usersIn(world.target)).length],
            [false, 3],
        );
    });
});
