import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planMigration } from '../../../migrator/index.ts';
import { type OpenMigration, openMigration } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const API = 'https://shop.example.com';

describe('the fields of a file for roles, permissions and organizations', function () {
    this.timeout(120_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const open = async (file: string): Promise<void> => {
        migration = await openMigration({
            users: [],
            definition: `source: { file: '${file}' }, roles: { missing: 'create' }, organizations: { missing: 'create' },
                permissions: { missing: 'create' },`,
        });
        await migration.tenant.management.resourceServers.create({ identifier: API });
    };
    const write = (file: string, text: string) => writeFile(join(migration.folder, file), text);
    const held = async () => {
        const users = await migration.usersOf();
        return await Promise.all(users.map(({ user_id: id }) => heldBy(migration, String(id))));
    };

    it('take nothing away where a later file does not have them, and the plan says so', async () => {
        await open('users.csv');
        const source = { file: 'users.csv' };
        const header = 'user_id,email,roles,organizations,permissions\n';
        await write('users.csv', `${header}1,one@example.com,admin,acme,${API} read:orders\n`);
        await migration.run({ source });
        const everything = [{ roles: ['admin'], organizations: ['acme: '], permissions: ['read:orders'] }];
        assert.deepEqual(await held(), everything);
        await write('users.csv', 'user_id,email,Roles\n1,one@example.com,\n');
        const plan = await planMigration({ ...migration.settings(), source });
        const finding = plan.findings.find(({ code }) => code === 'ASSIGNMENTS_UNNAMED');
        assert.match(finding?.message ?? '', /copies roles, permissions, organizations, and no record/);
        await migration.run({ source });
        assert.deepEqual(await held(), everything);
        // What the file names again follows it as before.
        await write('users.csv', 'user_id,email,roles\n1,one@example.com,\n2,two@example.com,admin\n');
        await migration.run({ source });
        const after = await held();
        assert.deepEqual(after.map(({ roles }) => roles).sort(), [[], ['admin']]);
        assert.deepEqual(after.map(({ organizations }) => organizations).sort(), [[], ['acme: ']]);
    });

    for (const [what, user] of Object.entries({
        'a permission without its API': { permissions: [`${API} read:orders`, 'read:orders'] },
        'a role that is an object': { roles: [{ name: 'admin' }] },
        'roles that are a number': { roles: 7 },
        'an organization without a name': { organizations: ['acme', { id: 'acme' }] },
        'a membership with roles of another form': { organizations: [{ name: 'acme', roles: [1] }] },
        'an organization outside of a list': { organizations: { name: 'acme' } },
    })) {
        it(`are refused before anybody is sent: ${what}`, async () => {
            await open('users.ndjson');
            const users = [
                { user_id: '1', email: 'one@example.com' },
                { user_id: '2', email: 'two@example.com', ...user },
            ];
            await write('users.ndjson', users.map((one) => `${JSON.stringify(one)}\n`).join(''));
            const source = { file: 'users.ndjson' };
            const error = {
                code: 'SOURCE_FILE_MISREAD',
                message: /1 value of the file's \w+ cannot be read \(line 2\)/,
            };
            await assert.rejects(planMigration({ ...migration.settings(), source }), error);
            await assert.rejects(migration.run({ source }), error);
            assert.deepEqual(await migration.usersOf(), []);
        });
    }
});
