import assert from 'node:assert/strict';
import { rollBack } from '../../../migrator/index.ts';
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
