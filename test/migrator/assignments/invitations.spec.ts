import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlan, planMigration } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';

const USERS = inventUsers(3);
/** Stands in the definition for what a test says there. */
const HERE = '/* here */';
const WEEK_S = 7 * 24 * 60 * 60;

describe('open invitations', function () {
    this.timeout(60_000);
    let source: OpenMigration;
    let target: OpenMigration | undefined;
    afterEach(async () => {
        await source.close();
        await target?.close();
        target = undefined;
    });

    /** An organization of the source with a member, a role and three people who were invited. */
    const open = async (isInOneTenant = false) => {
        source = await openMigration({ users: USERS, definition: HERE });
        if (!isInOneTenant) target = await openMigration({ users: [] });
        const { management: sdk, clientId } = source.tenant;
        const { id: acme = '' } = await sdk.organizations.create({ name: 'acme' });
        const { id: editor = '' } = await sdk.roles.create({ name: 'editor' });
        const [{ id: connection = '' } = {}] = (await sdk.connections.list({ name: 'legacy' })).data;
        await sdk.organizations.enabledConnections.add(acme, { connection_id: connection });
        await sdk.organizations.members.create(acme, { members: [`auth0|${String(USERS[0]?.['user_id'])}`] });
        const invite = async (email: string, more: object = {}): Promise<void> => {
            await sdk.organizations.invitations.create(acme, {
                ...{ inviter: { name: 'Ada' }, invitee: { email }, client_id: clientId },
                ...{ connection_id: connection, ttl_sec: WEEK_S, ...more },
            });
        };
        await invite('one@example.com', { roles: [editor], user_metadata: { team: 'red' } });
        await invite('two@example.com');
        await invite('anyone@example.com', { connection_id: undefined });
        return { editor, invite, clientId };
    };
    const define = async (invitations: string): Promise<void> => {
        const path = join(source.folder, 'migration.ts');
        const text = await readFile(path, 'utf8');
        const setting = `roles: { missing: 'create' }, organizations: { missing: 'create', invitations: ${invitations} },`;
        await writeFile(path, text.replace(HERE, setting));
    };
    const toTarget = () => (target === undefined ? {} : { target: target.settings().target });
    const invitedIn = async ({ tenant: { management: sdk } }: OpenMigration) => {
        const [{ id } = {}] = (await sdk.connections.list({ name: 'customers' })).data;
        const [organization] = (await sdk.organizations.list()).data;
        const { data } = await sdk.organizations.invitations.list(organization?.id ?? '');
        return data.filter(({ connection_id: own }) => own === id);
    };
    const addressesIn = async (where: OpenMigration) =>
        (await invitedIn(where)).map(({ invitee }) => invitee?.email).sort();
    const posts = ({ proxy }: OpenMigration) =>
        proxy.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/invitations')).length;

    it('are made anew in another tenant after a plan that counts them, and nobody is invited twice', async () => {
        const { editor, clientId } = await open();
        assert.ok(target !== undefined);
        await define(`{ clients: { '${clientId}': '${target.tenant.clientId}' } }`);
        const plan = await planMigration({ ...source.settings(), ...toTarget() });
        assert.deepEqual(plan.assignments?.organizations?.invitations, { renewed: 3 });
        assert.equal(plan.assignments.writes['POST /organizations/{id}/invitations'], 3);
        assert.match(formatPlan(plan), /3 open invitations will be made again .* each sends a mail/);
        assert.equal(posts(target), 0);
        const { report } = await source.run(toTarget());
        assert.deepEqual([report?.assignments?.renewedInvitations, report?.assignments?.invitations], [3, 0]);
        assert.equal(report?.isVerified, true);
        assert.deepEqual(await addressesIn(target), ['anyone@example.com', 'one@example.com', 'two@example.com']);
        const one = (await invitedIn(target)).find(({ invitee }) => invitee?.email === 'one@example.com');
        const [role] = (await target.tenant.management.roles.list()).data;
        assert.deepEqual(
            [one?.roles, one?.user_metadata, one?.inviter],
            [[role?.id], { team: 'red' }, { name: 'Ada' }],
        );
        assert.notEqual(role?.id, editor);
        const leftMs = Date.parse(String(one?.expires_at)) - Date.now();
        assert.ok(leftMs > (WEEK_S - 600) * 1_000 && leftMs <= WEEK_S * 1_000, String(leftMs));
        // One is taken by its person, one is revoked: neither comes back.
        const { invitations } = target.tenant.management.organizations;
        for (const { id = '', organization_id: organization = '' } of (await invitedIn(target)).slice(0, 2))
            await invitations.delete(organization, id);
        const again = await source.run(toTarget());
        assert.equal(again.report?.assignments?.renewedInvitations, 3);
        assert.deepEqual([posts(target), (await invitedIn(target)).length], [3, 1]);
    });

    it('that are deleted in the source while the run works send no mail', async () => {
        const { clientId } = await open();
        assert.ok(target !== undefined);
        const to = target;
        await define(`{ clients: { '${clientId}': '${to.tenant.clientId}' } }`);
        const { organizations } = source.tenant.management;
        to.proxy.interferences = {
            async beforeTenant({ method, path }) {
                if (method !== 'POST' || !path.endsWith('/members')) return undefined;
                const [acme] = (await organizations.list()).data;
                const there = await organizations.invitations.list(acme?.id ?? '');
                const two = there.data.find(({ invitee }) => invitee?.email === 'two@example.com');
                await organizations.invitations.delete(acme?.id ?? '', two?.id ?? '');
                return undefined;
            },
        };
        const { report } = await source.run(toTarget());
        assert.deepEqual([report?.assignments?.renewedInvitations, report?.assignments?.invitations], [2, 0]);
        assert.deepEqual(await addressesIn(to), ['anyone@example.com', 'one@example.com']);
        const listed = await readLines(source.fileOf('pass-1-invitations.ndjson'));
        assert.equal(listed.find(({ email }) => email === 'two@example.com')?.['became'], 'withdrawn');
    });

    for (const [when, isArrived] of [
        ['before Auth0 sees one', false],
        ['after Auth0 has made one', true],
    ] as const) {
        it(`are each made once where the line is cut ${when}`, async () => {
            const { clientId } = await open();
            assert.ok(target !== undefined);
            await define(`{ clients: { '${clientId}': '${target.tenant.clientId}' } }`);
            const stop = new AbortController();
            const cut = ({ method, path }: { method: string; path: string }): 'cut' | undefined => {
                if (method !== 'POST' || !path.endsWith('/invitations')) return undefined;
                stop.abort();
                return 'cut';
            };
            target.proxy.interferences = isArrived ? { afterTenant: cut } : { beforeTenant: cut };
            await assert.rejects(source.run({ ...toTarget(), signal: stop.signal }));
            target.proxy.interferences = {};
            assert.equal((await invitedIn(target)).length, isArrived ? 1 : 0);
            const { report } = await source.run(toTarget());
            assert.equal(report?.assignments?.renewedInvitations, 3);
            assert.deepEqual(await addressesIn(target), ['anyone@example.com', 'one@example.com', 'two@example.com']);
        });
    }

    it('are listed where the definition names no application for them', async () => {
        const { invite } = await open();
        assert.ok(target !== undefined);
        // Of several for one person the last counts, and one that is over does not.
        await invite('two@example.com', { ttl_sec: WEEK_S + 60 });
        await invite('late@example.com', { ttl_sec: 1 });
        await define("'renew'");
        const plan = await planMigration({ ...source.settings(), ...toTarget() });
        assert.deepEqual(plan.assignments?.organizations?.clientsWithoutMatch, [source.tenant.clientId]);
        assert.match(formatPlan(plan), /open invitations cannot be made again: name the target's applications/);
        const { report } = await source.run(toTarget());
        assert.deepEqual([report?.assignments?.renewedInvitations, posts(target)], [0, 0]);
        assert.equal(report?.isVerified, true);
        const listed = await readLines(source.fileOf('pass-1-invitations.ndjson'));
        assert.deepEqual(
            listed
                .filter(({ email }) => email !== 'late@example.com')
                .map(({ email, became }) => [email, became])
                .sort(),
            ['anyone', 'one', 'two'].map((name) => [`${name}@example.com`, 'without-client']),
        );
    });

    it('lead to the same application in one tenant, and whoever may choose the connection needs no other', async () => {
        await open(true);
        await define("'renew'");
        const { report } = await source.run();
        assert.deepEqual([report?.assignments?.renewedInvitations, report?.assignments?.invitations], [2, 0]);
        assert.deepEqual(await addressesIn(source), ['one@example.com', 'two@example.com']);
        const [one] = await invitedIn(source);
        assert.equal(one?.client_id, source.tenant.clientId);
        const again = await source.run();
        assert.deepEqual([again.report?.assignments?.renewedInvitations, (await invitedIn(source)).length], [2, 2]);
    });

    it('that Auth0 refuses stop nobody else, and are listed', async () => {
        const { clientId } = await open();
        assert.ok(target !== undefined);
        await define(`{ clients: { '${clientId}': '${target.tenant.clientId}' } }`);
        target.proxy.interferences = {
            beforeTenant({ method, path, body }) {
                if (method !== 'POST' || !path.endsWith('/invitations') || !body.includes('two@')) return undefined;
                const answer = { statusCode: 400, error: 'Bad Request', message: 'No.', errorCode: 'invalid_body' };
                return { status: 400, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
            },
        };
        const { report } = await source.run(toTarget());
        assert.deepEqual([report?.assignments?.renewedInvitations, report?.assignments?.invitations], [2, 1]);
        target.proxy.interferences = {};
        const again = await source.run(toTarget());
        assert.deepEqual(
            [again.report?.assignments?.renewedInvitations, again.report?.assignments?.invitations],
            [3, 0],
        );
        assert.equal((await invitedIn(target)).length, 3);
    });
});
