import assert from 'node:assert/strict';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../running/open-migration.ts';

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
});
