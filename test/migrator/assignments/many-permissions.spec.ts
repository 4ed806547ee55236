import assert from 'node:assert/strict';
import { inventUsers, type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const API = 'https://shop.example.com';
const USERS = inventUsers(2);
const [FULL, OTHER] = USERS.map(({ user_id: id }) => `auth0|${String(id)}`) as [string, string];

describe('permissions of a user, of which Auth0 lists 1,000', function () {
    this.timeout(120_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Gives the first user so many permissions by roles, and both users one of them directly. */
    const open = async (count: number, permissions: string): Promise<void> => {
        migration = await openMigration({ users: USERS, definition: `roles: 'copy', permissions: ${permissions},` });
        const { management: sdk } = migration.tenant;
        const names = Array.from({ length: count }, (_, at) => `do:${at}`);
        for (const [at, part] of [names.slice(0, 600), names.slice(600)].entries()) {
            const identifier = `${API}/${at}`;
            await sdk.resourceServers.create({ identifier, scopes: part.map((value) => ({ value })) });
            const { id: role = '' } = await sdk.roles.create({ name: `role ${at}` });
            const ofRole = part.map((name) => ({ resource_server_identifier: identifier, permission_name: name }));
            await sdk.roles.permissions.add(role, { permissions: ofRole });
            await sdk.roles.users.assign(role, { users: [FULL] });
        }
        const direct = { resource_server_identifier: `${API}/0`, permission_name: 'do:5' };
        for (const id of [FULL, OTHER]) await sdk.users.permissions.create(id, { permissions: [direct] });
    };
    const heldByMoved = async (number: number) => {
        const found = (await migration.usersOf()).find(({ email }) => email === USERS[number]?.email);
        return await heldBy(migration, String(found?.['user_id']));
    };

    it('are copied where the list ends with its last page', async () => {
        await open(1_000, "'copy'");
        const { report } = await migration.run();
        assert.deepEqual([report?.isVerified, report?.assignments?.written.permissions], [true, 2]);
    });

    it('are left to somebody where the list is longer, and everybody else has theirs', async () => {
        await open(1_001, "'copy'");
        await assert.rejects(migration.run(), {
            code: 'VERIFICATION_FAILED',
            message: /except the direct permissions of 1 user:.*permissions: \{ only \}/,
        });
        assert.deepEqual((await heldByMoved(1)).permissions, ['do:5']);
        assert.deepEqual((await heldByMoved(0)).roles, ['role 0', 'role 1']);
        const [unread] = await readLines(migration.fileOf('pass-1-unassigned.ndjson'));
        assert.equal(unread?.['kind'], 'permissions');
    });

    it('hold nobody up once the definition leaves these users out', async () => {
        await open(1_001, `{ only: (user) => user.email !== '${String(USERS[0]?.email)}' }`);
        const { report } = await migration.run();
        assert.deepEqual([report?.isVerified, report?.assignments?.written.permissions], [true, 1]);
    });
});
