import assert from 'node:assert/strict';
import { assertAssigned, type CheckedAssignments } from '../checker/check-assignments.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';

const USERS = inventUsers(8);
const API = 'https://shop.example.com';
const STRANGER = { connection: TARGET, user_id: 'stranger', email: 'stranger@example.com' };
const idOf = (number: number): string => `auth0|${String(USERS[number]?.['user_id'])}`;
const unprefixed = (id: string): string => id.replace('auth0|', '');

/** A source whose users have some of everything. */
export interface FurnishedSource extends OpenMigration {
    /** Gives, takes and links, so that each kind of change is left to do for the next run. */
    edit(): Promise<void>;
    /** Undoes {@link edit}. */
    restore(): Promise<void>;
}

/** Opens a source whose users have roles, direct permissions, organizations with roles there, and are linked to each other. */
export async function openFurnishedSource(): Promise<FurnishedSource> {
    const create = "{ missing: 'create' }";
    const source = await openMigration({
        users: USERS,
        definition: `roles: ${create}, permissions: ${create}, organizations: ${create}, linkedAccounts: 'copy',`,
    });
    const { management: sdk } = source.tenant;
    const permission = { permissions: [{ resource_server_identifier: API, permission_name: 'read:orders' }] };
    await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
    const { id: support = '' } = await sdk.roles.create({ name: 'support' });
    const { id: sales = '' } = await sdk.roles.create({ name: 'sales' });
    await sdk.roles.permissions.add(support, permission);
    const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
    await sdk.roles.users.assign(support, { users: [0, 1, 2, 3].map(idOf) });
    await sdk.organizations.members.create(acme, { members: [1, 2, 3].map(idOf) });
    await sdk.organizations.members.roles.assign(acme, idOf(1), { roles: [sales] });
    await sdk.users.permissions.create(idOf(0), permission);
    await sdk.users.identities.link(idOf(4), { provider: 'auth0', user_id: unprefixed(idOf(5)) });
    return {
        ...source,
        async edit() {
            await sdk.users.roles.delete(idOf(0), { roles: [support] });
            await sdk.roles.users.assign(sales, { users: [idOf(1)] });
            await sdk.organizations.members.delete(acme, { members: [idOf(1)] });
            await sdk.users.permissions.delete(idOf(0), permission);
            await sdk.users.permissions.create(idOf(2), permission);
            await sdk.users.identities.delete(idOf(4), 'auth0', unprefixed(idOf(5)));
            await sdk.users.identities.link(idOf(6), { provider: 'auth0', user_id: unprefixed(idOf(5)) });
        },
        async restore() {
            await sdk.roles.users.assign(support, { users: [idOf(0)] });
            await sdk.users.roles.delete(idOf(1), { roles: [sales] });
            await sdk.organizations.members.create(acme, { members: [idOf(1)] });
            await sdk.organizations.members.roles.assign(acme, idOf(1), { roles: [sales] });
            await sdk.users.permissions.create(idOf(0), permission);
            await sdk.users.permissions.delete(idOf(2), permission);
            await sdk.users.identities.delete(idOf(6), 'auth0', unprefixed(idOf(5)));
            await sdk.users.identities.link(idOf(4), { provider: 'auth0', user_id: unprefixed(idOf(5)) });
        },
    };
}

/** Opens a target that has the API, and a stranger with a role of the same name as one of the source. */
export async function openFurnishedTarget(): Promise<OpenMigration> {
    const target = await openMigration({ users: [], seed: [{ user: STRANGER }] });
    const { management: sdk } = target.tenant;
    await sdk.resourceServers.create({ identifier: API });
    const { id: support = '' } = await sdk.roles.create({ name: 'support' });
    await sdk.roles.users.assign(support, { users: ['auth0|stranger'] });
    return target;
}

/** Checks that each user has in the target what it has in the source, and that the stranger kept its own. */
export async function assertFurnished(source: OpenMigration, target: OpenMigration, name: string): Promise<void> {
    const checked: CheckedAssignments = {
        source: { ...source.tenant, connection: SOURCE },
        target: { ...target.tenant, connection: TARGET },
        idPolicy: { policy: 'regenerate', rememberAs: 'app_metadata.previous_user_id' },
        name,
    };
    await assertAssigned(checked);
    const { management: sdk } = target.tenant;
    const roles = (await sdk.users.roles.list('auth0|stranger')).data.map((role) => role.name);
    const organizations = (await sdk.users.organizations.list('auth0|stranger')).data;
    assert.deepEqual([roles, organizations.length], [['support'], 0], name);
    const names = (await sdk.roles.list()).data.map((role) => role.name);
    assert.equal(new Set(names).size, names.length, name);
}
