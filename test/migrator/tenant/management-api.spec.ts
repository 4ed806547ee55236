import assert from 'node:assert/strict';
import { openManagementApi } from '../../../migrator/tenant/open-management-api.ts';
import { retryingTenant } from '../../../migrator/tenant/retrying-tenant.ts';
import type { Tenant } from '../../../migrator/tenant/tenant.ts';
import { tenantContract } from '../../contract/tenant-contract.ts';
import { openTenant } from '../../local/tenant/open-tenant.ts';
import { refusal } from '../running/interfering-proxy.ts';
import { importsOf, inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';
import { createSkippingClock } from '../running/skipping-clock.ts';
import { trust } from '../running/trust.ts';

tenantContract('the Management API of a local tenant', async () => {
    const opened = await openTenant({
        seed: [{ connection: { name: 'contract', options: { requires_username: true } } }],
    });
    trust(opened.caFile);
    const { domain, clientId, clientSecret } = opened;
    return {
        tenant: await openManagementApi({ domain, clientId, clientSecret }),
        connectionName: 'contract',
        cleanUp: () => opened.close(),
    };
});

describe('the Management API behind a bad network', () => {
    let migration: OpenMigration;
    let tenant: Tenant;
    beforeEach(async () => {
        migration = await openMigration({ users: inventUsers(2) });
        tenant = await openManagementApi(migration.settings().target.credentials);
    });
    afterEach(() => migration.close());

    const anImport = async () => ({
        connectionId: (await tenant.findConnection('customers'))?.id ?? '',
        file: Buffer.from('[{"email":"a@example.com"}]'),
        upsert: false,
        externalId: 'x',
    });

    for (const [what, answer] of [
        ['a cut line', 'cut'],
        ['a 502', refusal(502, 'Bad gateway')],
    ] as const) {
        it(`does not claim to know what became of an import after ${what}`, async () => {
            const request = await anImport();
            migration.proxy.interferences = { afterTenant: () => answer };
            await assert.rejects(tenant.jobs.createUsersImport(request), {
                code: 'TENANT_UNREACHABLE',
                retryable: true,
                nothingHappened: false,
            });
            assert.equal(importsOf(migration.proxy).length, 1);
        });
    }

    it('tells the two-job limit from a rate limit', async () => {
        const request = await anImport();
        migration.proxy.interferences = {
            beforeTenant: () =>
                refusal(
                    429,
                    'There are 2 active import users jobs, please wait until some of them are finished and try again',
                ),
        };
        await assert.rejects(tenant.jobs.createUsersImport(request), {
            code: 'IMPORT_SLOTS_BUSY',
            nothingHappened: true,
        });
        migration.proxy.interferences = {
            beforeTenant: () => refusal(429, 'Global limit has been reached', { 'retry-after': '7' }),
        };
        await assert.rejects(tenant.jobs.createUsersImport(request), {
            code: 'REQUEST_REFUSED',
            nothingHappened: true,
            retryAfterMs: 7000,
        });
    });

    it('keeps addresses out of what it says', async () => {
        migration.proxy.interferences = { beforeTenant: () => refusal(400, 'marked@example.com is not nice') };
        await assert.rejects(tenant.jobs.getJob('job_AAAAAAAAAAAAAAAA'), (error) => {
            assert.ok(error instanceof Error);
            assert.equal(error.message.includes('marked'), false);
            return true;
        });
    });

    it('takes a new token for one that is refused, and makes the call once more', async () => {
        await tenant.findConnection('customers');
        let refused = 0;
        migration.proxy.interferences = {
            beforeTenant: ({ path }) => {
                if (!path.endsWith('/connections') || refused > 0) return undefined;
                refused += 1;
                return refusal(401, 'Invalid token.');
            },
        };
        const patient = retryingTenant(tenant, createSkippingClock());
        assert.equal((await patient.findConnection('customers'))?.name, 'customers');
        const tokens = migration.proxy.requests.filter(({ path }) => path === '/oauth/token');
        assert.equal(tokens.length, 2);
    });

    for (const [call, read] of Object.entries({
        'GET /connections': () => tenant.findConnection('customers'),
        'GET /connections/{id}/clients': () => tenant.isEnabledForAnyClient('con_1'),
        'GET /guardian/factors': () => tenant.enabledFactors(),
        'GET /users': () => tenant.countUsers('customers'),
        'GET /users/{id}': () => tenant.findUserById('auth0|u00001'),
        'PATCH /users/{id}': () => tenant.updateUser('auth0|u00001', { name: 'X' }),
        'GET /users-by-email': () => tenant.findUsersByEmail('user-1@example.com'),
        'GET /logs': () => tenant.listLogTypes('user-1@example.com'),
        'GET /jobs/{id}': () => tenant.jobs.getJob('job_1'),
        'POST /jobs/users-imports': () =>
            tenant.jobs.createUsersImport({
                ...{ connectionId: 'con_1', file: Buffer.from('[]') },
                ...{ upsert: false, externalId: 'x' },
            }),
        'POST /oauth/token': () => tenant.grantedScopes(),
    })) {
        it(`takes an empty object for no answer to ${call}`, async () => {
            const isToken = call.endsWith('/token');
            migration.proxy.interferences = {
                afterTenant: ({ path }) =>
                    path.endsWith('/token') === isToken
                        ? { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') }
                        : undefined,
            };
            await assert.rejects(read, { code: 'TENANT_UNREACHABLE', retryable: true, nothingHappened: false });
        });
    }

    it('is waited for while it is away for ten minutes', async () => {
        const clock = createSkippingClock();
        const backAt = clock.now() + 10 * 60_000;
        migration.proxy.interferences = {
            beforeTenant: () => (clock.now() < backAt ? refusal(503, 'Service unavailable') : undefined),
        };
        const patient = retryingTenant(tenant, clock);
        assert.equal((await patient.findConnection('customers'))?.name, 'customers');
        assert.ok(clock.now() >= backAt);
        assert.ok(migration.proxy.requests.length < 25, `${migration.proxy.requests.length} requests`);
    });

    it('is given up at last, with the number of attempts', async () => {
        migration.proxy.interferences = { beforeTenant: () => refusal(503, 'Service unavailable') };
        const policy = { attempts: 4, firstDelayMs: 10, maxDelayMs: 20 };
        const patient = retryingTenant(tenant, createSkippingClock(), { policy });
        await assert.rejects(patient.findConnection('customers'), {
            code: 'TENANT_UNREACHABLE',
            message: /Tried 4 times/,
        });
    });

    it('is not sent an import again whose answer was lost', async () => {
        const patient = retryingTenant(tenant, createSkippingClock());
        const request = await anImport();
        migration.proxy.interferences = { afterTenant: () => refusal(502, 'Bad gateway') };
        await assert.rejects(patient.jobs.createUsersImport(request), { nothingHappened: false });
        assert.equal(importsOf(migration.proxy).length, 1);
    });

    it('is sent an import again that a rate limit refused, when the limit says so', async () => {
        const clock = createSkippingClock();
        const patient = retryingTenant(tenant, clock);
        const request = await anImport();
        let refused = 0;
        migration.proxy.interferences = {
            beforeTenant: () => {
                refused += 1;
                return refused === 1
                    ? refusal(429, 'Global limit has been reached', { 'retry-after': '3' })
                    : undefined;
            },
        };
        assert.match((await patient.jobs.createUsersImport(request)).id, /^job_/);
        assert.deepEqual(clock.sleeps, [3000]);
    });
});
