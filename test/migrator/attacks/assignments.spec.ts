import assert from 'node:assert/strict';
import { heldBy } from '../assignments/held-assignments.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const USERS = inventUsers(6);
const API = 'https://shop.example.com';
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;
const everybody = USERS.map((_, number) => idOf(number));
const assigns = ({ method, path }: { method: string; path: string }): boolean =>
    method === 'POST' && /\/roles\/[^/]*\/users$/.test(path);

describe('attacks on assignments between two steps', function () {
    this.timeout(90_000);
    let source: OpenMigration;
    let target: OpenMigration;
    afterEach(async () => {
        await source.close();
        await target.close();
    });

    /** Two tenants; everybody of the source has the role `support`. */
    const open = async (definition: string): Promise<string> => {
        source = await openMigration({ users: USERS, definition });
        target = await openMigration({ users: [] });
        const { management: sdk } = source.tenant;
        const { id: support = '' } = await sdk.roles.create({ name: 'support' });
        await sdk.roles.users.assign(support, { users: everybody });
        return support;
    };
    const run = async () => (await source.run({ target: target.settings().target })).report;
    const movedOf = async (number: number): Promise<string> => {
        const users = await target.usersOf();
        return String(users.find(({ email }) => email === USERS[number]?.email)?.['user_id']);
    };
    const rolesOf = async (number: number) => (await heldBy(target, await movedOf(number))).roles;
    const once = (where: OpenMigration, what: (path: string) => Promise<void>): void => {
        let isDone = false;
        where.proxy.interferences = {
            async beforeTenant(passing) {
                if (isDone || !assigns(passing)) return undefined;
                isDone = true;
                await what(passing.path);
                return undefined;
            },
        };
    };

    it('leave somebody a role that was refused to this migration and that an admin gave by hand', async () => {
        const support = await open("roles: { missing: 'create' },");
        let victim = '';
        target.proxy.interferences = {
            beforeTenant(passing) {
                if (!assigns(passing)) return undefined;
                const { users } = JSON.parse(passing.body.toString()) as { users: string[] };
                victim ||= users[2] ?? '';
                if (!users.includes(victim)) return undefined;
                const answer = { statusCode: 400, error: 'Bad Request', message: 'No.', errorCode: 'invalid_body' };
                return { status: 400, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
            },
        };
        await assert.rejects(run(), { message: /Missing: 1 role of users\. Auth0 refused 1 assignment twice/ });
        target.proxy.interferences = {};
        const { management: sdk } = target.tenant;
        const [role] = (await sdk.roles.list()).data;
        await sdk.users.roles.assign(victim, { roles: [String(role?.id)] });
        await run();
        // The source takes it from everybody: what this migration gave goes, what the admin gave stays.
        for (const id of everybody) await source.tenant.management.users.roles.delete(id, { roles: [support] });
        const last = await run();
        assert.deepEqual((await heldBy(target, victim)).roles, ['support']);
        assert.deepEqual([last?.assignments?.removed.roles, last?.assignments?.added.roles], [5, 1]);
    });

    it('show one user on two pages and another on none, and the report does not say that everybody has it', async () => {
        await open("roles: { missing: 'create' },");
        let isWritten = false;
        target.proxy.interferences = {
            afterTenant({ method, path }, answer) {
                if (method === 'POST' && /\/roles\/[^/]*\/users$/.test(path)) isWritten = true;
                if (!isWritten || method !== 'GET' || !/\/roles\/[^/]*\/users$/.test(path)) return undefined;
                const body = JSON.parse(answer.body.toString()) as { users: object[] };
                const [first = {}] = body.users;
                return {
                    ...answer,
                    body: Buffer.from(JSON.stringify({ ...body, users: [first, ...body.users.slice(0, -1)] })),
                };
            },
        };
        await assert.rejects(run(), { message: /Missing: 1 role of users\./ });
    });

    it('rename a role of the target, and nobody loses it', async () => {
        await open("roles: { missing: 'create' },");
        await run();
        const { management: sdk } = target.tenant;
        const [role] = (await sdk.roles.list()).data;
        await sdk.roles.update(String(role?.id), { name: 'helpdesk' });
        const second = await run();
        assert.deepEqual([second?.isVerified, second?.assignments?.removed.roles], [true, 0]);
        assert.deepEqual(await rolesOf(0), ['helpdesk', 'support']);
        await run();
        assert.deepEqual(await rolesOf(0), ['helpdesk', 'support']);
    });

    it('rename an organization of the target, and nobody is put out of it', async () => {
        await open("organizations: { missing: 'create' },");
        const { id: acme = '' } = await source.tenant.management.organizations.create({ name: 'acme' });
        await source.tenant.management.organizations.members.create(acme, { members: everybody });
        await run();
        const { management: sdk } = target.tenant;
        const [organization] = (await sdk.organizations.list()).data;
        await sdk.organizations.update(String(organization?.id), { name: 'umbrella' });
        const second = await run();
        assert.deepEqual([second?.isVerified, second?.assignments?.removed.organizations], [true, 0]);
        await run();
        assert.deepEqual((await heldBy(target, await movedOf(0))).organizations, ['acme: ', 'umbrella: ']);
    });

    it('make a role of the same name anew in the moment before it is given', async () => {
        await open("roles: { missing: 'create' },");
        const { management: sdk } = target.tenant;
        once(target, async () => {
            const [role] = (await sdk.roles.list()).data;
            await sdk.roles.delete(String(role?.id));
            await sdk.roles.create({ name: 'support' });
        });
        await run().catch(() => undefined);
        const report = await run();
        assert.equal(report?.isVerified, true);
        for (const number of USERS.keys()) assert.deepEqual(await rolesOf(number), ['support']);
        assert.equal((await sdk.roles.list()).data.length, 1);
    });

    it('delete an organization while its members are written, and the next pass makes it whole', async () => {
        await open("organizations: { missing: 'create' },");
        const { id: acme = '' } = await source.tenant.management.organizations.create({ name: 'acme' });
        await source.tenant.management.organizations.members.create(acme, { members: everybody });
        const { management: sdk } = target.tenant;
        let isDone = false;
        target.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (isDone || method !== 'POST' || !path.endsWith('/members')) return undefined;
                isDone = true;
                const [organization] = (await sdk.organizations.list()).data;
                await sdk.organizations.delete(String(organization?.id));
                return undefined;
            },
        };
        const report = await run();
        assert.deepEqual([report?.isVerified, report?.pass], [true, 2]);
        for (const number of USERS.keys())
            assert.deepEqual((await heldBy(target, await movedOf(number))).organizations, ['acme: ']);
    });

    it('take a scope from the API in the moment before it is given, and the next attempt has it right', async () => {
        await open("permissions: { missing: 'create' },");
        const permission = { resource_server_identifier: API, permission_name: 'read:orders' };
        for (const { tenant } of [source, target])
            await tenant.management.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
        await source.tenant.management.users.permissions.create(idOf(0), { permissions: [permission] });
        let isDone = false;
        target.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (isDone || method !== 'POST' || !path.endsWith('/permissions')) return undefined;
                isDone = true;
                await target.tenant.management.resourceServers.update(API, { scopes: [] });
                return undefined;
            },
        };
        await run().catch(() => undefined);
        assert.ok(isDone);
        const report = await run();
        assert.equal(report?.isVerified, true);
        assert.deepEqual((await heldBy(target, await movedOf(0))).permissions, ['read:orders']);
    });
});
