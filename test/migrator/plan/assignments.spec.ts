import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlan, planMigration, renderPlanPage } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const API = 'https://shop.example.com';
const USERS = [...inventUsers(105), { user_id: 'bad', email: 'two words@example.com' }];

describe('what the users of a plan have beside their profiles', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Gives the users of the source a role with a permission, an organization, and one role that nobody has. */
    const attach = async (): Promise<void> => {
        const { management: sdk } = migration.tenant;
        await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
        const ids = USERS.map(({ user_id: id }) => `auth0|${String(id)}`);
        const [support, unused] = [
            await sdk.roles.create({ name: 'support' }),
            await sdk.roles.create({ name: 'unused' }),
        ];
        assert.ok(support.id !== undefined && unused.id !== undefined);
        await sdk.roles.permissions.add(support.id, {
            permissions: [{ resource_server_identifier: API, permission_name: 'read:orders' }],
        });
        for (let start = 0; start < ids.length; start += 50) {
            await sdk.roles.users.assign(support.id, { users: ids.slice(start, start + 50) });
        }
        const organization = await sdk.organizations.create({ name: 'acme' });
        assert.ok(organization.id !== undefined);
        await sdk.organizations.members.create(organization.id, { members: ids.slice(0, 3) });
    };

    it('is counted for whoever goes, over pages, and nothing more is asked of the target than is missing', async () => {
        migration = await openMigration({ users: USERS });
        await attach();
        const plan = await planMigration({ ...migration.settings(), countAssignments: true });
        assert.deepEqual(plan.assignments, {
            roles: { users: { support: 105 }, missing: [] },
            permissions: { users: { [`${API} read:orders`]: 105 }, missing: [], areDirect: false },
            organizations: { users: { acme: 3 }, missing: [], withoutConnection: ['acme'], memberRoles: 0 },
            // The definition copies nothing, so nothing takes calls.
            ...{ calls: {}, minutes: {}, writes: {}, limits: [] },
        });
        const codes = plan.findings.map(({ code }) => code);
        assert.ok(codes.includes('ORGANIZATION_CONNECTION_MISSING') && codes.includes('DIRECT_PERMISSIONS_UNSEEN'));
        assert.match(formatPlan(plan), /roles of the users: 1 {2}\(support 105\)/);
        assert.match(renderPlanPage(plan), /Organizations of the users.*acme/s);
        // Two lists of roles, one of permissions, and two pages of those who have the role that somebody has.
        const calls = migration.proxy.requests.filter(({ path }) => path.startsWith('/api/v2/roles'));
        assert.ok(calls.length <= 8, String(calls.map(({ path }) => path)));
    });

    it('is named where the target lacks it', async () => {
        migration = await openMigration({
            users: USERS,
            definition: "roles: 'copy', permissions: 'copy', organizations: 'copy',",
        });
        await attach();
        const target = await openMigration({ users: [] });
        try {
            const plan = await planMigration({ ...migration.settings(), target: target.settings().target });
            assert.deepEqual(plan.assignments?.roles?.missing, ['support']);
            assert.deepEqual(plan.assignments.permissions?.missing, [`${API} read:orders`]);
            assert.deepEqual(plan.assignments.organizations?.missing, ['acme']);
            const missing = plan.findings.filter(({ code }) => code.endsWith('_MISSING'));
            assert.deepEqual(
                missing.map(({ code }) => code),
                ['ROLES_MISSING', 'PERMISSIONS_MISSING', 'ORGANIZATIONS_MISSING'],
            );
            assert.match(missing[0]?.message ?? '', /lacks 1 role .* \(105 assignments\): support\./);
            assert.deepEqual(
                plan.refusals.map(({ code }) => code),
                ['ASSIGNMENTS_MISSING_IN_TARGET'],
            );
            // Three calls write 105 users into a role and one the members, one enables the connection; lists are read four times.
            assert.deepEqual(plan.assignments.calls, { roles: 3 + 8, organizations: 2 + 4, permissions: 105 });
            assert.match(formatPlan(plan), /copying permissions takes about 105 calls/);
        } finally {
            await target.close();
        }
    });

    it('costs no call where nobody asks', async () => {
        migration = await openMigration({ users: inventUsers(2) });
        const plan = await planMigration(migration.settings());
        assert.equal(plan.assignments, undefined);
        assert.ok(!migration.proxy.requests.some(({ path }) => /roles|organizations|resource-servers/.test(path)));
        await migration.close();

        migration = await openMigration({
            users: [],
            definition: "source: { file: 'users.ndjson' }, linkedAccounts: 'copy',",
        });
        await writeFile(join(migration.folder, 'users.ndjson'), '{"user_id":"1","email":"one@example.com"}\n');
        const settings = { ...migration.settings(), source: undefined };
        const { refusals, assignments } = await planMigration(settings);
        assert.deepEqual([refusals.map(({ code }) => code), assignments], [['NOT_IMPLEMENTED'], undefined]);
        await assert.rejects(migration.run({ source: undefined }), { code: 'NOT_IMPLEMENTED', message: /is a file/ });
    });
});
