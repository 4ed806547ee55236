import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planMigration } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';
import { heldBy } from './held-assignments.ts';

const USERS = inventUsers(8);
const API = 'https://shop.example.com';
const COPY = "roles: 'copy', permissions: 'copy', organizations: 'copy',";
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;
const permission = (name: string) => ({ permissions: [{ resource_server_identifier: API, permission_name: name }] });
const EVERYTHING = {
    roles: ['support'],
    permissions: ['read:orders'],
    organizations: ['acme: editor'],
};
const NOTHING = { roles: [], permissions: [], organizations: [] };

/** A migration whose users have one of everything, with the IDs of what they have. */
interface Furnished extends OpenMigration {
    readonly support: string;
    readonly editor: string;
    readonly acme: string;
    /** The full IDs in the target, in the order of the users. */
    readonly moved: () => Promise<string[]>;
}

async function furnish(migration: OpenMigration): Promise<Furnished> {
    const { management: sdk } = migration.tenant;
    await sdk.resourceServers.create({
        identifier: API,
        scopes: [{ value: 'read:orders' }, { value: 'write:orders' }],
    });
    const { id: support = '' } = await sdk.roles.create({ name: 'support' });
    const { id: editor = '' } = await sdk.roles.create({ name: 'editor' });
    const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
    const ids = USERS.map((_, number) => idOf(number));
    await sdk.roles.users.assign(support, { users: ids });
    await sdk.organizations.members.create(acme, { members: ids });
    for (const id of ids) {
        await sdk.organizations.members.roles.assign(acme, id, { roles: [editor] });
        await sdk.users.permissions.create(id, permission('read:orders'));
    }
    const moved = async (): Promise<string[]> => {
        const users = await migration.usersOf();
        return USERS.map(({ email }) => String(users.find((user) => user['email'] === email)?.['user_id']));
    };
    return { ...migration, support, editor, acme, moved };
}

describe('the memory of the assignments that a migration wrote', function () {
    this.timeout(120_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const open = async (definition = COPY): Promise<Furnished> => {
        migration = await openMigration({ users: USERS, definition });
        return await furnish(migration);
    };
    const takeAll = async ({ tenant: { management: sdk }, support, acme }: Furnished, user: string): Promise<void> => {
        await sdk.users.roles.delete(user, { roles: [support] });
        await sdk.organizations.members.delete(acme, { members: [user] });
        await sdk.users.permissions.delete(user, permission('read:orders'));
    };
    const giveAll = async (furnished: Furnished, user: string): Promise<void> => {
        const { management: sdk } = furnished.tenant;
        await sdk.roles.users.assign(furnished.support, { users: [user] });
        await sdk.organizations.members.create(furnished.acme, { members: [user] });
        await sdk.organizations.members.roles.assign(furnished.acme, user, { roles: [furnished.editor] });
        await sdk.users.permissions.create(user, permission('read:orders'));
    };

    it('takes away what the source took away, and lets what the target took away be', async () => {
        const world = await open();
        await world.run();
        const ids = await world.moved();
        const [first = '', second = '', third = '', fourth = ''] = ids;
        for (const id of ids) assert.deepEqual(await heldBy(world, id), EVERYTHING);
        await takeAll(world, idOf(0));
        await takeAll(world, second);
        // Both agree that the third has nothing.
        await takeAll(world, idOf(2));
        await takeAll(world, third);
        const { report } = await world.run();
        assert.deepEqual(await heldBy(world, first), NOTHING);
        assert.deepEqual(await heldBy(world, second), NOTHING);
        assert.deepEqual(await heldBy(world, third), NOTHING);
        assert.deepEqual(await heldBy(world, fourth), EVERYTHING);
        const of = (number: number) => ({ roles: number, organizations: number, permissions: number });
        assert.deepEqual(report?.assignments?.removed, { ...of(1), memberRoles: 1, connections: 0, links: 0 });
        assert.deepEqual(report.assignments.takenAway, { ...of(1), memberRoles: 1, connections: 0, links: 0 });
        assert.deepEqual(Object.values(report.assignments.written), [0, 0, 0, 0, 0, 0]);
        assert.equal(report.isVerified, true);
        // Given again, it is new to both who lost it in the source, and stays away from the one who lost it in the target.
        for (const number of [0, 2]) await giveAll(world, idOf(number));
        const again = await world.run();
        assert.deepEqual(await heldBy(world, first), EVERYTHING);
        assert.deepEqual(await heldBy(world, second), NOTHING);
        assert.deepEqual(await heldBy(world, third), EVERYTHING);
        assert.equal(again.report?.isVerified, true);
        // Given back in the target, it is agreed upon again.
        await giveAll(world, second);
        const last = await world.run();
        assert.deepEqual(Object.values(last.report?.assignments?.takenAway ?? {}), [0, 0, 0, 0, 0, 0]);
        assert.deepEqual(await heldBy(world, second), EVERYTHING);
    });

    it('never takes away what somebody else gave, also where the source had it for a while', async () => {
        const world = await open();
        await world.run();
        const { management: sdk } = world.tenant;
        const [first = '', second = ''] = await world.moved();
        const { id: sales = '' } = await sdk.roles.create({ name: 'sales' });
        // Given in both tenants between two passes: nobody knows by whom.
        await sdk.roles.users.assign(sales, { users: [idOf(0), first] });
        await sdk.users.permissions.create(idOf(0), permission('write:orders'));
        await sdk.users.permissions.create(first, permission('write:orders'));
        await sdk.organizations.members.roles.assign(world.acme, second, { roles: [sales] });
        await world.run();
        await sdk.users.roles.delete(idOf(0), { roles: [sales] });
        await sdk.users.permissions.delete(idOf(0), permission('write:orders'));
        // The second leaves the organization in the source, and has a role there that was given in the target.
        await sdk.organizations.members.delete(world.acme, { members: [idOf(1)] });
        const { report } = await world.run();
        assert.deepEqual(await heldBy(world, first), {
            ...{ roles: ['sales', 'support'], organizations: ['acme: editor'] },
            permissions: ['read:orders', 'write:orders'],
        });
        assert.deepEqual(await heldBy(world, second), { ...EVERYTHING, organizations: ['acme: sales'] });
        assert.deepEqual(report?.assignments?.removed, {
            ...{ roles: 0, organizations: 0, permissions: 0, memberRoles: 1, connections: 0, links: 0 },
        });
        assert.equal(report.assignments.added.roles, 1);
        // What the target alone took away of it does not come back either.
        await sdk.roles.users.assign(sales, { users: [idOf(0)] });
        await world.run();
        await sdk.users.roles.delete(first, { roles: [sales] });
        await world.run();
        assert.deepEqual((await heldBy(world, first)).roles, ['support']);
    });

    it('is of a user, and not of its ID: whoever was made again has to be given everything again', async () => {
        const world = await open(`userIds: { policy: 'prefix', prefix: 'x-' }, ${COPY}`);
        await world.run();
        const { management: sdk } = world.tenant;
        const [first = ''] = await world.moved();
        // Deleted and imported again by somebody else, with the same ID.
        const profile = await sdk.users.get(first);
        await sdk.users.delete(first);
        await sdk.users.create({
            ...{ connection: 'customers', password: 'Correct-Horse-7', user_id: first.replace('auth0|', '') },
            ...{ email: String(profile.email), email_verified: true },
            app_metadata: profile.app_metadata ?? {},
        });
        const { report } = await world.run();
        assert.deepEqual(await heldBy(world, first), EVERYTHING);
        assert.equal(report?.isVerified, true);
    });

    it('takes away a role that was deleted in the source, or that the definition gives another name', async () => {
        migration = await openMigration({ users: USERS.slice(0, 3), definition: "roles: { missing: 'create' }," });
        const target = await openMigration({ users: [] });
        try {
            const { management: sdk } = migration.tenant;
            const ids = [0, 1, 2].map(idOf);
            for (const name of ['support', 'sales', 'kept']) {
                const { id = '' } = await sdk.roles.create({ name });
                await sdk.roles.users.assign(id, { users: ids });
            }
            const to = { target: target.settings().target };
            await migration.run(to);
            const rolesOfAll = async () => {
                const users = await target.usersOf();
                return await Promise.all(
                    users.map(async (user) => (await heldBy(target, String(user['user_id']))).roles.join()),
                );
            };
            assert.deepEqual(await rolesOfAll(), Array(3).fill('kept,sales,support'));
            const roles = (await sdk.roles.list()).data;
            await sdk.roles.delete(roles.find(({ name }) => name === 'support')?.id ?? '');
            const runWith = async (name: string, setting: string) => {
                const text = `import { defineMigration } from ${JSON.stringify(join(import.meta.dirname, '../../../migrator/definition.ts'))};
export default defineMigration({ description: 'Renamed.', passwords: { whenMissing: 'reset' }, roles: ${setting} });
`;
                await writeFile(join(migration.folder, name), text);
                return await migration.run({ ...to, definitionPath: name });
            };
            const { report } = await runWith('renamed.ts', "{ missing: 'create', rename: { sales: 'Sellers' } }");
            assert.deepEqual(await rolesOfAll(), Array(3).fill('Sellers,kept'));
            assert.equal(report?.assignments?.removed.roles, 6);
            // What the definition does not name any more is left alone.
            await runWith('narrowed.ts', "{ missing: 'create', rename: { sales: 'Sellers' }, only: ['sales'] }");
            assert.deepEqual(await rolesOfAll(), Array(3).fill('Sellers,kept'));
        } finally {
            await target.close();
        }
    });

    it('does not take from whoever is deleted in the source while it is read', async () => {
        const world = await open();
        await world.run();
        const [first = '', second = ''] = await world.moved();
        const { management: sdk } = world.tenant;
        let isDeleted = false;
        world.proxy.interferences = {
            async beforeTenant({ method, path }) {
                // The export of the source was made, and its roles were not read.
                if (isDeleted || method !== 'GET' || !/\/roles\/[^/]*\/users/.test(path)) return undefined;
                isDeleted = true;
                await sdk.users.delete(idOf(0));
                await takeAll(world, idOf(1));
                return undefined;
            },
        };
        await world.run();
        assert.equal(isDeleted, true);
        assert.deepEqual(await heldBy(world, first), EVERYTHING);
        assert.deepEqual(await heldBy(world, second), NOTHING);
    });

    it('is forgotten where an older backup of it was put back', async () => {
        const world = await open();
        await world.run();
        const ledger = world.fileOf('assignments.bin');
        const older = await readFile(ledger);
        const [first = '', second = ''] = await world.moved();
        await takeAll(world, idOf(0));
        await world.run();
        assert.deepEqual(await heldBy(world, first), NOTHING);
        // By hand: the backup says that it was this migration.
        await giveAll(world, first);
        await writeFile(ledger, older);
        const plan = await planMigration(world.settings());
        assert.ok(plan.findings.some(({ code }) => code === 'ASSIGNMENTS_UNKNOWN'));
        const { report } = await world.run();
        assert.deepEqual(await heldBy(world, first), EVERYTHING);
        assert.deepEqual(Object.values(report?.assignments?.removed ?? {}), [0, 0, 0, 0, 0, 0]);
        // From now on, it is known again.
        const later = await planMigration(world.settings());
        assert.ok(later.findings.every(({ code }) => code !== 'ASSIGNMENTS_UNKNOWN'));
        await takeAll(world, second);
        await world.run();
        assert.deepEqual(await heldBy(world, second), NOTHING);
    });

    it('takes nothing away once it is lost', async () => {
        const world = await open();
        await world.run();
        await rm(join(world.folder, 'runs', 'run'), { recursive: true });
        await takeAll(world, idOf(0));
        const plan = await planMigration(world.settings());
        assert.ok(plan.findings.some(({ code }) => code === 'ASSIGNMENTS_UNKNOWN'));
        const { report } = await world.run();
        const [first = '', second = ''] = await world.moved();
        assert.deepEqual(await heldBy(world, first), EVERYTHING);
        assert.deepEqual(Object.values(report?.assignments?.removed ?? {}), [0, 0, 0, 0, 0, 0]);
        assert.equal(report?.assignments?.added.roles, 1);
        // From now on, what the target takes away stays away again.
        const later = await planMigration(world.settings());
        assert.ok(later.findings.every(({ code }) => code !== 'ASSIGNMENTS_UNKNOWN'));
        await takeAll(world, second);
        await world.run();
        assert.deepEqual(await heldBy(world, second), NOTHING);
    });
});
