import assert from 'node:assert/strict';
import { rollBack } from '../../../migrator/index.ts';
import { heldBy } from '../assignments/held-assignments.ts';
import { beforeFirst } from '../converge/meddle.ts';
import { inventUsers, SOURCE, TARGET } from '../running/open-migration.ts';
import { type OpenCutover, openCutover, refusalOf } from './open-cutover.ts';

const USERS = 4;
const ID = 'auth0|u00002';
const EMAIL = 'user-2@example.com';

describe('a role that is given late', function () {
    this.timeout(60_000);
    let world: OpenCutover;
    let role = '';
    beforeEach(async () => {
        world = await openCutover({ users: inventUsers(USERS), definition: "roles: 'copy'," });
        role = (await world.tenant.management.roles.create({ name: 'Support' })).id ?? '';
    });
    afterEach(() => world.close());

    const sdk = () => world.tenant.management;
    const give = (user: string) => sdk().users.roles.assign(user, { roles: [role] });
    const copyOf = async (email: string) =>
        String((await world.usersOf()).find((user) => user['email'] === email)?.['user_id']);
    const rolesOf = async (user: string) => (await sdk().users.roles.list(user)).data.map(({ name }) => name);

    it('is copied by a decommissioning before its user is deleted, though nothing else has changed', async () => {
        await world.cutOver();
        await give(ID);
        const { decommissioned } = await world.decommission();
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS, {}]);
        assert.deepEqual(await rolesOf(await copyOf(EMAIL)), ['Support']);
    });

    it('keeps its user in the source when it comes after the last comparison, until the next attempt has copied it', async () => {
        await world.cutOver();
        beforeFirst(
            world.proxy,
            ({ method, path }) => method === 'GET' && path === `/api/v2/users/${encodeURIComponent(ID)}/roles`,
            () => give(ID),
        );
        const { decommissioned } = await world.decommission();
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { ROLE_GIVEN: 1 }]);
        assert.equal((await world.usersOf(SOURCE)).length, 1);
        world.proxy.interferences = {};
        assert.deepEqual((await world.decommission()).decommissioned?.staying, {});
        assert.deepEqual(await rolesOf(await copyOf(EMAIL)), ['Support']);
    });

    it('keeps no user from a rollback that this migration has given it', async () => {
        await give(ID);
        await world.run();
        assert.deepEqual(await rolesOf(await copyOf(EMAIL)), ['Support']);
        const rollback = rollBack({ ...world.settings(), confirm: TARGET });
        assert.equal(await refusalOf(rollback), undefined);
        assert.equal((await rollback).removed, USERS);
    });
});

describe('an organization that is deleted while its members are looked at', function () {
    this.timeout(60_000);
    let world: OpenCutover;
    let club = '';
    beforeEach(async () => {
        world = await openCutover({ users: inventUsers(USERS), definition: "organizations: 'copy'," });
        const { organizations } = world.tenant.management;
        club = (await organizations.create({ name: 'club' })).id ?? '';
        await organizations.members.create(club, { members: [ID] });
    });
    afterEach(() => world.close());

    // After the user's organizations were listed, and before its roles in this one are.
    const deleteInTime = (user: string) => {
        const path = `/api/v2/organizations/${club}/members/${encodeURIComponent(user)}/roles`;
        let isListed = false;
        let isGone = false;
        beforeFirst(
            world.proxy,
            (request) => {
                isListed ||= request.path === `/api/v2/users/${encodeURIComponent(user)}/organizations`;
                return isListed && request.path === path;
            },
            async () => {
                isGone = true;
                await world.tenant.management.organizations.delete(club);
            },
        );
        return () => isGone;
    };

    it('keeps nobody from being deleted in a decommissioning', async () => {
        await world.cutOver();
        const isGone = deleteInTime(ID);
        const { error } = await world.decommission();
        assert.ok(isGone());
        assert.equal((await world.usersOf(SOURCE)).length, 0);
        // In one tenant it was the target's organization, too.
        assert.equal(error?.code, 'VERIFICATION_FAILED');
        const { decommissioned } = await world.decommission();
        assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS, {}]);
    });

    it('keeps nobody from being removed by a rollback', async () => {
        await world.run();
        const copy = (await world.usersOf()).find(({ email }) => email === EMAIL);
        const isGone = deleteInTime(String(copy?.['user_id']));
        const { removed } = await rollBack({ ...world.settings(), confirm: TARGET });
        assert.ok(isGone());
        assert.equal(removed, USERS);
    });
});

describe('what else is given late', function () {
    this.timeout(120_000);
    let world: OpenCutover;
    afterEach(() => world.close());

    const API = 'https://shop.example.com';
    const PERMISSION = { resource_server_identifier: API, permission_name: 'read:orders' };
    const GIFTS: Readonly<Record<string, Gift>> = {
        'a membership of an organization': ({ sdk, acme }) => sdk.organizations.members.create(acme, { members: [ID] }),
        'a membership of an organization that is younger': async ({ sdk }) => {
            const { id: younger = '' } = await sdk.organizations.create({ name: 'younger' });
            await sdk.organizations.members.create(younger, { members: [ID] });
        },
        'a role in an organization': ({ sdk, club, editor }) =>
            sdk.organizations.members.roles.assign(club, ID, { roles: [editor] }),
        'a direct permission': ({ sdk }) => sdk.users.permissions.create(ID, { permissions: [PERMISSION] }),
    };
    interface Place {
        readonly sdk: OpenCutover['tenant']['management'];
        readonly acme: string;
        readonly club: string;
        readonly editor: string;
    }
    type Gift = (place: Place) => Promise<unknown>;

    for (const [what, give] of Object.entries(GIFTS)) {
        it(`keeps its user in the source until it is copied: ${what}`, async () => {
            world = await openCutover({
                users: inventUsers(USERS),
                definition: "roles: 'copy', organizations: 'copy', permissions: 'copy',",
            });
            const { management: sdk } = world.tenant;
            await sdk.resourceServers.create({ identifier: API, scopes: [{ value: 'read:orders' }] });
            const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
            const { id: club = '' } = await sdk.organizations.create({ name: 'club' });
            const { id: editor = '' } = await sdk.roles.create({ name: 'editor' });
            await sdk.organizations.members.create(club, { members: [ID] });
            await world.cutOver();
            let isGiven = false;
            beforeFirst(
                world.proxy,
                ({ method, path }) =>
                    method === 'GET' && path.startsWith(`/api/v2/users/${encodeURIComponent(ID)}/roles`),
                async () => {
                    isGiven = true;
                    await give({ sdk, acme, club, editor });
                },
            );
            const { decommissioned } = await world.decommission();
            assert.ok(isGiven);
            assert.deepEqual([decommissioned?.deleted, decommissioned?.staying], [USERS - 1, { ASSIGNMENT_GIVEN: 1 }]);
            world.proxy.interferences = {};
            const before = await heldBy(world, ID);
            assert.deepEqual((await world.decommission()).decommissioned?.staying, {});
            const copy = (await world.usersOf()).find(({ email }) => email === EMAIL);
            assert.deepEqual(await heldBy(world, String(copy?.['user_id'])), before);
        });
    }
});
