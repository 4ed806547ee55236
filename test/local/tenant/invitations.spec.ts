import assert from 'node:assert/strict';
import { createManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const CONNECTION = 'con_0000000000000001';
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const MONTH_S = 2_592_000;

describe('local tenant, invitations and discovery domains of organizations', () => {
    let tenant: OpenTenant;
    let id: string;
    const clock = createManualClock(Date.parse('2026-01-01T00:00:00Z'));

    beforeEach(async () => {
        tenant = await openTenant({
            clock,
            seed: [
                { connection: { id: CONNECTION, name: 'db' } },
                { client: { name: 'App', client_id: 'app', initiate_login_uri: 'https://app.example.com/login' } },
            ],
        });
        id = String((await tenant.management.organizations.create({ name: 'acme' })).id);
    });
    afterEach(() => tenant.close());

    const invite = (email: string, more: object = {}) =>
        tenant.call('POST', `/api/v2/organizations/${id}/invitations`, {
            inviter: { name: 'Ann' },
            invitee: { email },
            client_id: 'app',
            ...more,
        });
    const invited = async (email: string, more: object = {}) =>
        (await (await invite(email, more)).json()) as Record<string, string>;

    it('invites to the client’s login page, for a week', async () => {
        const invitation = await invited('bob@example.com', { roles: ['rol_0000000000000001'] });
        assert.match(String(invitation['id']), /^uinv_[A-Za-z0-9]{16}$/);
        const url = new URL(String(invitation['invitation_url']));
        assert.equal(url.origin + url.pathname, 'https://app.example.com/login');
        assert.deepEqual(
            [url.searchParams.get('invitation'), url.searchParams.get('organization_name')],
            [invitation['ticket_id'], 'acme'],
        );
        const lifetime = Date.parse(String(invitation['expires_at'])) - Date.parse(String(invitation['created_at']));
        assert.equal(lifetime, WEEK_MS);
    });

    it('invites for as long as is asked, up to a month', async () => {
        const { created_at: from, expires_at: to } = await invited('bob@example.com', { ttl_sec: 60 });
        assert.equal(Date.parse(String(to)) - Date.parse(String(from)), 60_000);
        assert.equal((await invite('bob@example.com', { ttl_sec: MONTH_S })).status, 201);
        assert.equal((await invite('bob@example.com', { ttl_sec: MONTH_S + 1 })).status, 400);
    });

    it('refuses what no one can accept', async () => {
        assert.equal((await invite('bob')).status, 400);
        assert.equal((await invite('bob@example.com', { client_id: 'nobody' })).status, 404);
        // A pending invitation names a connection, which the organization must have.
        assert.equal((await invite('bob@example.com', { connection_id: CONNECTION })).status, 404);
        await tenant.call('POST', `/api/v2/organizations/${id}/enabled_connections`, { connection_id: CONNECTION });
        assert.equal((await invite('bob@example.com', { connection_id: CONNECTION })).status, 201);
    });

    it('lists invitations, the newest first, and forgets them', async () => {
        const { invitations } = tenant.management.organizations;
        await invited('one@example.com');
        clock.advance(1000);
        const second = await invited('two@example.com');
        const emails = async (sort?: string) =>
            (await invitations.list(id, { ...(sort !== undefined && { sort }) })).data.map(
                ({ invitee }) => invitee?.email,
            );
        assert.deepEqual(await emails(), ['two@example.com', 'one@example.com']);
        assert.deepEqual(await emails('created_at:1'), ['one@example.com', 'two@example.com']);
        const secondId = String(second['id']);
        assert.equal((await invitations.get(id, secondId)).ticket_id, second['ticket_id']);
        await invitations.delete(id, secondId);
        await assert.rejects(invitations.get(id, secondId), { statusCode: 404 });
        assert.deepEqual(await emails(), ['one@example.com']);
    });

    it('keeps discovery domains, which are pending until someone says that they are verified', async () => {
        const path = `/api/v2/organizations/${id}/discovery-domains`;
        const call = async (method: string, rest: string, body?: object) => {
            const response = await tenant.call(method, path + rest, body);
            const text = await response.text();
            return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
        };
        const { status, body } = await call('POST', '', { domain: 'example.com' });
        assert.deepEqual([status, body['status']], [201, 'pending']);
        assert.equal(body['verification_host'], `_ss-verification.${id}.example.com`);
        assert.equal((await call('POST', '', { domain: 'example.com' })).status, 409);
        assert.equal((await call('POST', '', { domain: 'x' })).status, 400);

        const own = `/${String(body['id'])}`;
        assert.equal((await call('PATCH', own, { status: 'verified' })).body['status'], 'verified');
        assert.equal((await call('PATCH', own, { status: 'doubtful' })).status, 400);
        assert.equal((await call('PATCH', own, { domain: 'example.org' })).status, 400);
        assert.deepEqual((await call('GET', own)).body['verification_txt'], body['verification_txt']);

        await call('POST', '', { domain: 'example.org' });
        const first = (await call('GET', '?take=1')).body as { domains: { domain: string }[]; next?: string };
        const second = (await call('GET', `?take=1&from=${String(first.next)}`)).body as typeof first;
        assert.deepEqual(
            [...first.domains, ...second.domains].map(({ domain }) => domain),
            ['example.com', 'example.org'],
        );
        assert.equal(second.next, undefined);
        assert.equal((await call('DELETE', own)).status, 204);
        assert.equal((await call('GET', own)).status, 404);
    });
});
