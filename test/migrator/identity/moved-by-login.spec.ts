import assert from 'node:assert/strict';
import { planMigration } from '../../../migrator/index.ts';
import { CONFIRMED, openReplacement } from '../replacement/open-replacement.ts';
import { impatientClock } from '../running/impatient-clock.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../running/open-migration.ts';

/** What import mode made of a user of the source at a login. */
const moved = (number: number, email = `user-${number}@example.com`) => ({
    user: {
        ...{ connection: TARGET, user_id: `legacy|u0000${number}`, email, logins_count: 1 },
        app_metadata: { previous_user_id: `auth0|u0000${number}` },
        ...{ name: `User ${number}`, user_metadata: { number } },
    },
});

const DECOMMISSION = {
    ...CONFIRMED,
    phase: 'decommission',
    decommission: { confirm: SOURCE, delete: 'users', maxDeletions: 10 },
} as const;

describe('a user whom a login has moved with another ID', function () {
    this.timeout(120_000);
    let world: OpenMigration | undefined;
    afterEach(() => world?.close());

    const idsOf = async (connection: string) =>
        ((await world?.usersOf(connection)) ?? []).map(({ user_id: id }) => String(id)).sort();
    const rolesOf = async (id: string) =>
        (await world?.tenant.management.users.roles.list(id))?.data.map(({ name }) => name) ?? [];

    it('is recognized where users keep their IDs inside one tenant, also with another address by now', async () => {
        const open = await openReplacement(4, {
            seed: [moved(2), moved(3, 'moved@example.com')],
            definition: "roles: 'copy',",
        });
        world = open;
        const { report } = await open.replace();
        assert.deepEqual(await idsOf(SOURCE), ['auth0|u00002', 'auth0|u00003']);
        assert.deepEqual(await idsOf(TARGET), [
            ...['auth0|legacy|u00002', 'auth0|legacy|u00003', 'auth0|u00001', 'auth0|u00004'],
        ]);
        assert.deepEqual([report?.isVerified, report?.replacement?.replaced], [true, 2]);
        assert.deepEqual(await rolesOf('auth0|legacy|u00002'), ['Reader']);
        await world.tenant.management.users.update('auth0|u00002', { nickname: 'edited', blocked: true });
        await open.replace();
        const { data } = await world.tenant.management.users.get('auth0|legacy|u00002').withRawResponse();
        assert.deepEqual([data.nickname, data.blocked], ['edited', true]);
        assert.deepEqual(data.app_metadata, { previous_user_id: 'auth0|u00002' });
        const plan = await planMigration({ ...world.settings(), ...CONFIRMED });
        const { message } = plan.findings.find(({ code }) => code === 'OTHER_IDS_IN_TARGET') ?? {};
        assert.match(message ?? '', /^2 users were moved by a login/);
        // Nobody shares an ID any more, so who is verified may leave the source.
        await closeSource();
        const { decommissioned } = await world.run({ ...DECOMMISSION, clock: impatientClock });
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [2, {}]);
        assert.equal((await idsOf(TARGET)).length, 4);
    });

    it('is recognized where IDs get another prefix, keeps its memory, and is no conflict when the source changes later', async () => {
        const users = inventUsers(2).map((user) => ({ ...user, app_metadata: { plan: 'free' } }));
        const login = moved(2);
        Object.assign(login.user.app_metadata, { plan: 'free' });
        world = await openMigration({
            ...{ users, seed: [login] },
            definition: "userIds: { policy: 'prefix', prefix: 'old|' },",
        });
        await world.run();
        await world.tenant.management.users.update('auth0|u00002', { app_metadata: { plan: 'paid' } });
        const { report } = await world.run();
        assert.deepEqual([report?.isVerified, report?.excludedByReason], [true, {}]);
        assert.deepEqual(await idsOf(TARGET), ['auth0|legacy|u00002', 'auth0|old|u00001']);
        const { data } = await world.tenant.management.users.get('auth0|legacy|u00002').withRawResponse();
        assert.deepEqual(data.app_metadata, { plan: 'paid', previous_user_id: 'auth0|u00002' });
    });

    const closeSource = async () => {
        const { connections } = (world as OpenMigration).tenant.management;
        const { data } = await connections.list({ name: SOURCE });
        const id = data[0]?.id ?? '';
        const { data: clients } = await connections.clients.get(id, { take: 100 });
        await connections.clients.update(
            id,
            clients.map(({ client_id }) => ({ client_id, status: false })),
        );
    };
});
