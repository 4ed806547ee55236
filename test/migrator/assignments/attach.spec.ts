import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const USERS = inventUsers(130);
const API = 'https://shop.example.com';

/** Reads what somebody has, by the official SDK. */
async function heldBy({ tenant: { management: sdk } }: OpenMigration, userId: string) {
    const roles = await sdk.users.roles.list(userId);
    const permissions = (await sdk.users.permissions.list(userId)).data as {
        permission_name?: string;
        sources?: { source_type?: string }[];
    }[];
    const organizations = await sdk.users.organizations.list(userId);
    const inOrganizations = await Promise.all(
        organizations.data.map(async ({ id = '', name }) => {
            const held = await sdk.organizations.members.roles.list(id, userId);
            return `${String(name)}: ${held.data.map((role) => role.name).join('+')}`;
        }),
    );
    return {
        roles: roles.data.map(({ name }) => String(name)).sort(),
        permissions: permissions
            .filter(({ sources = [] }) => sources.some(({ source_type: type }) => type === 'DIRECT'))
            .map(({ permission_name: name }) => String(name))
            .sort(),
        organizations: inOrganizations.sort(),
    };
}

/** Gives the users of the source of a tenant roles, direct permissions and organizations. */
async function furnish({ tenant: { management: sdk } }: OpenMigration): Promise<void> {
    const ids = USERS.map(({ user_id: id }) => `auth0|${String(id)}`);
    await sdk.resourceServers.create({
        identifier: API,
        scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
    });
    const [support, sales] = [
        await sdk.roles.create({ name: 'support', description: 'Helps.' }),
        await sdk.roles.create({ name: 'sales' }),
    ];
    assert.ok(support.id !== undefined && sales.id !== undefined);
    const read = { resource_server_identifier: API, permission_name: 'read:orders' };
    await sdk.roles.permissions.add(support.id, { permissions: [read] });
    for (let at = 0; at < 120; at += 40) await sdk.roles.users.assign(support.id, { users: ids.slice(at, at + 40) });
    await sdk.roles.users.assign(sales.id, { users: ids.slice(5, 8) });
    for (const id of ids.slice(0, 4)) {
        const write = { resource_server_identifier: API, permission_name: 'write:orders' };
        await sdk.users.permissions.create(id, { permissions: id === ids[0] ? [read, write] : [write] });
    }
    const acme = await sdk.organizations.create({
        ...{ name: 'acme', display_name: 'Acme Ltd.', metadata: { tier: 'gold' } },
        branding: { colors: { primary: '#ff0000', page_background: '#ffffff' } },
    });
    assert.ok(acme.id !== undefined);
    for (let at = 0; at < 30; at += 10)
        await sdk.organizations.members.create(acme.id, { members: ids.slice(at, at + 10) });
    await sdk.organizations.members.roles.assign(acme.id, ids[2] ?? '', { roles: [sales.id, support.id] });
}

const COPY = "roles: 'copy', permissions: 'copy', organizations: 'copy',";
const CREATE =
    "roles: { missing: 'create' }, permissions: { missing: 'create' }, organizations: { missing: 'create' },";

const writesOf = (migration: OpenMigration) =>
    migration.proxy.requests.filter(
        ({ method, path }) => method !== 'GET' && /\/(roles|organizations|users\/[^/]*\/permissions)/.test(path),
    );

describe('what users have beside their profiles', function () {
    this.timeout(60_000);
    let source: OpenMigration;
    let target: OpenMigration | undefined;
    afterEach(async () => {
        await source.close();
        await target?.close();
        target = undefined;
    });

    const assertCopied = async (from: OpenMigration, to: OpenMigration, count = USERS.length): Promise<void> => {
        const moved = new Map(
            (await to.usersOf()).map((user) => [
                String((user['app_metadata'] as Record<string, unknown>)['previous_user_id']),
                String(user['user_id']),
            ]),
        );
        assert.equal(moved.size, count);
        for (const { user_id: id } of USERS.slice(0, count)) {
            const sourceId = `auth0|${String(id)}`;
            const held = await heldBy(to, moved.get(sourceId) ?? '');
            assert.deepEqual(held, await heldBy(from, sourceId), sourceId);
        }
    };

    it('follows them into another connection of the tenant, and a second run writes nothing', async () => {
        source = await openMigration({ users: USERS, definition: COPY });
        await furnish(source);
        const { report } = await source.run();
        await assertCopied(source, source);
        assert.deepEqual(report?.assignments?.written, {
            ...{ roles: 123, organizations: 30, memberRoles: 2, connections: 1, permissions: 5 },
        });
        assert.equal(report.isVerified, true);
        const writes = writesOf(source).length;
        // 3 + 1 calls for roles, 3 + 1 for members and their roles, 1 connection, 4 holders of permissions.
        assert.equal(writes, 13);
        const again = await source.run();
        assert.equal(writesOf(source).length, writes);
        assert.deepEqual(Object.values(again.report?.assignments?.written ?? {}), [0, 0, 0, 0, 0]);
        assert.equal(again.report?.isVerified, true);
        const journal = await readFile(source.fileOf('journal.ndjson'), 'utf8');
        assert.match(journal, /"assignments-written"/);
    });

    it('is made in another tenant with everything that belongs to it', async () => {
        source = await openMigration({ users: USERS, definition: CREATE });
        target = await openMigration({ users: [] });
        await furnish(source);
        const { management: sdk } = target.tenant;
        await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
        const { report } = await source.run({ target: target.settings().target });
        await assertCopied(source, target);
        assert.equal(report?.isVerified, true);
        assert.deepEqual(report.assignments?.made, { roles: 2, organizations: 1 });
        const roles = (await sdk.roles.list()).data;
        const support = roles.find(({ name }) => name === 'support');
        assert.equal(support?.description, 'Helps.');
        const permissions = (await sdk.roles.permissions.list(support.id ?? '')).data;
        assert.deepEqual(
            permissions.map(({ permission_name: name }) => name),
            ['read:orders'],
        );
        const acme = await sdk.organizations.getByName('acme');
        assert.equal(acme.display_name, 'Acme Ltd.');
        assert.deepEqual(acme.metadata, { tier: 'gold' });
        assert.equal(acme.branding?.colors?.primary, '#ff0000');
        const enabled = await sdk.organizations.enabledConnections.list(acme.id ?? '');
        assert.deepEqual(
            enabled.data.map(({ connection }) => connection?.name),
            ['customers'],
        );
    });
});
