import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const USERS = inventUsers(6);
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;
const STRANGER = { connection: 'customers', user_id: 'stranger', email: 'user-1@example.com', email_verified: true };
const NOTHING = { roles: [], permissions: [], organizations: [] };

describe('attacks on who has what', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const open = async (definition: string, seed: readonly object[] = []): Promise<string> => {
        migration = await openMigration({ users: USERS, seed, definition });
        const { management: sdk } = migration.tenant;
        const { id: support = '' } = await sdk.roles.create({ name: 'support' });
        await sdk.roles.users.assign(support, { users: USERS.map((_, number) => idOf(number)) });
        return support;
    };
    const copyOf = async (from: string, to: string): Promise<{ definitionPath: string }> => {
        const text = await readFile(join(migration.folder, 'migration.ts'), 'utf8');
        await writeFile(join(migration.folder, 'again.ts'), text.replace(from, to));
        return { definitionPath: 'again.ts' };
    };

    it('give nothing to an account that only has the address', async () => {
        await open("roles: 'copy',", [{ user: STRANGER }]);
        const { report } = await migration.run();
        assert.deepEqual([report?.existing, report?.assignments?.written.roles], [1, 5]);
        assert.deepEqual(await heldBy(migration, 'auth0|stranger'), NOTHING);
    });

    it('give nothing to an account whose update was lost, and that the definition then leaves alone', async () => {
        await open("existingUsers: 'upsert', roles: 'copy',", [{ user: STRANGER }]);
        let lost = 0;
        migration.proxy.interferences = {
            beforeTenant({ method, path }) {
                if (method !== 'PATCH' || !path.startsWith('/api/v2/users/')) return undefined;
                lost += 1;
                return 'cut';
            },
        };
        await migration.run().catch(() => undefined);
        assert.ok(lost > 0);
        assert.deepEqual(await heldBy(migration, 'auth0|stranger'), NOTHING);
        migration.proxy.interferences = {};
        const { report } = await migration.run(await copyOf("'upsert'", "'skip'"));
        assert.deepEqual([report?.isVerified, report?.existing], [true, 1]);
        assert.deepEqual(await heldBy(migration, 'auth0|stranger'), NOTHING);
    });

    it('take the place of a moved user between import and assignment, and get nothing', async () => {
        await open("userIds: { policy: 'regenerate', rememberAs: false }, roles: 'copy',");
        const { management: sdk } = migration.tenant;
        let newcomer: string | undefined;
        migration.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (newcomer !== undefined || method !== 'POST' || !/\/roles\/[^/]*\/users$/.test(path))
                    return undefined;
                newcomer = '';
                const users = await migration.usersOf();
                const victim = users.find(({ email }) => email === 'user-3@example.com');
                await sdk.users.delete(String(victim?.['user_id']));
                const created = await sdk.users.create({
                    ...{ connection: 'customers', email: 'user-3@example.com', password: 'Correct-Horse-7' },
                });
                newcomer = String(created.user_id);
                return undefined;
            },
        };
        await migration.run().catch(() => undefined);
        assert.ok(newcomer !== undefined && newcomer !== '');
        assert.deepEqual(await heldBy(migration, newcomer), NOTHING);
        migration.proxy.interferences = {};
        await migration.run().catch(() => undefined);
        assert.deepEqual(await heldBy(migration, newcomer), NOTHING);
    });

    it('hand a role from one person to another while it is read, and the next pass has it right', async () => {
        const support = await open("roles: 'copy',");
        const { management: sdk } = migration.tenant;
        const { id: admin = '' } = await sdk.roles.create({ name: 'admin' });
        await sdk.roles.users.assign(admin, { users: [idOf(0)] });
        let isDone = false;
        migration.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (isDone || method !== 'POST' || !/\/roles\/[^/]*\/users$/.test(path)) return undefined;
                isDone = true;
                await sdk.users.roles.delete(idOf(0), { roles: [admin, support] });
                await sdk.roles.users.assign(admin, { users: [idOf(1)] });
                return undefined;
            },
        };
        await migration.run();
        migration.proxy.interferences = {};
        const { report } = await migration.run();
        const moved = await migration.usersOf();
        const rolesOf = async (email: string) =>
            (await heldBy(migration, String(moved.find((user) => user['email'] === email)?.['user_id']))).roles;
        assert.deepEqual(await rolesOf('user-1@example.com'), []);
        assert.deepEqual(await rolesOf('user-2@example.com'), ['admin', 'support']);
        assert.deepEqual([report?.isVerified, report?.assignments?.removed.roles], [true, 2]);
    });

    it('link somebody to a user in the moment before that one is linked, and nobody is dragged along', async () => {
        migration = await openMigration({
            users: USERS,
            seed: [
                { connection: { name: 'elsewhere' } },
                { user: { connection: 'elsewhere', user_id: 'x1', email: 'other@example.com' } },
            ],
            definition: "linkedAccounts: 'copy',",
        });
        const { management: sdk } = migration.tenant;
        await sdk.users.identities.link(idOf(0), { provider: 'auth0', user_id: idOf(1).replace('auth0|', '') });
        let isDone = false;
        migration.proxy.interferences = {
            async beforeTenant({ method, path }) {
                const user = /^\/api\/v2\/users\/(auth0%7C[^/?]*)$/.exec(path)?.[1];
                if (isDone || method !== 'GET' || user === undefined) return undefined;
                isDone = true;
                await sdk.users.identities.link(decodeURIComponent(user), { provider: 'auth0', user_id: 'x1' });
                return undefined;
            },
        };
        const { report } = await migration.run();
        assert.equal(isDone, true);
        const moved = await migration.usersOf();
        assert.equal(moved.length, 6);
        const first = moved.find(({ email }) => email === 'user-1@example.com');
        assert.equal((first?.['identities'] as unknown[]).length, 1);
        assert.deepEqual([report?.isVerified, report?.assignments?.takenAway.links], [true, 1]);
    });
});
