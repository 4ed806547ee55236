import assert from 'node:assert/strict';
import { type RollbackSettings, rollBack } from '../../../migrator/index.ts';
import { useArtifactKey } from '../../leaks/artifact-key.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import {
    inventUsers,
    type MigrationFixture,
    type OpenMigration,
    openMigration,
    SOURCE,
    TARGET,
} from '../running/open-migration.ts';

const USERS = 4;

describe('a rollback of accounts that were there before', function () {
    this.timeout(120_000);
    let world: OpenMigration;
    useArtifactKey();
    afterEach(() => world.close());

    const verified = inventUsers(USERS).map((user) => ({ ...user, email_verified: true }));
    const before = verified.slice(0, 3).map(({ email }, index) => ({
        user: {
            ...{
                connection: TARGET,
                user_id: `own-${index + 1}`,
                email,
                email_verified: true,
                name: `Own ${index + 1}`,
            },
            ...(index === 0 ? { given_name: 'Ann' } : {}),
            user_metadata: { number: -1, own: { kept: [index] } },
            ...(index === 1 ? { app_metadata: { plan: 'gold' } } : {}),
        },
    }));
    const open = async (existingUsers: string, users: MigrationFixture['users'] = verified) => {
        world = await openMigration({ users, seed: before, definition: `existingUsers: ${existingUsers},` });
    };
    const back = (changes: Partial<RollbackSettings> = {}) =>
        rollBack({ ...world.settings({ clock: impatientClock }), ...changes });
    const copy = () => world.run({ clock: impatientClock });
    /** What can be written of the target's accounts, by their IDs. */
    const accounts = async () =>
        Object.fromEntries(
            (await world.usersOf()).map(({ user_id: id, updated_at: _, ...profile }): [string, object] => [
                String(id),
                profile,
            ]),
        );

    for (const policy of ["'upsert'", "{ policy: 'merge', conflicts: 'take-source' }"]) {
        it(`gives them back what ${policy} replaced, and a later copy updates them again`, async () => {
            await open(policy);
            const original = await accounts();
            const first = (await copy()).report;
            assert.deepEqual([first?.isVerified, first?.imported], [true, USERS]);
            const updated = await accounts();
            assert.notDeepEqual(updated['auth0|own-1'], original['auth0|own-1']);
            const plan = await back();
            assert.deepEqual([plan.removable, plan.restorable, plan.restored, plan.kept], [1, 3, 0, {}]);
            assert.deepEqual(await accounts(), updated);
            const { removed, restored, kept } = await back({ confirm: TARGET });
            assert.deepEqual([removed, restored, kept], [1, 3, {}]);
            assert.deepEqual(await accounts(), original);
            const again = await back({ confirm: TARGET });
            assert.deepEqual([again.removed, again.restored, again.kept], [0, 0, {}]);

            const { report } = await copy();
            assert.deepEqual([report?.isVerified, report?.imported, report?.thisPass.updated], [true, USERS, 3]);
            assert.equal((await back({ confirm: TARGET })).restored, 3);
            assert.deepEqual(await accounts(), original);
        });
    }

    it('undoes the changes of several passes', async () => {
        await open("'upsert'");
        const original = await accounts();
        await copy();
        const source = (await world.usersOf(SOURCE)).find(({ email }) => email === 'user-1@example.com');
        await world.tenant.management.users.update(String(source?.['user_id']), {
            name: 'Changed',
            user_metadata: { number: 77, later: true },
        });
        assert.equal((await copy()).report?.thisPass.updated, 1);
        assert.equal((await accounts())['auth0|own-1']?.['name' as never], 'Changed');
        assert.equal((await back()).restorable, 3);
        assert.equal((await back({ confirm: TARGET })).restored, 3);
        assert.deepEqual(await accounts(), original);
    });

    it('leaves what somebody has changed since, restores the rest, and lists the account', async () => {
        await open("'upsert'");
        const original = await accounts();
        await copy();
        const { management } = world.tenant;
        await management.users.update('auth0|own-1', { name: 'Edited', user_metadata: { number: 5 } });
        await management.users.delete('auth0|own-2');
        const { restored, kept } = await back({ confirm: TARGET });
        assert.deepEqual([restored, kept], [2, { CHANGED_SINCE: 2 }]);
        const now = await accounts();
        const { user_metadata: metadata } = original['auth0|own-1'] as { user_metadata: object };
        assert.deepEqual(now['auth0|own-1'], {
            ...original['auth0|own-1'],
            name: 'Edited',
            user_metadata: { ...metadata, number: 5 },
        });
        assert.deepEqual(now['auth0|own-3'], original['auth0|own-3']);
    });

    it('leaves what changes in the moment before', async () => {
        await open("'upsert'");
        await copy();
        let isDone = false;
        world.proxy.interferences = {
            beforeTenant: async ({ method, path }) => {
                if (isDone || method !== 'GET' || !path.endsWith('own-3')) return undefined;
                isDone = true;
                await world.tenant.management.users.update('auth0|own-3', { name: 'Edited' });
                return undefined;
            },
        };
        await back({ confirm: TARGET });
        assert.equal(isDone, true);
        assert.equal((await accounts())['auth0|own-3']?.['name' as never], 'Edited');
    });

    it('gives back everything but what somebody else has by now', async () => {
        await open("'upsert'");
        const original = await accounts();
        await copy();
        const { management } = world.tenant;
        await management.users.update('auth0|u00001', { email: 'new-1@example.com', email_verified: true });
        assert.equal((await copy()).report?.thisPass.updated, 1);
        const email = 'user-1@example.com';
        await management.users.create({ connection: TARGET, email, password: 'Signed-up-1234' });
        const { restored, kept } = await back({ confirm: TARGET });
        assert.deepEqual([restored, kept], [3, { REFUSED: 1 }]);
        const now = await accounts();
        assert.deepEqual(now['auth0|own-1'], { ...original['auth0|own-1'], email: 'new-1@example.com' });
        assert.deepEqual([now['auth0|own-2'], now['auth0|own-3']], [original['auth0|own-2'], original['auth0|own-3']]);
    });

    it('gives back addresses that went from one account to the other', async () => {
        await open("'upsert'");
        const original = await accounts();
        await copy();
        const { management } = world.tenant;
        const move = async (user: number, email: string) =>
            await management.users.update(`auth0|u0000${user}`, { email, email_verified: true });
        await move(1, 'new-1@example.com');
        await move(2, 'user-1@example.com');
        await copy();
        assert.equal((await accounts())['auth0|own-2']?.['email' as never], 'user-1@example.com');
        const { restored, kept } = await back({ confirm: TARGET });
        assert.deepEqual([restored, kept], [3, {}]);
        assert.deepEqual(await accounts(), original);
    });
});
