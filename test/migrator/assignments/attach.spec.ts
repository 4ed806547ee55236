import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LimitCounts } from '../../../migrator/assignments/limit-counts.ts';
import { assignmentRefusals } from '../../../migrator/assignments/refuse-assignments.ts';
import { inventUsers, type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const USERS = inventUsers(130);
const API = 'https://shop.example.com';

/** Gives the users of the source of a tenant roles, direct permissions and organizations. */
async function furnish({ tenant: { management: sdk } }: OpenMigration, users = USERS): Promise<void> {
    const ids = users.map(({ user_id: id }) => `auth0|${String(id)}`);
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
    for (let at = 0; at < Math.min(120, ids.length); at += 40)
        await sdk.roles.users.assign(support.id, { users: ids.slice(at, Math.min(120, at + 40)) });
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
    for (let at = 0; at < Math.min(30, ids.length); at += 10)
        await sdk.organizations.members.create(acme.id, { members: ids.slice(at, at + 10) });
    await sdk.organizations.members.roles.assign(acme.id, ids[2] ?? '', { roles: [sales.id, support.id] });
}

/** Gives the users of the source one role with a permission. */
async function furnishRoles({ tenant: { management: sdk } }: OpenMigration, users = USERS): Promise<void> {
    await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
    const support = await sdk.roles.create({ name: 'support' });
    assert.ok(support.id !== undefined);
    const read = { resource_server_identifier: API, permission_name: 'read:orders' };
    await sdk.roles.permissions.add(support.id, { permissions: [read] });
    await sdk.roles.users.assign(support.id, { users: users.map(({ user_id: id }) => `auth0|${String(id)}`) });
}

const COPY = "roles: 'copy', permissions: 'copy', organizations: 'copy',";
const CREATE =
    "roles: { missing: 'create' }, permissions: { missing: 'create' }, organizations: { missing: 'create' },";

const writesOf = (migration: OpenMigration) =>
    migration.proxy.requests.filter(
        ({ method, path }) => method !== 'GET' && /\/(roles|organizations|users\/[^/]*\/permissions)/.test(path),
    );

describe('what users have beside their profiles', function () {
    this.timeout(120_000);
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
        const { management: sdk } = source.tenant;
        const [organization] = (await sdk.organizations.list()).data;
        await sdk.organizations.invitations.create(organization?.id ?? '', {
            ...{ inviter: { name: 'Ada' }, invitee: { email: 'new@example.com' } },
            client_id: source.tenant.clientId,
        });
        const { report } = await source.run();
        await assertCopied(source, source);
        assert.deepEqual(report?.assignments?.written, {
            ...{ roles: 123, organizations: 30, memberRoles: 2, connections: 1, permissions: 5, links: 0 },
        });
        assert.equal(report.isVerified, true);
        assert.equal(report.assignments.invitations, 1);
        assert.deepEqual(
            (await readLines(source.fileOf('pass-1-invitations.ndjson'))).map(({ organization, email }) => [
                organization,
                email,
            ]),
            [['acme', 'new@example.com']],
        );
        const writes = writesOf(source).length;
        // 3 + 1 calls for roles, 3 + 1 for members and their roles, 1 connection, 4 holders of permissions.
        assert.equal(writes, 13);
        const again = await source.run();
        assert.equal(writesOf(source).length, writes);
        assert.deepEqual(Object.values(again.report?.assignments?.written ?? {}), [0, 0, 0, 0, 0, 0]);
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

    it('refuses before the first user is sent where the target lacks a role, and takes it by another name', async () => {
        source = await openMigration({ users: USERS, definition: COPY });
        target = await openMigration({ users: [] });
        await furnish(source);
        const to = { target: target.settings().target };
        await assert.rejects(source.run(to), (error: { code?: string; message: string }) => {
            assert.equal(error.code, 'ASSIGNMENTS_MISSING_IN_TARGET');
            assert.match(error.message, /2 roles \(sales, support\), 1 organization \(acme\)/);
            return true;
        });
        assert.deepEqual(await target.usersOf(), []);
        const { management: sdk } = target.tenant;
        for (const name of ['helpdesk', 'sales']) await sdk.roles.create({ name });
        await sdk.organizations.create({ name: 'acme' });
        const definition = await readFile(join(source.folder, 'migration.ts'), 'utf8');
        await writeFile(
            join(source.folder, 'migration.ts'),
            definition.replace("roles: 'copy'", "roles: { rename: { support: 'helpdesk' } }"),
        );
        // The direct permissions are seen when they are read: users are there by then, and no assignment is written.
        const renamed = join(source.folder, 'renamed.ts');
        await writeFile(renamed, await readFile(join(source.folder, 'migration.ts')));
        const again = { ...to, definitionPath: 'renamed.ts', runId: 'renamed' };
        await assert.rejects(source.run(again), { code: 'ASSIGNMENTS_MISSING_IN_TARGET', message: /2 permissions/ });
        assert.equal(writesOf(target).length, 0);
        await sdk.resourceServers.create({
            identifier: API,
            scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
        });
        const { report } = await source.run(again);
        assert.equal(report?.assignments?.written.roles, 123);
        const helpdesk = (await sdk.roles.list()).data.find(({ name }) => name === 'helpdesk');
        const holders = await sdk.roles.users.list(helpdesk?.id ?? '', { take: 100 });
        assert.equal(holders.data.length, 100);
    });

    it('splits a call that one deleted user would fail, names that user, and does everybody else', async () => {
        source = await openMigration({ users: USERS, definition: "roles: 'copy', organizations: 'copy'," });
        await furnish(source);
        let victim: string | undefined;
        source.proxy.interferences = {
            async beforeTenant({ method, path, body }) {
                if (method !== 'POST' || !/\/roles\/[^/]*\/users$/.test(path) || victim !== undefined) return undefined;
                victim = (JSON.parse(body.toString()) as { users: string[] }).users[17];
                // The call for the few of another role.
                if (victim === undefined) return undefined;
                await source.tenant.management.users.delete(victim);
                return undefined;
            },
        };
        const { report } = await source.run();
        // Another pass finds that the user was deleted, and has nothing left to do.
        assert.equal(report?.pass, 2);
        assert.equal(report.assignments?.refused, 0);
        assert.equal(report.isVerified, true);
        const refused = await readLines(source.fileOf('pass-1-unassigned.ndjson'));
        assert.ok(refused.length >= 1);
        for (const line of refused) assert.equal(line['user'], victim);
        assert.deepEqual([report.assignments.wanted.roles, report.assignments.written.roles], [122, 0]);
    });

    it('keeps to the limits of Auth0 before anything is sent, and names who would pass them', async () => {
        source = await openMigration({ users: USERS, definition: "roles: { missing: 'create' }," });
        target = await openMigration({ users: [] });
        const { management: sdk } = source.tenant;
        const other = target.tenant.management;
        const roles = [];
        for (let number = 0; number < 50; number += 1) roles.push(await sdk.roles.create({ name: `role-${number}` }));
        const [first = ''] = USERS.map(({ user_id: id }) => `auth0|${String(id)}`);
        await sdk.users.roles.assign(first, { roles: roles.map(({ id }) => String(id)) });
        const limit = new LimitCounts('roles of a user', 50);
        limit.add(first, 50);
        assert.deepEqual(limit.found(), []);
        limit.add(first);
        const [refusal] = assignmentRefusals(
            { roles: 'leave', organizations: 'leave', permissions: 'leave' },
            { roles: [], memberRoles: [], organizations: [], permissions: [] },
            limit.found(),
        );
        assert.equal(refusal?.code, 'ASSIGNMENT_LIMIT_PASSED');
        assert.match(refusal.message, /roles of a user, at most 50 \(auth0\|u00001\)/);
        // A tenant takes 1,000 roles.
        for (let number = 0; number < 951; number += 1) await other.roles.create({ name: `other-${number}` });
        await assert.rejects(source.run({ target: target.settings().target }), {
            code: 'ASSIGNMENT_LIMIT_PASSED',
            message: /roles of a tenant, at most 1000/,
        });
        assert.equal(writesOf(target).length, 0);
    });

    it('ends the same wherever it is stopped', async () => {
        const few = USERS.slice(0, 20);
        const targets = Array.from({ length: 9 }, (_, number) => `target-${number}`);
        source = await openMigration({ users: few, definition: COPY, targets });
        await furnish(source, few);
        const expected = new Map<string, unknown>();
        for (const { user_id: id } of few)
            expected.set(`auth0|${String(id)}`, await heldBy(source, `auth0|${String(id)}`));
        for (const [number, to] of targets.entries()) {
            const stop = new AbortController();
            let writes = 0;
            source.proxy.interferences = {
                beforeTenant({ method, path }) {
                    if (method !== 'GET' && /\/(roles|organizations)\/|\/permissions$/.test(path)) {
                        writes += 1;
                        if (writes > number) {
                            stop.abort();
                            return 'cut';
                        }
                    }
                    return undefined;
                },
            };
            await source.run({ to, runId: to, signal: stop.signal }).catch(() => undefined);
            source.proxy.interferences = {};
            const { report } = await source.run({ to, runId: to });
            assert.equal(report?.isVerified, true, to);
            for (const user of await source.usersOf(to)) {
                const origin = String((user['app_metadata'] as Record<string, unknown>)['previous_user_id']);
                assert.deepEqual(
                    await heldBy(source, String(user['user_id'])),
                    expected.get(origin),
                    `${to} ${origin}`,
                );
            }
        }
    });

    it('finishes a role that it had begun when it stopped', async () => {
        source = await openMigration({ users: USERS.slice(0, 5), definition: "roles: { missing: 'create' }," });
        target = await openMigration({ users: [] });
        await furnishRoles(source, USERS.slice(0, 5));
        await target.tenant.management.resourceServers.create({
            identifier: API,
            scopes: [{ value: 'read:orders' }],
        });
        const stop = new AbortController();
        target.proxy.interferences = {
            beforeTenant({ method, path }) {
                if (method !== 'POST' || !/\/roles\/[^/]*\/permissions$/.test(path)) return undefined;
                stop.abort();
                return 'cut';
            },
        };
        const to = { target: target.settings().target };
        await assert.rejects(source.run({ ...to, signal: stop.signal }));
        target.proxy.interferences = {};
        const { report } = await source.run(to);
        assert.equal(report?.isVerified, true);
        const { management: sdk } = target.tenant;
        const roles = (await sdk.roles.list()).data;
        assert.deepEqual(
            roles.map(({ name }) => name),
            ['support'],
        );
        const permissions = (await sdk.roles.permissions.list(roles[0]?.id ?? '')).data;
        assert.equal(permissions.length, 1);
    });
});
