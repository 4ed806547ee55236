import assert from 'node:assert/strict';
import { formatPlan, planMigration } from '../../../migrator/index.ts';
import {
    inventUsers,
    type OpenMigration,
    openMigration,
    readLines,
    SOURCE,
    TARGET,
} from '../running/open-migration.ts';

const USERS = inventUsers(12);
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;

describe('linked accounts', function () {
    this.timeout(300_000);
    let source: OpenMigration;
    let target: OpenMigration | undefined;
    afterEach(async () => {
        await source.close();
        await target?.close();
        target = undefined;
    });

    const link = (primary: number, secondary: number) =>
        source.tenant.management.users.identities.link(idOf(primary), {
            provider: 'auth0',
            user_id: String(USERS[secondary]?.['user_id']),
        });

    /** Each linked user with the addresses of its secondary identities, in their order. */
    const linksOf = async (migration: OpenMigration, connection: string): Promise<Record<string, unknown>> => {
        const users = await migration.usersOf(connection);
        return Object.fromEntries<unknown>(
            users.flatMap(({ email, identities }): [string, unknown][] => {
                const others = (identities as { profileData?: { email?: string } }[]).slice(1);
                return others.length === 0
                    ? []
                    : [[String(email), others.map(({ profileData }) => profileData?.email)]];
            }),
        );
    };

    for (const [name, userIds] of [
        ['new IDs', ''],
        ['kept IDs', "userIds: { policy: 'retain' },"],
    ] as const) {
        it(`of the source connection are imported as two users and linked again, with ${name}`, async () => {
            source = await openMigration({ users: USERS, definition: `${userIds} linkedAccounts: 'copy',` });
            target = await openMigration({ users: [] });
            await link(0, 1);
            await link(2, 4);
            await link(2, 3);
            const expected = await linksOf(source, SOURCE);
            assert.deepEqual(expected, {
                'user-1@example.com': ['user-2@example.com'],
                'user-3@example.com': ['user-5@example.com', 'user-4@example.com'],
            });
            const to = { target: target.settings().target };
            const { report } = await source.run(to);
            assert.deepEqual([report?.imported, report?.isVerified, report?.pass], [12, true, 1]);
            assert.deepEqual([report?.assignments?.wanted.links, report?.assignments?.written.links], [3, 3]);
            assert.deepEqual(await linksOf(target, TARGET), expected);
            const users = await target.usersOf();
            assert.equal(users.length, 9);
            const primary = users.find(({ email }) => email === 'user-3@example.com');
            assert.deepEqual(primary?.['user_metadata'], { number: 3 });
            const again = await source.run(to);
            assert.deepEqual([again.report?.imported, again.report?.isVerified], [12, true]);
            assert.deepEqual(
                [again.report?.assignments?.wanted.links, again.report?.assignments?.written.links],
                [3, 0],
            );
            assert.deepEqual(await linksOf(target, TARGET), expected);
        });
    }

    it('are linked again in another connection of the tenant', async () => {
        source = await openMigration({ users: USERS, definition: "linkedAccounts: 'copy', roles: 'copy'," });
        await link(5, 6);
        const role = await source.tenant.management.roles.create({ name: 'editor' });
        await source.tenant.management.roles.users.assign(role.id ?? '', { users: [idOf(5), idOf(7)] });
        const { report } = await source.run();
        assert.deepEqual([report?.imported, report?.isVerified], [12, true]);
        assert.deepEqual(await linksOf(source, TARGET), await linksOf(source, SOURCE));
        const again = await source.run();
        const { written } = again.report?.assignments ?? {};
        assert.deepEqual([again.report?.isVerified, written?.links, written?.roles], [true, 0, 0]);
    });

    it('of other connections are counted by their connection', async () => {
        source = await openMigration({
            users: USERS,
            definition: "linkedAccounts: 'copy',",
            seed: [
                { connection: { name: 'elsewhere' } },
                { user: { connection: 'elsewhere', user_id: 'x1', email: 'other@example.com' } },
            ],
        });
        await source.tenant.management.users.identities.link(idOf(0), { provider: 'auth0', user_id: 'x1' });
        const { report } = await source.run();
        assert.deepEqual(report?.assignments?.linkedElsewhere, { elsewhere: 1 });
        assert.deepEqual([report.imported, report.isVerified], [12, true]);
    });

    it('follow the source when it links a user to somebody else, and never take a third person along', async () => {
        source = await openMigration({ users: USERS, definition: "linkedAccounts: 'copy', roles: 'copy'," });
        const { management: sdk } = source.tenant;
        await link(0, 1);
        await source.run();
        // The second user becomes a part of the third; the first one must not.
        await sdk.users.identities.delete(idOf(0), 'auth0', idOf(1).replace('auth0|', ''));
        await link(2, 1);
        const { report } = await source.run();
        assert.deepEqual(await linksOf(source, TARGET), { 'user-3@example.com': ['user-2@example.com'] });
        assert.equal(report?.isVerified, true);
        assert.deepEqual([report.assignments?.removed.links, report.assignments?.written.links], [1, 1]);
        assert.equal((await source.usersOf()).length, 11);
        // And apart from both.
        await sdk.users.identities.delete(idOf(2), 'auth0', idOf(1).replace('auth0|', ''));
        const apart = await source.run();
        assert.deepEqual(await linksOf(source, TARGET), {});
        assert.deepEqual([apart.report?.isVerified, (await source.usersOf()).length], [true, 12]);
    });

    it('that the target took apart or made stay so, and give nobody the roles of a part', async () => {
        source = await openMigration({ users: USERS, definition: "linkedAccounts: 'copy', roles: 'copy'," });
        const { management: sdk } = source.tenant;
        const { id: editor = '' } = await sdk.roles.create({ name: 'editor' });
        await link(0, 1);
        await source.run();
        const moved = new Map((await source.usersOf()).map((user) => [user['email'], String(user['user_id'])]));
        const [first = '', fourth = '', fifth = ''] = [1, 4, 5].map((number) =>
            moved.get(`user-${number}@example.com`),
        );
        const user = await sdk.users.get(first);
        await sdk.users.identities.delete(first, 'auth0', String(user.identities?.[1]?.user_id));
        // Somebody makes the fifth a part of the fourth in the target; in the source it gets a role.
        await sdk.users.identities.link(fourth, { provider: 'auth0', user_id: fifth.replace('auth0|', '') });
        await sdk.roles.users.assign(editor, { users: [idOf(4), idOf(6)] });
        const { report } = await source.run();
        assert.deepEqual(await linksOf(source, TARGET), { 'user-4@example.com': ['user-5@example.com'] });
        assert.deepEqual([report?.isVerified, report?.assignments?.written.roles], [true, 1]);
        assert.deepEqual([report?.assignments?.takenAway.links, report?.assignments?.added.links], [1, 1]);
        assert.deepEqual((await sdk.users.roles.list(fourth)).data, []);
        // The source links a third user to the part: nobody is linked to a person who is not theirs.
        await link(4, 7);
        const again = await source.run();
        assert.deepEqual(await linksOf(source, TARGET), { 'user-4@example.com': ['user-5@example.com'] });
        assert.equal(again.report?.isVerified, true);
    });

    it('whose profile differs from the source are listed by field, and are no fault', async () => {
        source = await openMigration({
            users: USERS,
            definition: `linkedAccounts: 'copy',
                transform: (user) => (user.email === 'user-2@example.com' ? { ...user, name: 'Renamed', nickname: 'new' } : user),`,
        });
        await link(0, 1);
        await link(2, 3);
        const { report } = await source.run();
        assert.deepEqual([report?.isVerified, report?.assignments?.written.links], [true, 2]);
        assert.deepEqual(report?.assignments?.differingLinks, { name: 1, nickname: 1 });
        const primary = (await source.usersOf()).find(({ email }) => email === 'user-1@example.com');
        const listed = await readLines(source.fileOf('pass-1-links.ndjson'));
        assert.deepEqual(
            listed.map(({ user, fields }) => [user, fields]),
            [[primary?.['user_id'], ['name', 'nickname']]],
        );
    });

    it('are counted in the plan with the calls that they take', async () => {
        source = await openMigration({ users: USERS, definition: "linkedAccounts: 'copy'," });
        await link(0, 1);
        await link(2, 3);
        await link(2, 4);
        const plan = await planMigration(source.settings());
        assert.deepEqual(
            [plan.assignments?.links, plan.assignments?.writes],
            [3, { 'POST /users/{id}/identities': 3 }],
        );
        source.proxy.requests.length = 0;
        await source.run();
        const calls = source.proxy.requests.filter(({ path }) => path.startsWith('/api/v2/users/'));
        assert.deepEqual([plan.assignments?.calls.links, calls.length], [3 + 3 + 2, 3 + 3 + 2]);
        assert.match(formatPlan(plan), /linked accounts of the users: 3\ncopying linked accounts takes about 8 calls/);
    });
});
