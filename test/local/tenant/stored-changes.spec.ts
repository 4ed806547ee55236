import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { observeState } from './observed-state.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ID = 'con_customers0000000';
const OTHER = 'con_others0000000000';
const API = 'https://api.example.com/';
const ANN = '/users/auth0%7Cann';
const READ = { resource_server_identifier: API, permission_name: 'read' };
const WRITE = { resource_server_identifier: API, permission_name: 'write' };
const SCOPES = [{ value: 'read' }, { value: 'write' }];

/** A call that changes something; `{name}` in it stands for the ID that an earlier call of this name was answered with. */
type Change = [method: string, path: string, body?: unknown, name?: string];

// Each changes what no other has changed since the tenant was last started.
const CHANGES: Change[] = [
    ['PATCH', `/connections/${ID}`, { display_name: 'Customers' }],
    ['POST', '/clients', { name: 'Shop' }, 'client'],
    ['PATCH', '/clients/{client}', { description: 'Sells.' }],
    ['PATCH', `/connections/${ID}/clients`, [{ client_id: '{client}', status: true }]],
    ['POST', '/resource-servers', { identifier: API, name: 'API', scopes: SCOPES }, 'api'],
    ['PATCH', '/resource-servers/{api}', { name: 'The API' }],
    ['POST', '/client-grants', { client_id: '{client}', audience: API, scope: ['read'] }, 'grant'],
    ['PATCH', '/client-grants/{grant}', { scope: ['read', 'write'] }],
    ['DELETE', '/clients/{client}'],
    ['POST', '/roles', { name: 'Reader' }, 'role'],
    ['PATCH', '/roles/{role}', { description: 'Reads.' }],
    ['POST', '/roles/{role}/permissions', { permissions: [READ, WRITE] }],
    ['POST', `${ANN}/roles`, { roles: ['{role}'] }],
    ['POST', '/roles/{role}/users', { users: ['auth0|bob'] }],
    ['DELETE', '/users/auth0%7Cbob/roles', { roles: ['{role}'] }],
    ['POST', `${ANN}/permissions`, { permissions: [READ, WRITE] }],
    ['PATCH', '/resource-servers/{api}', { scopes: [{ value: 'read' }] }],
    ['DELETE', '/roles/{role}/permissions', { permissions: [READ] }],
    ['DELETE', `${ANN}/permissions`, { permissions: [READ] }],
    ['DELETE', '/resource-servers/{api}'],
    ['POST', '/organizations', { name: 'acme' }, 'organization'],
    ['PATCH', '/organizations/{organization}', { display_name: 'Acme' }],
    ['POST', '/organizations/{organization}/enabled_connections', { connection_id: ID }],
    ['PATCH', `/organizations/{organization}/enabled_connections/${ID}`, { assign_membership_on_login: true }],
    ['DELETE', `/organizations/{organization}/enabled_connections/${ID}`],
    ['POST', '/organizations/{organization}/members', { members: ['auth0|ann', 'auth0|bob'] }],
    ['POST', '/organizations/{organization}/members/auth0%7Cann/roles', { roles: ['{role}'] }],
    ['DELETE', '/organizations/{organization}/members/auth0%7Cann/roles', { roles: ['{role}'] }],
    ['POST', '/organizations/{organization}/members/auth0%7Cbob/roles', { roles: ['{role}'] }],
    ['DELETE', '/roles/{role}'],
    ['DELETE', '/organizations/{organization}/members', { members: ['auth0|bob'] }],
    [
        'POST',
        '/organizations/{organization}/invitations',
        { client_id: '{own}', inviter: { name: 'Ann' }, invitee: { email: 'new@example.com' } },
        'invitation',
    ],
    ['DELETE', '/organizations/{organization}/invitations/{invitation}'],
    ['POST', '/organizations/{organization}/discovery-domains', { domain: 'acme.example.com' }, 'domain'],
    ['PATCH', '/organizations/{organization}/discovery-domains/{domain}', { status: 'verified' }],
    ['DELETE', '/organizations/{organization}/discovery-domains/{domain}'],
    ['DELETE', '/organizations/{organization}'],
    ['POST', `${ANN}/authentication-methods`, { type: 'phone', phone_number: '+15550100' }, 'method'],
    ['PATCH', `${ANN}/authentication-methods/{method}`, { preferred_authentication_method: 'voice' }],
    ['DELETE', `${ANN}/authentication-methods/{method}`],
    ['PATCH', ANN, { app_metadata: { plan: 'gold' } }],
    ['PATCH', ANN, { email: 'anna@example.com' }],
    ['POST', `${ANN}/identities`, { provider: 'auth0', user_id: 'cy', connection_id: OTHER }],
    ['DELETE', `${ANN}/identities/auth0/cy`],
    ['POST', `${ANN}/identities`, { provider: 'auth0', user_id: 'cy', connection_id: OTHER }],
    ['DELETE', `/connections/${OTHER}/users?email=cy@example.com`],
    ['DELETE', '/users/auth0%7Cbob'],
    ['PATCH', '/tenants/settings', { default_directory: 'customers' }],
    ['PATCH', '/attack-protection/brute-force-protection', { max_attempts: 5 }],
    ['PATCH', '/attack-protection/suspicious-ip-throttling', { allowlist: ['192.0.2.0/24'] }],
    ['DELETE', `/connections/${OTHER}`],
];

describe('local tenant, kept in a file: each change is there after a restart', function () {
    this.timeout(300_000);
    let folder: string;
    let tenant: OpenTenant;
    let state: Map<string, unknown>;
    const ids = new Map<string, string>();

    const observe = () => observeState(async (path) => (await tenant.call('GET', path)).json());

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'stored-changes-test-'));
        const user = (connection: string, id: string) => ({
            user: { connection, user_id: id, email: `${id}@example.com` },
        });
        tenant = await openTenant({
            storeFile: join(folder, 'tenant.db'),
            seed: [
                { connection: { name: 'customers', id: ID } },
                { connection: { name: 'others', id: OTHER } },
                user('customers', 'ann'),
                user('customers', 'bob'),
                user('others', 'cy'),
            ],
        });
        ids.set('own', tenant.clientId);
        state = await observe();
    });

    after(async () => {
        await tenant.close();
        await rm(folder, { recursive: true });
    });

    const withIds = <T>(value: T): T =>
        JSON.parse(JSON.stringify(value).replaceAll(/\{(\w+)\}/g, (_match, name: string) => ids.get(name) ?? '')) as T;

    for (const [index, [method, path, body, name]] of CHANGES.entries())
        it(`${index + 1}: ${method} ${path}`, async () => {
            const response = await tenant.call(method, `/api/v2${withIds(path)}`, body && withIds(body));
            assert(response.ok, `answered ${response.status}: ${await response.clone().text()}`);
            if (name !== undefined) {
                const { id, client_id: clientId } = (await response.json()) as { id?: string; client_id: string };
                ids.set(name, encodeURIComponent(id ?? clientId));
            }
            const changed = await observe();
            assert.notDeepEqual(changed, state, 'the call changed nothing that can be seen');
            await tenant.close();
            tenant = await openTenant({ storeFile: join(folder, 'tenant.db') });
            assert.deepEqual(await observe(), changed);
            state = changed;
        });
});
