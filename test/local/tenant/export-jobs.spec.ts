import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { createManualClock } from '../../../local/tenant/index.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const CONNECTION = 'con_customers0000000';
const MINUTE_MS = 60_000;

describe('local tenant, export jobs', () => {
    const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
    let tenant: OpenTenant;

    before(async () => {
        tenant = await openTenant({
            clock,
            jobRate: 1,
            seed: [
                { connection: { name: 'customers', id: CONNECTION } },
                { connection: { name: 'others' } },
                {
                    user: {
                        connection: 'customers',
                        user_id: 'ann',
                        email: 'ann@example.com',
                        name: '=Ann "A"',
                        app_metadata: { plan: { name: 'gold' } },
                        created_at: '2020-01-01T00:00:00.000Z',
                        logins_count: 3,
                    },
                },
                { user: { connection: 'customers', user_id: 'bob', email: 'bob@example.com' } },
                { ghost: { connection: 'customers', email: 'ghost@example.com' } },
                { user: { connection: 'others', user_id: 'eve', email: 'eve@example.com' } },
            ],
        });
    });

    after(() => tenant.close());

    /** Starts an export and, once time has moved on, waits for its link. */
    const exported = async (request: Parameters<typeof tenant.management.jobs.usersExports.create>[0]) => {
        const { id } = await tenant.management.jobs.usersExports.create(request);
        clock.advance(MINUTE_MS);
        for (;;) {
            const job = await tenant.management.jobs.get(id);
            if (job.status !== 'pending') return job;
        }
    };
    const download = async (location: string | undefined) => {
        const response = await tenant.fetch(String(location));
        assert.equal(response.status, 200);
        return gunzipSync(Buffer.from(await response.arrayBuffer())).toString();
    };
    const lines = (text: string) => text.trimEnd().split('\n');

    it('echoes the request, and is pending at first', async () => {
        const fields = [{ name: 'email' }, { name: 'identities[0].connection', export_as: 'db' }];
        const request = { connection_id: CONNECTION, format: 'json', limit: 5, fields } as const;
        const { id, created_at: createdAt, ...rest } = await tenant.management.jobs.usersExports.create(request);
        assert.match(id, /^job_/);
        assert.equal(createdAt, new Date(clock.now()).toISOString());
        assert.deepEqual(rest, { type: 'users_export', status: 'pending', ...request, connection: 'customers' });
    });

    it('takes as long as there are users', async () => {
        const { id } = await tenant.management.jobs.usersExports.create({ connection_id: CONNECTION });
        clock.advance(299);
        assert.equal((await tenant.management.jobs.get(id)).status, 'pending');
    });

    it('writes one user a line, of one connection, without ghosts and hashes', async () => {
        const job = await exported({
            connection_id: CONNECTION,
            format: 'json',
            fields: [
                { name: 'user_id' },
                { name: 'identities[0].connection', export_as: 'db' },
                { name: 'app_metadata' },
                { name: 'app_metadata.plan.name' },
                { name: 'created_at' },
                { name: 'logins_count' },
                { name: 'password_hash' },
            ],
        });
        assert.deepEqual(
            lines(await download(job.location)).map((line) => JSON.parse(line) as unknown),
            [
                {
                    user_id: 'auth0|ann',
                    db: 'customers',
                    app_metadata: { plan: { name: 'gold' } },
                    'app_metadata.plan.name': 'gold',
                    created_at: '2020-01-01T00:00:00.000Z',
                    logins_count: 3,
                },
                { user_id: 'auth0|bob', db: 'customers', created_at: '2026-11-22T10:00:00.000Z' },
            ],
        );
    });

    it('exports the whole tenant, or so many', async () => {
        const fields = [{ name: 'email' }];
        const all = await exported({ format: 'json', fields });
        assert.equal(lines(await download(all.location)).length, 3);
        const some = await exported({ format: 'json', fields, limit: 2 });
        assert.equal(lines(await download(some.location)).length, 2);
    });

    it('writes CSV that no spreadsheet takes for a formula', async () => {
        const fields = ['email', 'name', 'created_at', 'logins_count', 'given_name'].map((name) => ({ name }));
        const job = await exported({ connection_id: CONNECTION, format: 'csv', fields, limit: 1 });
        assert.equal(
            await download(job.location),
            'email,name,created_at,logins_count,given_name\n"\'ann@example.com","\'=Ann ""A""",2020-01-01T00:00:00.000Z,3,\n',
        );
        assert.match(String(job.location), /\/local\.csv\.gz\?/);
    });

    it('refuses more than 30 fields of CSV, and an unknown connection', async () => {
        const fields = Array.from({ length: 31 }, (_, index) => ({ name: `app_metadata.f${index}` }));
        const { usersExports } = tenant.management.jobs;
        await assert.rejects(usersExports.create({ format: 'csv', fields }), /Array is too long \(31\), maximum 30/);
        await assert.rejects(usersExports.create({ connection_id: 'con_0000000000000000' }), {
            body: {
                statusCode: 400,
                error: 'Bad Request',
                message: 'The connection does not exist.',
                errorCode: 'inexistent_connection',
            },
        });
    });

    it('gives a link for 60 seconds, a fresh one each time it is asked, and none to others', async () => {
        const { id, location } = await exported({ connection_id: CONNECTION, format: 'json' });
        clock.advance(MINUTE_MS - 1000);
        await download(location);
        clock.advance(2000);
        assert.equal((await tenant.fetch(String(location))).status, 403);
        const { location: fresh } = await tenant.management.jobs.get(id);
        await download(fresh);
        const forged = String(fresh).replace(/Expires=\d+/, 'Expires=99999999999');
        assert.equal((await tenant.fetch(forged)).status, 403);
    });

    it('refuses whole objects in a CSV file, and takes them in a JSON file', async () => {
        const { usersExports } = tenant.management.jobs;
        for (const name of ['app_metadata', 'user_metadata'])
            await assert.rejects(usersExports.create({ format: 'csv', fields: [{ name }] }), { statusCode: 400 });
        await usersExports.create({ format: 'csv', fields: [{ name: 'app_metadata.plan' }] });
        await usersExports.create({ format: 'json', fields: [{ name: 'app_metadata' }] });
    });
});
