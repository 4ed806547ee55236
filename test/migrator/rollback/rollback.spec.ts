import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RollbackSettings, rollBack } from '../../../migrator/index.ts';
import { givePasswords } from '../../checker/known-passwords.ts';
import { type OpenCutover, openCutover, refusalOf } from '../cutover/open-cutover.ts';
import { inventUsers, readLines, SOURCE, TARGET } from '../running/open-migration.ts';

const USERS = 6;

describe('a rollback', function () {
    this.timeout(300_000);
    let world: OpenCutover;
    let passwords: ReadonlyMap<string, string>;
    beforeEach(async () => {
        const known = await givePasswords(SOURCE, inventUsers(USERS));
        ({ passwords } = known);
        world = await openCutover({
            users: known.users,
            definition: "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'refuse' },",
        });
        await writeFile(join(world.folder, 'hashes.ndjson'), known.hashExport);
    });
    afterEach(() => world.close());

    const back = (changes: Partial<RollbackSettings> = {}) => rollBack({ ...world.settings(), ...changes });
    const emails = async () => (await world.usersOf()).map(({ email }) => String(email)).sort();
    const targetOf = async (email: string) =>
        String((await world.usersOf()).find((user) => user['email'] === email)?.['user_id']);

    it('counts and removes nobody unless it is confirmed', async () => {
        await world.run();
        const { removable, removed, kept } = await back();
        assert.deepEqual([removable, removed, kept], [USERS, 0, {}]);
        assert.equal((await emails()).length, USERS);
        assert.equal(await refusalOf(back({ confirm: SOURCE })), 'NOT_CONFIRMED');
        assert.equal((await emails()).length, USERS);
    });

    it('removes who was created by the run and not used since, and lists the others; a later copy brings all back', async () => {
        const { management } = world.tenant;
        await world.run();
        await management.users.create({ connection: TARGET, email: 'own@example.com', password: 'Own-password-1' });
        await management.users.update(await targetOf('user-1@example.com'), { nickname: 'edited' });
        const answer = await world.tenant.logIn(TARGET, 'user-2@example.com', passwords.get('auth0|u00002') ?? '');
        assert.equal(answer.status, 200);
        const { removed, kept, keptArtifact } = await back({ confirm: TARGET });
        assert.deepEqual([removed, kept], [USERS - 2, { CHANGED_SINCE: 2 }]);
        assert.deepEqual(await emails(), ['own@example.com', 'user-1@example.com', 'user-2@example.com']);
        assert.equal((await readLines(keptArtifact)).length, 2);
        assert.equal((await world.usersOf(SOURCE)).length, USERS, 'nothing happened to the source');

        const { report } = await world.run();
        assert.deepEqual([report?.isVerified, report?.imported, report?.thisPass.new], [true, USERS, USERS - 2]);
        assert.equal((await emails()).length, USERS + 1);
    });

    it('leaves whoever changes in the moment before', async () => {
        await world.run();
        const id = await targetOf('user-3@example.com');
        let isDone = false;
        world.proxy.interferences = {
            beforeTenant: async ({ path, query }) => {
                if (isDone || path !== '/api/v2/users-by-email' || query.get('email') !== 'user-3@example.com')
                    return undefined;
                isDone = true;
                await world.tenant.management.users.update(id, { nickname: 'edited' });
                return undefined;
            },
        };
        const { removed, kept } = await back({ confirm: TARGET });
        assert.deepEqual([removed, kept], [USERS - 1, { CHANGED_SINCE: 1 }]);
        world.proxy.interferences = {};
        const { report } = await world.run();
        assert.deepEqual([report?.isVerified, report?.imported], [true, USERS]);
        assert.equal((await emails()).length, USERS);
    });

    it('leaves an account that somebody gave a role', async () => {
        await world.run();
        const { management } = world.tenant;
        const { id: role = '' } = await management.roles.create({ name: 'Support' });
        await management.users.roles.assign(await targetOf('user-4@example.com'), { roles: [role] });
        const { removed, kept } = await back({ confirm: TARGET });
        assert.deepEqual([removed, kept], [USERS - 1, { ROLE_GIVEN: 1 }]);
        assert.deepEqual(await emails(), ['user-4@example.com']);
    });

    it('leaves accounts that somebody made members, gave a role there, or gave a permission', async () => {
        const definitionPath = 'organizations.ts';
        const text = await readFile(join(world.folder, 'migration.ts'), 'utf8');
        const copying = text.replace('description:', "organizations: 'copy', permissions: 'copy', description:");
        await writeFile(join(world.folder, definitionPath), copying);
        const { management } = world.tenant;
        const api = 'https://shop.example.com';
        const given = { permissions: [{ resource_server_identifier: api, permission_name: 'read' }] };
        await management.resourceServers.create({ identifier: api, scopes: [{ value: 'read' }] });
        const { id: acme = '' } = await management.organizations.create({ name: 'acme' });
        const { id: editor = '' } = await management.roles.create({ name: 'editor' });
        // What the run itself gives keeps nobody.
        await management.organizations.members.create(acme, { members: ['auth0|u00001', 'auth0|u00002'] });
        await management.users.permissions.create('auth0|u00001', given);
        await world.run({ definitionPath });
        const member = await targetOf('user-2@example.com');
        await management.organizations.members.roles.assign(acme, member, { roles: [editor] });
        await management.organizations.members.create(acme, { members: [await targetOf('user-3@example.com')] });
        await management.users.permissions.create(await targetOf('user-4@example.com'), given);
        const { removed, kept } = await back({ confirm: TARGET, definitionPath });
        assert.deepEqual([removed, kept], [USERS - 3, { ASSIGNMENT_GIVEN: 3 }]);
    });

    it('is refused while logins go through the target, and for a run that does not exist', async () => {
        assert.equal(await refusalOf(back()), 'RUN_NOT_FOUND');
        await world.cutOver();
        assert.equal(await refusalOf(back({ confirm: TARGET })), 'ROLLBACK_REFUSED');
        await world.decommission();
        assert.equal(await refusalOf(back({ confirm: TARGET })), 'ROLLBACK_REFUSED');
        assert.equal((await emails()).length, USERS);
    });

    it('makes a cut-over wait for another copy', async () => {
        await world.run();
        await back({ confirm: TARGET });
        assert.equal(await refusalOf(world.run({ phase: 'cutover' })), 'NOT_VERIFIED');
    });
});
