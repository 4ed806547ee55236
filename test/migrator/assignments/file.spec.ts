import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planMigration } from '../../../migrator/index.ts';
import { type OpenMigration, openMigration } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const API = 'https://shop.example.com';
const CREATE =
    "roles: { missing: 'create', rename: { Admins: 'Administrators' } }, organizations: { missing: 'create' }, permissions: { missing: 'create' },";

describe('what a file says of roles, permissions and organizations', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const heldByAll = async () => {
        const users = await migration.usersOf();
        const held = await Promise.all(
            users.map(
                async (user) => [String(user['email']), await heldBy(migration, String(user['user_id']))] as const,
            ),
        );
        return Object.fromEntries(held);
    };

    it('is given to its users, and follows the file', async () => {
        migration = await openMigration({ users: [], definition: `source: { file: 'users.ndjson' }, ${CREATE}` });
        await migration.tenant.management.resourceServers.create({ identifier: API });
        const write = (users: readonly object[]) =>
            writeFile(
                join(migration.folder, 'users.ndjson'),
                users.map((user) => `${JSON.stringify(user)}\n`).join(''),
            );
        const first = {
            ...{
                user_id: '1',
                email: 'one@example.com',
                roles: ['Admins', 'Support'],
                permissions: [`${API} read:orders`],
            },
            organizations: ['acme', { name: 'umbrella', roles: ['Support', 'Guests'] }],
        };
        const second = { user_id: '2', email: 'two@example.com', roles: ['Support'] };
        await write([first, second, { user_id: '3', email: 'three@example.com' }]);
        const settings = { source: { file: 'users.ndjson' } };
        const { report } = await migration.run(settings);
        assert.equal(report?.isVerified, true);
        assert.deepEqual(report.droppedFields, {});
        const nothing = { roles: [], permissions: [], organizations: [] };
        assert.deepEqual(await heldByAll(), {
            'one@example.com': {
                ...{ roles: ['Administrators', 'Support'], permissions: ['read:orders'] },
                organizations: ['acme: ', 'umbrella: Guests+Support'],
            },
            'two@example.com': { ...nothing, roles: ['Support'] },
            'three@example.com': nothing,
        });
        await write([
            { ...first, roles: ['Support'], organizations: [] },
            second,
            { user_id: '3', email: 'three@example.com' },
        ]);
        const again = await migration.run(settings);
        assert.equal(again.report?.isVerified, true);
        const held = await heldByAll();
        assert.deepEqual(held['one@example.com'], { ...nothing, roles: ['Support'], permissions: ['read:orders'] });
        // A user who is missing in another file keeps everything.
        await write([first]);
        await migration.run(settings);
        assert.deepEqual((await heldByAll())['two@example.com'], { ...nothing, roles: ['Support'] });
    });

    it('comes from the columns that the definition names, with separators in one cell', async () => {
        migration = await openMigration({
            users: [],
            definition: `source: { columns: { user_id: 'Id', email: 'Mail', roles: 'Groups', organizations: 'Teams' } },
                roles: 'copy', organizations: 'copy',`,
        });
        const { management: sdk } = migration.tenant;
        for (const name of ['admins', 'support']) await sdk.roles.create({ name });
        await sdk.organizations.create({ name: 'acme' });
        const csv = 'Id,Mail,Groups,Teams\n1,one@example.com,"admins, support",acme\n2,two@example.com,,\n';
        await writeFile(join(migration.folder, 'users.csv'), csv);
        const settings = { source: { file: 'users.csv' } };
        const plan = await planMigration({ ...migration.settings(), ...settings });
        assert.deepEqual([plan.refusals, plan.droppedFields], [[], {}]);
        await migration.run(settings);
        assert.deepEqual((await heldByAll())['one@example.com'], {
            ...{ roles: ['admins', 'support'], permissions: [], organizations: ['acme: '] },
        });
        assert.deepEqual((await heldByAll())['two@example.com'], { roles: [], permissions: [], organizations: [] });
    });

    it('is not given where the target lacks it and nobody says to make it', async () => {
        migration = await openMigration({ users: [], definition: "source: { file: 'users.ndjson' }, roles: 'copy'," });
        const user = { user_id: '1', email: 'one@example.com', roles: ['admins'] };
        await writeFile(join(migration.folder, 'users.ndjson'), `${JSON.stringify(user)}\n`);
        await assert.rejects(migration.run({ source: { file: 'users.ndjson' } }), {
            code: 'ASSIGNMENTS_MISSING_IN_TARGET',
        });
        assert.deepEqual((await migration.tenant.management.roles.list()).data, []);
    });

    it('is counted in the plan, and refused before anybody is sent where the target lacks it', async () => {
        migration = await openMigration({
            users: [],
            definition:
                "source: { file: 'users.ndjson' }, roles: 'copy', permissions: 'copy', organizations: { missing: 'create' },",
        });
        const { management: sdk } = migration.tenant;
        await sdk.roles.create({ name: 'Support' });
        const read = `${API} read:orders`;
        const users = [
            { user_id: '1', email: 'one@example.com', roles: 'Support', permissions: [read], organizations: 'acme' },
            {
                user_id: '2',
                email: 'two@example.com',
                roles: ['Support'],
                organizations: [{ name: 'acme', roles: ['Support'] }],
            },
            { user_id: '3', email: 'two words@example.com', roles: ['Nobody'], permissions: [`${API} write:orders`] },
        ];
        await writeFile(
            join(migration.folder, 'users.ndjson'),
            users.map((user) => `${JSON.stringify(user)}\n`).join(''),
        );
        const settings = { ...migration.settings(), source: { file: 'users.ndjson' } };
        const plan = await planMigration(settings);
        assert.deepEqual(plan.assignments, {
            roles: { users: { Support: 2 }, missing: [] },
            permissions: { users: { [read]: 1 }, missing: [read], areDirect: true },
            organizations: {
                ...{ users: { acme: 2 }, missing: ['acme'], withoutConnection: [], memberRoles: 1 },
                ...{ invitations: {}, clientsWithoutMatch: [] },
            },
            // The target's lists are read before and after the writing: of roles, of members, and of the one holder of a permission.
            calls: { roles: 1 + 2, permissions: 1 + 2, organizations: 3 + 2 },
            minutes: plan.assignments?.minutes,
            writes: {
                'POST /roles/{id}/users': 1,
                'POST /users/{id}/permissions': 1,
                'POST /organizations/{id}/members': 1,
                'POST /organizations/{id}/members/{user_id}/roles': 1,
                'POST /organizations/{id}/enabled_connections': 1,
            },
            limits: [],
        });
        assert.deepEqual(
            plan.refusals.map(({ code }) => code),
            ['ASSIGNMENTS_MISSING_IN_TARGET'],
        );
        assert.match(plan.refusals[0]?.message ?? '', /1 permission \(https:\/\/shop.example.com read:orders\)/);
        await assert.rejects(migration.run({ source: { file: 'users.ndjson' } }), {
            code: 'ASSIGNMENTS_MISSING_IN_TARGET',
        });
        assert.deepEqual(await migration.usersOf(), []);
        await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
        const { report } = await migration.run({ source: { file: 'users.ndjson' } });
        assert.equal(report?.isVerified, true);
        assert.deepEqual((await heldByAll())['one@example.com'], {
            ...{ roles: ['Support'], permissions: ['read:orders'], organizations: ['acme: '] },
        });
    });
});
