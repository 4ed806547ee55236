import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const [PERSON] = inventUsers(1).map((user) => ({ ...user, email_verified: true }));
const API = 'https://shop.example.com';
const READ = { permissions: [{ resource_server_identifier: API, permission_name: 'read' }] };
const EVERYTHING = { roles: ['support'], permissions: ['read'], organizations: ['acme: editor'] };
const NOTHING = { roles: [], permissions: [], organizations: [] };
const [OLDER, NEWER] = ['auth0|u00001', 'auth0|newer'] as const;

describe('two migrations of one person into one account', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const held = async () => {
        const [moved] = await migration.usersOf();
        return await heldBy(migration, String(moved?.['user_id']));
    };
    const runOlder = () => migration.run({ runId: 'older' });
    const runNewer = (runsFolder = 'runs') =>
        migration.run({
            ...{ runId: 'newer', definitionPath: 'newer.ts', runsFolder },
            source: { credentials: migration.settings().target.credentials, connectionName: 'newer' },
        });

    /** Gives both persons everything, each in its own source; returns what takes it away. */
    const open = async () => {
        migration = await openMigration({
            users: [PERSON ?? {}],
            seed: [{ connection: { name: 'newer' } }, { user: { ...PERSON, connection: 'newer', user_id: 'newer' } }],
            definition:
                "existingUsers: 'upsert', userIds: { policy: 'regenerate', rememberAs: 'app_metadata.older_id' }, roles: 'copy', permissions: 'copy', organizations: 'copy',",
        });
        const definition = await readFile(join(migration.folder, 'migration.ts'), 'utf8');
        await writeFile(join(migration.folder, 'newer.ts'), definition.replace('older_id', 'newer_id'));
        const { management: sdk } = migration.tenant;
        await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read' }] });
        const [{ id: support = '' }, { id: editor = '' }] = [
            await sdk.roles.create({ name: 'support' }),
            await sdk.roles.create({ name: 'editor' }),
        ];
        const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
        const take = async (user: string) => {
            await sdk.users.roles.delete(user, { roles: [support] });
            await sdk.organizations.members.delete(acme, { members: [user] });
            await sdk.users.permissions.delete(user, READ);
        };
        for (const user of [OLDER, NEWER]) {
            await sdk.users.roles.assign(user, { roles: [support] });
            await sdk.organizations.members.create(acme, { members: [user] });
            await sdk.organizations.members.roles.assign(acme, user, { roles: [editor] });
            await sdk.users.permissions.create(user, READ);
        }
        return take;
    };

    it('take away what neither source has, and nothing that one of them has', async () => {
        const take = await open();
        await runOlder();
        await runNewer();
        assert.deepEqual(await held(), EVERYTHING);
        await take(OLDER);
        await runOlder();
        assert.deepEqual(await held(), EVERYTHING);
        assert.deepEqual((await runNewer()).report?.isVerified, true);
        assert.deepEqual(await held(), EVERYTHING);
        await take(NEWER);
        await runNewer();
        await runOlder();
        assert.deepEqual(await held(), NOTHING);
    });

    it('with runs folders of their own remove what they wrote themselves, and nothing of the other', async () => {
        const take = await open();
        await runOlder();
        await runNewer('elsewhere');
        await take(NEWER);
        await runNewer('elsewhere');
        assert.deepEqual(await held(), EVERYTHING);
        await take(OLDER);
        await runOlder();
        assert.deepEqual(await held(), NOTHING);
    });
});
