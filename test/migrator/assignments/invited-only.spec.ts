import assert from 'node:assert/strict';
import { formatPlan, planMigration } from '../../../migrator/index.ts';
import { readLines } from '../running/open-migration.ts';
import { openTwoTenants, type TwoTenants } from './open-two-tenants.ts';

const EMAIL = 'new@example.com';
const HERE = '/* here */';
const THOUSAND = 1_000;

describe('invitations that are easily overlooked', function () {
    this.timeout(120_000);
    let world: TwoTenants;
    afterEach(() => world.close());

    /** An organization of the source without members, and what makes an invitation into it. */
    const open = async (roles: readonly string[] = []) => {
        world = await openTwoTenants(HERE);
        const { management: sdk, clientId } = world.source.tenant;
        const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
        const [{ id: connection = '' } = {}] = (await sdk.connections.list({ name: 'legacy' })).data;
        await sdk.organizations.enabledConnections.add(acme, { connection_id: connection });
        const given: string[] = [];
        for (const name of roles) given.push((await sdk.roles.create({ name })).id ?? '');
        const invite = (email: string, lifetimeS = 86_400) =>
            sdk.organizations.invitations.create(acme, {
                ...{ inviter: { name: 'Ada' }, invitee: { email }, client_id: clientId, connection_id: connection },
                ...{ ttl_sec: lifetimeS, ...(given.length === 0 ? {} : { roles: given }) },
            });
        return { invite, acme };
    };
    const define = (invitations: string) =>
        world.redefine(
            HERE,
            `roles: { missing: 'create' }, organizations: { missing: 'create', invitations: ${invitations} },`,
        );
    const renewed = () =>
        define(`{ clients: { '${world.source.tenant.clientId}': '${world.target.tenant.clientId}' } }`);
    const organizationsThere = async () => (await world.target.tenant.management.organizations.list()).data;

    it('lead into an organization of which nobody is moved: renewed, they take it and its connection along', async () => {
        const { invite } = await open();
        await invite(EMAIL);
        const definition = await renewed();
        const plan = await planMigration({ ...world.source.settings(), ...world.to, ...definition });
        assert.deepEqual(plan.assignments?.organizations?.missing, ['acme']);
        assert.match(formatPlan(plan), /1 open invitation will be made again/);
        const { report } = await world.run(definition);
        assert.deepEqual([report?.isVerified, report?.assignments?.renewedInvitations], [true, 1]);
        const { management: sdk } = world.target.tenant;
        const [organization] = await organizationsThere();
        const { data } = await sdk.organizations.invitations.list(organization?.id ?? '');
        assert.deepEqual(
            data.map(({ invitee }) => invitee?.email),
            [EMAIL],
        );
    });

    it('are listed where they stay, and make no organization', async () => {
        const { invite } = await open();
        await invite(EMAIL);
        const { report } = await world.run(await define("'leave'"));
        assert.equal(report?.assignments?.invitations, 1);
        const [listed] = await readLines(world.source.fileOf('pass-1-invitations.ndjson'));
        assert.deepEqual([listed?.['email'], listed?.['became']], [EMAIL, 'left']);
        assert.deepEqual(await organizationsThere(), []);
    });

    it('do not count as renewed where somebody has invited the same person without its roles', async () => {
        const { invite } = await open(['editor']);
        await invite(EMAIL);
        const { management: sdk, clientId } = world.target.tenant;
        const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
        const [{ id: connection = '' } = {}] = (await sdk.connections.list({ name: 'customers' })).data;
        await sdk.organizations.enabledConnections.add(acme, { connection_id: connection });
        await sdk.organizations.invitations.create(acme, {
            ...{ inviter: { name: 'Eve' }, invitee: { email: EMAIL }, client_id: clientId, connection_id: connection },
        });
        const { report } = await world.run(await renewed());
        assert.deepEqual([report?.assignments?.renewedInvitations, report?.assignments?.invitations], [0, 1]);
        const [listed] = await readLines(world.source.fileOf('pass-1-invitations.ndjson'));
        assert.equal(listed?.['became'], 'invited-otherwise');
        assert.equal((await sdk.organizations.invitations.list(acme)).data.length, 1);
    });

    it('are refused where Auth0 lists 1,000 and there may be more that are open', async () => {
        const { invite } = await open();
        for (let at = 0; at < THOUSAND; at += 1) await invite(`new-${at}@example.com`);
        const definition = await define("'leave'");
        const error = { code: 'TOO_MANY_INVITATIONS' };
        await assert.rejects(planMigration({ ...world.source.settings(), ...world.to, ...definition }), error);
        await assert.rejects(world.run(definition), error);
        assert.deepEqual(await world.target.usersOf(), []);
    });
});
