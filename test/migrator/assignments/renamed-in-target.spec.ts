import assert from 'node:assert/strict';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

describe('what somebody renames in the target, and makes again under its old name', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    afterEach(() => world.close());

    it('leaves users with both roles, and takes only the new one when the source takes it', async () => {
        world = await openTwoTenants("roles: 'copy',");
        const [{ management: here }, { management: there }] = [world.source.tenant, world.target.tenant];
        const { id: support = '' } = await here.roles.create({ name: 'support' });
        await here.roles.users.assign(support, { users: [world.idOf(0), world.idOf(1)] });
        const { id: first = '' } = await there.roles.create({ name: 'support' });
        await world.run();
        await there.roles.update(first, { name: 'helpdesk' });
        await there.roles.create({ name: 'support' });
        const { report } = await world.run();
        assert.deepEqual((await world.heldByMoved(0)).roles, ['helpdesk', 'support']);
        assert.deepEqual(
            [report?.isVerified, report?.assignments?.removed.roles, report?.assignments?.added.roles],
            [true, 0, 2],
        );
        await here.users.roles.delete(world.idOf(0), { roles: [support] });
        await world.run();
        assert.deepEqual((await world.heldByMoved(0)).roles, ['helpdesk']);
    });

    it('leaves users in both organizations, with their roles', async () => {
        world = await openTwoTenants("roles: { missing: 'create' }, organizations: 'copy',");
        const [{ management: here }, { management: there }] = [world.source.tenant, world.target.tenant];
        const { id: editor = '' } = await here.roles.create({ name: 'editor' });
        const { id: acme = '' } = await here.organizations.create({ name: 'acme' });
        await here.organizations.members.create(acme, { members: [world.idOf(0)] });
        await here.organizations.members.roles.assign(acme, world.idOf(0), { roles: [editor] });
        const { id: first = '' } = await there.organizations.create({ name: 'acme' });
        await world.run();
        await there.organizations.update(first, { name: 'acme-old' });
        await there.organizations.create({ name: 'acme' });
        await world.run();
        assert.deepEqual((await world.heldByMoved(0)).organizations, ['acme-old: editor', 'acme: editor']);
    });
});
