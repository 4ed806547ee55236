import assert from 'node:assert/strict';
import { UNVERIFIED, type UnverifiedChoice } from '../../../local/tenant/index.ts';
import { finishedJob, importUsers } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ONE = 'con_0000000000000001';
const TWO = 'con_0000000000000002';
const PASSWORD = 'Correct-horse-1';
const ANN = '/api/v2/users/auth0%7Cann';

const SEED = [
    { connection: { id: ONE, name: 'one' } },
    { connection: { id: TWO, name: 'two' } },
    {
        user: {
            connection: 'one',
            user_id: 'ann',
            email: 'ann@example.com',
            email_verified: true,
            name: 'Ann',
            user_metadata: { a: 1 },
        },
    },
];

/** What can be seen of each choice: what the tenant shows without it, and with it. */
const SEEN: Record<
    UnverifiedChoice,
    { look: (tenant: OpenTenant) => Promise<unknown>; without: unknown; with: unknown }
> = {
    'delete-keeps-profile': {
        look: async (tenant) => {
            await tenant.call('DELETE', `/api/v2/connections/${ONE}/users?email=ann@example.com`);
            const orphan = (await tenant.call('GET', ANN)).status;
            // Its address is free, and the orphan's own deletion takes nothing from the user who has it next.
            const next = await tenant.management.users.create({
                connection: 'one',
                email: 'ann@example.com',
                password: PASSWORD,
            });
            await tenant.call('DELETE', ANN);
            const login = (await tenant.logIn('one', 'ann@example.com', PASSWORD)).status;
            return [orphan, next.email, login];
        },
        without: [404, 'ann@example.com', 200],
        with: [200, 'ann@example.com', 200],
    },
    'duplicate-id-conflicts': {
        look: async (tenant) => {
            const user = { connection: 'two', user_id: 'ann', email: 'ann.b@example.com', password: PASSWORD };
            return (await tenant.call('POST', '/api/v2/users', user)).status;
        },
        without: 201,
        with: 409,
    },
    'file-counts-alone': {
        look: async (tenant) => {
            const body = new FormData();
            body.set('connection_id', ONE);
            body.set('users', new Blob([`[${' '.repeat(512_000 - 2)}]`]), 'users.json');
            const response = await tenant.fetch(`https://${tenant.domain}/api/v2/jobs/users-imports`, {
                method: 'POST',
                headers: { authorization: `Bearer ${await tenant.token()}` },
                body,
            });
            return response.status;
        },
        without: 413,
        with: 202,
    },
    'location-without-scheme': {
        look: async (tenant) => {
            const { id } = await tenant.management.jobs.usersExports.create({ connection_id: ONE, format: 'json' });
            const job = await finishedJob(tenant, id);
            return /^https:/.test(String('location' in job ? job.location : ''));
        },
        without: true,
        with: false,
    },
    'shared-id-keeps-assignments': {
        look: async (tenant) => {
            const { id = '' } = await tenant.management.roles.create({ name: 'Reader' });
            await tenant.call('POST', `${ANN}/roles`, { roles: [id] });
            await importUsers(tenant, TWO, [{ email: 'ann@example.com', user_id: 'ann' }]);
            await tenant.call('DELETE', `/api/v2/connections/${ONE}/users?email=ann@example.com`);
            const left = (await (await tenant.call('GET', `${ANN}/roles`)).json()) as unknown[];
            await tenant.call('DELETE', ANN);
            const { data } = await tenant.management.roles.users.list(id);
            return [left.length, data.length];
        },
        without: [0, 0],
        with: [1, 0],
    },
    'shared-id-reaches-newer': {
        look: async (tenant) => {
            await importUsers(tenant, TWO, [{ email: 'ann.b@example.com', user_id: 'ann' }]);
            const { users } = tenant.management;
            const { email } = await users.get('auth0|ann');
            await users.update('auth0|ann', { nickname: 'edited' });
            await users.delete('auth0|ann');
            const { email: left, nickname } = await users.get('auth0|ann');
            return [email, left, nickname];
        },
        without: ['ann@example.com', 'ann.b@example.com', 'ann.b'],
        with: ['ann.b@example.com', 'ann@example.com', 'ann'],
    },
    'upsert-clears-absent': {
        look: async (tenant) => {
            await importUsers(tenant, ONE, [{ email: 'ann@example.com', given_name: 'Ann' }], { upsert: true });
            const { name, given_name: given, user_metadata: metadata } = await tenant.management.users.get('auth0|ann');
            return [name, given, metadata];
        },
        without: ['Ann', 'Ann', { a: 1 }],
        with: ['ann@example.com', 'Ann', undefined],
    },
    'upsert-matches-user-id': {
        look: async (tenant) => {
            const job = await importUsers(tenant, ONE, [{ email: 'new@example.com', user_id: 'ann', name: 'New' }], {
                upsert: true,
            });
            const { email, name } = await tenant.management.users.get('auth0|ann');
            return ['summary' in job ? job.summary : undefined, email, name];
        },
        without: [{ failed: 1, updated: 0, inserted: 0, total: 1 }, 'ann@example.com', 'Ann'],
        // What can't be upserted, such as the address, stays.
        with: [{ failed: 0, updated: 1, inserted: 0, total: 1 }, 'ann@example.com', 'New'],
    },
    'upsert-resets-verified': {
        look: async (tenant) => {
            await importUsers(tenant, ONE, [{ email: 'ann@example.com', name: 'Ann' }], { upsert: true });
            return (await tenant.management.users.get('auth0|ann')).email_verified;
        },
        without: true,
        with: false,
    },
};

describe('local tenant, where it is not known what Auth0 does', () => {
    for (const [name, description] of Object.entries(UNVERIFIED) as [UnverifiedChoice, string][])
        for (const isChosen of [false, true])
            it(`${isChosen ? 'with' : 'without'} ${name}: ${description}`, async () => {
                const tenant = await openTenant({ seed: SEED, unverified: isChosen ? [name] : [] });
                const seen = SEEN[name];
                assert.deepEqual(await seen.look(tenant), isChosen ? seen.with : seen.without);
                await tenant.close();
            });

    it('refuses a name that there isn’t', async () => {
        await assert.rejects(
            openTenant({ unverified: ['nothing' as UnverifiedChoice] }),
            /Expected `unverified` to name some of/,
        );
    });
});
