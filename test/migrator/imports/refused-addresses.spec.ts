import assert from 'node:assert/strict';
import { FINISHED_SCRIPTS } from '../../../migrator/scripts/finished-scripts.ts';
import {
    inventUsers,
    type OpenMigration,
    openMigration,
    readLines,
    SOURCE,
    TARGET,
} from '../running/open-migration.ts';

const KNOWS_EVERYBODY = {
    login: 'function login(email, password, callback) { callback(new WrongUsernameOrPasswordError(email)); }',
    get_user: "function getByEmail(email, callback) { callback(null, { user_id: 'legacy|' + email, email: email }); }",
};
const REFUSED = { 'refused PATCH_400_EMAIL': 1 };

describe('a change of a user whose new address the target refuses', function () {
    this.timeout(120_000);
    let world: OpenMigration;
    afterEach(() => world.close());

    const sdk = () => world.tenant.management;
    const useScripts = async (customScripts: Readonly<Record<string, string>>) => {
        const { data } = await sdk().connections.list({ name: TARGET });
        const options = { enabledDatabaseCustomization: true, import_mode: true, customScripts };
        await sdk().connections.update(data[0]?.id ?? '', { options });
    };
    const open = async () => {
        world = await openMigration({ users: inventUsers(2) });
        await useScripts(KNOWS_EVERYBODY);
        await world.run();
    };
    const first = async () =>
        (await world.usersOf()).find(({ user_metadata: data }) => (data as { number: number }).number === 1);
    const patches = () =>
        world.proxy.requests.filter(({ method, path }) => method === 'PATCH' && path.startsWith('/api/v2/users/'))
            .length;

    it('is written but for the address, which is listed, tried by each pass, and taken after the end of import mode', async () => {
        await open();
        const change = { email: 'moved@example.com', email_verified: true, blocked: true, given_name: 'Given' };
        await sdk().users.update('auth0|u00001', change);
        const { report } = await world.run();
        const { email, blocked, given_name: name } = (await first()) ?? {};
        assert.deepEqual([email, blocked, name], ['user-1@example.com', true, 'Given']);
        assert.deepEqual([report?.isVerified, report?.rejectedByReason], [true, REFUSED]);

        world.proxy.requests.length = 0;
        const again = await world.run();
        assert.deepEqual([patches(), again.report?.rejectedByReason], [1, REFUSED]);
        // What was written is known as this run's: another change is no conflict.
        await sdk().users.update('auth0|u00001', { given_name: 'Later' });
        const later = await world.run();
        assert.deepEqual([later.report?.rejectedByReason, (await first())?.['given_name']], [REFUSED, 'Later']);

        await useScripts({ ...FINISHED_SCRIPTS });
        const last = await world.run();
        assert.deepEqual([(await first())?.['email'], last.report?.rejectedByReason], ['moved@example.com', {}]);
    });

    it('is taken back with the address, where the source takes it back', async () => {
        await open();
        await sdk().users.update('auth0|u00001', { email: 'moved@example.com', email_verified: true, blocked: true });
        await world.run();
        await sdk().users.update('auth0|u00001', { email: 'user-1@example.com', email_verified: true, blocked: false });
        const { report } = await world.run();
        assert.deepEqual([(await first())?.['blocked'] === true, report?.rejectedByReason], [false, {}]);
    });

    it('keeps a user in the source at the decommissioning whose address is not in the target', async () => {
        await open();
        await sdk().users.update('auth0|u00001', { email: 'moved@example.com' });
        await world.run({ phase: 'cutover' });
        const { data } = await sdk().connections.list({ name: SOURCE });
        const id = data[0]?.id ?? '';
        const { data: clients } = await sdk().connections.clients.get(id, { take: 100 });
        await sdk().connections.clients.update(
            id,
            clients.map(({ client_id }) => ({ client_id, status: false })),
        );
        const decommission = { confirm: SOURCE, delete: 'users', maxDeletions: 10 } as const;
        const { decommissioned } = await world.run({ phase: 'decommission', decommission });
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [1, { NOT_UP_TO_DATE: 1 }]);
        const [rejected] = await readLines(world.fileOf('pass-3-rejected.ndjson'));
        assert.deepEqual(rejected?.['codes'], ['PATCH_400_EMAIL']);
    });
});
