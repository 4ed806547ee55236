import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { createManualClock } from '../../../local/tenant/index.ts';
import { finishedJob, importUsers, jobErrors } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const CONNECTION = { connection: { id: 'con_0000000000000001', name: 'users' } };
const USER = { user: { connection: 'users', user_id: 'a', email: 'ann@example.com', password: 'Correct-horse-1' } };
const IMPORTS = 'POST /api/v2/jobs/users-imports';

describe('control API', () => {
    let tenant: OpenTenant;
    const control = async (method: string, path: string, body?: unknown) => {
        const response = await tenant.fetch(`https://${tenant.domain}/_local${path}`, {
            method,
            ...(body !== undefined && {
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(body),
            }),
        });
        const text = await response.text();
        return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    };
    const order = async (fault: object) => {
        const { status, body } = await control('POST', '/faults', fault);
        assert.equal(status, 201, JSON.stringify(body));
        return body;
    };
    const submitImport = async (users: object[] = [{ email: 'bob@example.com' }]) => {
        const form = new FormData();
        form.set('connection_id', CONNECTION.connection.id);
        form.set('send_completion_email', 'false');
        form.set('users', new File([JSON.stringify(users)], 'users.json', { type: 'application/json' }));
        return tenant.fetch(`https://${tenant.domain}/api/v2/jobs/users-imports`, {
            method: 'POST',
            headers: { authorization: `Bearer ${await tenant.token()}` },
            body: form,
        });
    };
    const completedExport = async () => {
        const { id } = await tenant.management.jobs.usersExports.create({ format: 'json' });
        return finishedJob(tenant, id);
    };

    beforeEach(async () => {
        tenant = await openTenant({ control: true, seed: [CONNECTION, USER] });
    });
    afterEach(() => tenant.close());

    it('is not there unless it is asked for', async () => {
        const other = await openTenant();
        const response = await other.fetch(`https://${other.domain}/_local/state`);
        await other.close();
        assert.equal(response.status, 501);
    });

    it('refuses pages of other sites, and names that were made to lead here', async () => {
        const ca = await readFile(tenant.caFile, 'utf8');
        for (const headers of [{ origin: 'https://example.com' }, { host: 'example.com:443' }]) {
            const options = { ca, method: 'POST', headers, servername: 'localhost' };
            const outgoing = request(`https://${tenant.domain}/_local/reset`, options).end();
            const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
            incoming.resume();
            assert.equal(incoming.statusCode, 403, JSON.stringify(headers));
        }
    });

    describe('faults', () => {
        it('answers 502 after an import was accepted: the job runs all the same', async () => {
            await order({ kind: 'error-answer', route: IMPORTS, count: 1 });
            const response = await submitImport();
            assert.equal(response.status, 502);
            assert.match(response.headers.get('content-type') ?? '', /text\/html/);
            for (;;) {
                const { body } = await control('GET', '/state');
                const [job] = body['jobs'] as { status: string }[];
                if (job?.status === 'completed') break;
            }
            assert.equal((await tenant.management.users.listUsersByEmail({ email: 'bob@example.com' })).length, 1);
            assert.equal((await submitImport()).status, 202);
        });

        it('answers an error before anything is done', async () => {
            await order({ kind: 'error-answer', route: IMPORTS, when: 'before', status: 500 });
            const response = await submitImport();
            assert.equal(response.status, 500);
            assert.equal(((await response.json()) as { statusCode: number }).statusCode, 500);
            assert.deepEqual((await control('GET', '/state')).body['jobs'], []);
        });

        it('drops a connection before or after the work', async () => {
            const create = () =>
                tenant.call('POST', '/api/v2/users', {
                    connection: 'users',
                    email: 'carl@example.com',
                    password: 'Correct-horse-1',
                });
            await tenant.token();
            const route = 'POST /api/v2/users';
            await order({ kind: 'dropped-connection', route, when: 'before', count: 1 });
            await assert.rejects(create(), { code: 'ECONNRESET' });
            assert.equal((await tenant.call('GET', '/api/v2/users/auth0%7Ca')).status, 200);
            assert.equal((await control('GET', '/state')).body['users'], 1);
            await order({ kind: 'dropped-connection', route, when: 'after', count: 1 });
            await assert.rejects(create(), { code: 'ECONNRESET' });
            assert.equal((await control('GET', '/state')).body['users'], 2);
            assert.equal((await create()).status, 409);
        });

        it('storms with 429s whose reset lies in the future', async () => {
            await tenant.token();
            await order({ kind: 'rate-limit', reset_in_s: 3, count: 2 });
            const statuses: number[] = [];
            for (let call = 0; call < 3; call += 1) {
                const response = await tenant.call('GET', '/api/v2/connections');
                statuses.push(response.status);
                if (response.status !== 429) continue;
                const reset = Number(response.headers.get('x-ratelimit-reset'));
                assert.ok(reset * 1000 > Date.now() && reset * 1000 <= Date.now() + 4000);
                assert.equal(((await response.json()) as { errorCode: string }).errorCode, 'too_many_requests');
            }
            assert.deepEqual(statuses, [429, 429, 200]);
        });

        it('answers slowly by the tenant’s clock', async () => {
            await tenant.token();
            await control('PATCH', '/clock', { frozen: true });
            await order({ kind: 'slow-answer', route: 'GET /api/v2/connections', delay_ms: 60_000 });
            let isAnswered = false;
            const answer = tenant.call('GET', '/api/v2/connections').then((response) => {
                isAnswered = true;
                return response.status;
            });
            for (;;) {
                const { body } = await control('GET', '/faults');
                const [fault] = body['faults'] as { applied: number }[];
                if (fault?.applied === 1) break;
            }
            assert.equal(isAnswered, false);
            await control('PATCH', '/clock', { advance_ms: 60_000 });
            assert.equal(await answer, 200);
        });

        it('fails a job without a summary and without errors, after some of its users', async () => {
            await order({ kind: 'failed-job', count: 1, after_users: 1 });
            const users = [{ email: 'bob@example.com' }, { email: 'carl@example.com' }];
            const job = await importUsers(tenant, CONNECTION.connection.id, users);
            assert.equal(job.status, 'failed');
            assert.equal('summary' in job, false);
            assert.equal((await tenant.call('GET', `/api/v2/jobs/${job.id}/errors`)).status, 204);
            assert.equal((await control('GET', '/state')).body['users'], 2);
            await order({ kind: 'failed-job', route: 'POST /api/v2/jobs/users-exports' });
            assert.equal((await completedExport()).status, 'failed');
        });

        it('never ends a job, which keeps one of the two places until its data is deleted', async () => {
            await order({ kind: 'endless-job', count: 2 });
            assert.equal((await submitImport()).status, 202);
            const { id } = (await (await submitImport()).json()) as { id: string };
            assert.equal((await submitImport()).status, 429);
            await control('PATCH', '/clock', { advance_ms: 3 * 3_600_000 });
            assert.equal((await tenant.management.jobs.get(id)).status, 'pending');
            await control('PATCH', '/clock', { advance_ms: 20 * 3_600_000 });
            assert.equal((await submitImport()).status, 429);
        });

        it('truncates a download, dropped or as if it were whole', async () => {
            const { location = '' } = await completedExport();
            await order({ kind: 'truncated-download', count: 1 });
            await assert.rejects(tenant.fetch(location));
            await order({ kind: 'truncated-download', ends: 'cleanly', count: 1 });
            const half = Buffer.from(await (await tenant.fetch(location)).arrayBuffer());
            assert.throws(() => gunzipSync(half), /unexpected end of file/);
            const whole = Buffer.from(await (await tenant.fetch(location)).arrayBuffer());
            assert.match(gunzipSync(whole).toString(), /ann@example\.com/);
            assert.equal(half.length, Math.floor(whole.length / 2));
        });

        it('expires a link before its time', async () => {
            const { location = '' } = await completedExport();
            await order({ kind: 'expired-link', count: 1 });
            assert.equal((await tenant.fetch(location)).status, 403);
            assert.equal((await tenant.fetch(location)).status, 200);
        });

        it('loses the errors of a job', async () => {
            const job = await importUsers(tenant, CONNECTION.connection.id, [{ email: 'ann@example.com' }]);
            await order({ kind: 'lost-errors', count: 1 });
            assert.equal((await tenant.call('GET', `/api/v2/jobs/${job.id}/errors`)).status, 204);
            assert.equal((await jobErrors(tenant, job.id)).length, 1);
        });

        it('stops the search index as long as it is there; reads by ID and address go on', async () => {
            const { id } = await order({ kind: 'frozen-index' });
            await importUsers(tenant, CONNECTION.connection.id, [{ email: 'bob@example.com' }]);
            await tenant.management.users.delete('auth0|a');
            const emails = async () => (await tenant.management.users.list()).data.map(({ email }) => email);
            assert.deepEqual(await emails(), ['ann@example.com']);
            assert.equal((await tenant.management.users.listUsersByEmail({ email: 'bob@example.com' })).length, 1);
            await control('DELETE', `/faults/${String(id)}`);
            assert.deepEqual(await emails(), ['bob@example.com']);
        });

        it('happens to the same calls again when the seed is the same', async () => {
            await tenant.token();
            const pattern = async (seed: number) => {
                await control('DELETE', '/faults');
                await order({ kind: 'error-answer', status: 500, probability: 0.5, seed });
                let statuses = '';
                for (let call = 0; call < 24; call += 1)
                    statuses += (await tenant.call('GET', '/api/v2/connections')).status === 500 ? 'x' : '.';
                return statuses;
            };
            const first = await pattern(7);
            assert.match(first, /x.*\..*x|\..*x.*\./);
            assert.equal(await pattern(7), first);
            assert.notEqual(await pattern(8), first);
        });

        it('lets the first calls pass, and is listed with what it did until it is removed', async () => {
            await tenant.token();
            const fault = await order({ kind: 'error-answer', status: 503, skip: 1, count: 1 });
            const statuses: number[] = [];
            for (let call = 0; call < 3; call += 1)
                statuses.push((await tenant.call('GET', '/api/v2/connections')).status);
            assert.deepEqual(statuses, [200, 503, 200]);
            assert.deepEqual((await control('GET', '/faults')).body['faults'], [{ ...fault, applied: 1 }]);
            assert.equal((await control('DELETE', `/faults/${String(fault['id'])}`)).status, 204);
            assert.equal((await control('DELETE', `/faults/${String(fault['id'])}`)).status, 404);
            assert.deepEqual((await control('GET', '/faults')).body['faults'], []);
        });

        it('refuses a fault that could never happen', async () => {
            for (const fault of [
                { kind: 'earthquake' },
                { kind: 'error-answer', route: 'GET /api/v2/user' },
                { kind: 'error-answer', route: 'GET /_local/state' },
                { kind: 'lost-errors', route: IMPORTS },
                { kind: 'slow-answer', delay: 5 },
            ])
                assert.equal((await control('POST', '/faults', fault)).status, 400, JSON.stringify(fault));
        });
    });

    it('shows what the tenant holds, ghosts and jobs too, and no secret', async () => {
        await control('POST', '/reset');
        const response = await tenant.fetch(`https://${tenant.domain}/_local/seed`, {
            method: 'POST',
            headers: { 'content-type': 'application/x-ndjson' },
            body: '{"ghost":{"connection":"users","email":"ghost@example.com","password":"Correct-horse-1"}}\n',
        });
        assert.equal(response.status, 204);
        await completedExport();
        const { body } = await control('GET', '/state');
        const [connection] = body['connections'] as object[];
        assert.deepEqual(connection, {
            id: CONNECTION.connection.id,
            name: 'users',
            strategy: 'auth0',
            import_mode: false,
            custom_database: false,
            enabled_clients: [tenant.clientId],
            identities: 2,
            ghosts: 1,
        });
        assert.equal((body['jobs'] as object[]).length, 1);
        assert.ok(!JSON.stringify(body).includes(tenant.clientSecret));
        const rows = await control('GET', `/connections/${CONNECTION.connection.id}/identities`);
        const [, ghost] = rows.body['identities'] as Record<string, unknown>[];
        assert.deepEqual(
            [ghost?.['email'], ghost?.['is_ghost'], ghost?.['password']],
            ['ghost@example.com', true, 'bcrypt'],
        );
        assert.ok(!JSON.stringify(rows.body).includes('$2b$'));
    });

    it('names the line of a seed that can’t be used', async () => {
        const response = await tenant.fetch(`https://${tenant.domain}/_local/seed`, {
            method: 'POST',
            headers: { 'content-type': 'application/x-ndjson' },
            body: '{"user":{"connection":"elsewhere"}}\n',
        });
        assert.equal(response.status, 400);
        assert.match(await response.text(), /line 1/);
    });

    it('resets the tenant to what it was at the start; its client and tokens stay good', async () => {
        await tenant.management.users.create({
            connection: 'users',
            email: 'x@example.com',
            password: 'Correct-horse-1',
        });
        await tenant.management.connections.create({ name: 'other', strategy: 'auth0' });
        await order({ kind: 'rate-limit' });
        assert.equal((await control('POST', '/reset')).status, 204);
        const connections = await tenant.management.connections.list();
        assert.deepEqual(
            connections.data.map(({ name }) => name),
            ['users'],
        );
        assert.equal((await control('GET', '/state')).body['users'], 1);
        assert.equal((await tenant.logIn('users', 'ann@example.com', 'Correct-horse-1')).status, 200);
        const { body } = await tenant.askToken({
            grant_type: 'client_credentials',
            client_id: tenant.clientId,
            client_secret: tenant.clientSecret,
            audience: `https://${tenant.domain}/api/v2/`,
        });
        assert.match(String(body['scope']), /create:users/);
    });

    it('shows what was asked for and is not served, without IDs', async () => {
        await control('DELETE', '/calls');
        for (const path of ['/branding', '/actions/actions/0f1e2d3c4b5a69788796a5b4', '/users/auth0%7Cann/nothing?x=1'])
            assert.equal((await tenant.call('GET', `/api/v2${path}`)).status, 501);
        const { calls } = (await control('GET', '/calls')).body as { calls: { route: string; statuses: object }[] };
        assert.deepEqual(
            calls.filter(({ route }) => route.startsWith('GET')),
            [
                { route: 'GET /api/v2/actions/actions/{id}', count: 1, statuses: { 501: 1 } },
                { route: 'GET /api/v2/branding', count: 1, statuses: { 501: 1 } },
                { route: 'GET /api/v2/users/{id}/nothing', count: 1, statuses: { 501: 1 } },
            ],
        );
    });

    it('counts calls by route and status', async () => {
        await tenant.token();
        await control('DELETE', '/calls');
        await tenant.call('GET', '/api/v2/users/auth0%7Ca');
        await tenant.call('GET', '/api/v2/users/auth0%7Cb');
        assert.deepEqual((await control('GET', '/calls')).body['calls'], [
            { route: 'GET /api/v2/users/{id}', count: 2, statuses: { 200: 1, 404: 1 } },
        ]);
    });

    it('reads, freezes and moves the clock: a day passes at once', async () => {
        await tenant.token();
        const before = await control('GET', '/clock');
        assert.equal(before.body['frozen'], false);
        const job = await importUsers(tenant, CONNECTION.connection.id, [{ email: 'bob@example.com' }]);
        const { body } = await control('PATCH', '/clock', { frozen: true });
        const moved = await control('PATCH', '/clock', { advance_ms: 24 * 3_600_000 + 60_000 });
        assert.equal(Date.parse(String(moved.body['now'])) - Date.parse(String(body['now'])), 24 * 3_600_000 + 60_000);
        const response = await tenant.fetch(`https://${tenant.domain}/api/v2/jobs/${job.id}`, {
            headers: { authorization: `Bearer ${await tenant.token()}` },
        });
        assert.equal(response.status, 401);
        assert.match(await response.text(), /Expired token/);
        const thawed = await control('PATCH', '/clock', { now: '2099-01-01T00:00:00.000Z', frozen: false });
        assert.match(String(thawed.body['now']), /^2099-01-01T00:00/);
        assert.equal((await control('PATCH', '/clock', { now: '2020-01-01T00:00:00.000Z' })).status, 400);
        assert.equal((await control('PATCH', '/clock', { now: 'soon' })).status, 400);
    });

    it('moves on from the clock that the tenant was given', async () => {
        const startMs = Date.now() + 3_600_000;
        const own = await openTenant({ control: true, clock: createManualClock(startMs) });
        const response = await own.fetch(`https://${own.domain}/_local/clock`);
        await own.close();
        assert.deepEqual(await response.json(), { now: new Date(startMs).toISOString(), frozen: false });
    });
});
