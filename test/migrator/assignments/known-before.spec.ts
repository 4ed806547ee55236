import assert from 'node:assert/strict';
import { planMigration } from '../../../migrator/index.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const API = 'https://shop.example.com';
const MOST_ROLES = 50;

describe('what is known before anything is written', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    afterEach(() => world.close());

    describe('is a role of members that the target lacks', () => {
        const open = async (definition: string) => {
            world = await openTwoTenants(definition);
            const { management: here } = world.source.tenant;
            const { id: acme = '' } = await here.organizations.create({ name: 'acme' });
            const { id: editor = '' } = await here.roles.create({ name: 'editor' });
            // What the definitions name, and nobody has.
            await here.roles.create({ name: 'support' });
            await here.organizations.create({ name: 'other' });
            await here.organizations.members.create(acme, { members: [world.idOf(0)] });
            await here.organizations.members.roles.assign(acme, world.idOf(0), { roles: [editor] });
            await world.target.tenant.management.organizations.create({ name: 'acme' });
        };
        const refusal = {
            code: 'ASSIGNMENTS_MISSING_IN_TARGET',
            message: /1 role of members \(editor\)/,
        };
        const plan = (definition = {}) => planMigration({ ...world.source.settings(), ...world.to, ...definition });

        for (const roles of ["'copy'", "'leave'", "{ only: ['support'] }"]) {
            it(`where \`roles\` is ${roles}`, async () => {
                await open(`roles: ${roles}, organizations: 'copy',`);
                const [found] = (await plan()).refusals;
                assert.equal(found?.code, refusal.code);
                assert.match(found.message, refusal.message);
                await assert.rejects(world.run(), refusal);
                assert.deepEqual(await world.target.usersOf(), []);
            });
        }

        it('and can be created, renamed, or left out with the organization', async () => {
            await open("organizations: 'copy',");
            await world.target.tenant.management.roles.create({ name: 'writer' });
            for (const cure of [
                "roles: { missing: 'create' }, organizations: 'copy',",
                "roles: { rename: { editor: 'writer' } }, organizations: 'copy',",
                "organizations: { only: ['other'] },",
            ])
                assert.deepEqual((await plan(await world.redefine("organizations: 'copy',", cure))).refusals, [], cure);
        });
    });

    it('is a role of the target that can do something else, and none that can do the same', async () => {
        world = await openTwoTenants("roles: 'copy',");
        for (const [{ tenant }, name] of [
            [world.source, 'read'],
            [world.target, 'delete'],
        ] as const) {
            const { management: sdk } = tenant;
            const scopes = ['read', 'delete', 'list'].map((value) => ({ value }));
            await sdk.resourceServers.create({ identifier: API, scopes });
            for (const [role, permissions] of [
                ['support', [name, 'list']],
                ['sales', ['list']],
            ] as const) {
                const { id = '' } = await sdk.roles.create({ name: role });
                const given = permissions.map((one) => ({ resource_server_identifier: API, permission_name: one }));
                await sdk.roles.permissions.add(id, { permissions: given });
                if (tenant === world.source.tenant) await sdk.roles.users.assign(id, { users: [world.idOf(0)] });
            }
        }
        const { findings } = await planMigration({ ...world.source.settings(), ...world.to });
        const found = findings.filter(({ code }) => code === 'ROLES_DIFFER').map(({ message }) => message);
        assert.equal(found.length, 1);
        assert.match(found[0] ?? '', /^1 role .* \(support: 1 permission fewer, 1 more\)/);
    });

    describe('is who would have too many roles', () => {
        /** Moves everybody, and gives the first user 50 roles by hand in the target. */
        const open = async (definition: string) => {
            world = await openTwoTenants(definition);
            const [{ management: here }, { management: there }] = [world.source.tenant, world.target.tenant];
            const { id: support = '' } = await here.roles.create({ name: 'support' });
            const { id: acme = '' } = await here.organizations.create({ name: 'acme' });
            await here.organizations.members.create(acme, { members: [world.idOf(0), world.idOf(1)] });
            await there.roles.create({ name: 'support' });
            const { id: acmeThere = '' } = await there.organizations.create({ name: 'acme' });
            await world.run();
            const byHand: string[] = [];
            for (let at = 0; at < MOST_ROLES; at += 1) {
                const { id = '' } = await there.roles.create({ name: `by hand ${at}` });
                byHand.push(id);
            }
            return { here, there, support, acme, acmeThere, byHand, first: await world.movedIdOf(0) };
        };

        it('with roles in the target that the definition leaves out', async () => {
            const { here, there, support, byHand, first } = await open("roles: { only: ['support'] },");
            await there.users.roles.assign(first, { roles: byHand });
            await here.roles.users.assign(support, { users: [world.idOf(0), world.idOf(1)] });
            await assert.rejects(world.run(), {
                code: 'ASSIGNMENT_LIMIT_PASSED',
                message: new RegExp(`roles of a user, at most 50 \\(${first.replace('|', '\\|')}\\)`),
            });
            assert.deepEqual((await world.heldByMoved(1)).roles, []);
            // One less by hand is few enough.
            await there.users.roles.delete(first, { roles: byHand.slice(0, 1) });
            assert.equal((await world.run()).report?.isVerified, true);
        });

        it('with roles that somebody gave a member in the target', async () => {
            const { here, there, support, acme, acmeThere, byHand, first } = await open("organizations: 'copy',");
            await there.organizations.members.roles.assign(acmeThere, first, { roles: byHand });
            await here.organizations.members.roles.assign(acme, world.idOf(0), { roles: [support] });
            await here.organizations.members.roles.assign(acme, world.idOf(1), { roles: [support] });
            await assert.rejects(world.run(), {
                code: 'ASSIGNMENT_LIMIT_PASSED',
                message: /roles of a member of an organization, at most 50 \(.* in acme\)/,
            });
            assert.deepEqual((await world.heldByMoved(1)).organizations, ['acme: ']);
            await there.organizations.members.roles.delete(acmeThere, first, { roles: byHand.slice(0, 1) });
            assert.equal((await world.run()).report?.isVerified, true);
        });
    });
});
