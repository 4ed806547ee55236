import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createManualClock } from '../../../local/tenant/index.ts';
import { finishedJob, importUsers, jobErrors } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const CONNECTION = 'con_customers0000000';
const BCRYPT = '$2b$10$nFguVi9LsCAcvTZFKQlRKeLVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K'; // of "hello"

const md5 = (password: string) => ({
    algorithm: 'md5',
    hash: { value: createHash('md5').update(password).digest('hex'), encoding: 'hex' },
});

describe('local tenant, import jobs', () => {
    let tenant: OpenTenant;

    beforeEach(async () => {
        tenant = await openTenant({
            seed: [
                { connection: { name: 'customers', id: CONNECTION, options: { requires_username: true } } },
                { connection: { name: 'disabled', id: 'con_disabled00000000', enabled_clients: [] } },
                { connection: { name: 'mail', id: 'con_mail000000000000', strategy: 'email' } },
                { ghost: { connection: 'customers', email: 'ghost@example.com' } },
                {
                    connection: {
                        name: 'scripts',
                        id: 'con_scripts000000000',
                        options: { enabledDatabaseCustomization: true },
                    },
                },
            ],
        });
    });

    afterEach(() => tenant.close());

    const post = async (parts: [name: string, value: string | Blob][]) => {
        const form = new FormData();
        for (const [name, value] of parts) {
            if (typeof value === 'string') form.append(name, value);
            else form.append(name, value, 'users.json');
        }
        const response = await tenant.fetch(`https://${tenant.domain}/api/v2/jobs/users-imports`, {
            method: 'POST',
            headers: { authorization: `Bearer ${await tenant.token()}` },
            body: form,
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const file = (users: unknown) => new Blob([JSON.stringify(users)]);

    it('imports users, who log in with their old passwords', async () => {
        const job = await importUsers(tenant, CONNECTION, [
            { email: 'Ann@example.com', email_verified: true, user_id: 'ann', password_hash: BCRYPT },
            { email: 'bob@example.com', username: 'Bob', custom_password_hash: md5('secret') },
        ]);
        assert.equal(job.status, 'completed');
        assert.deepEqual(job.summary, { failed: 0, updated: 0, inserted: 2, total: 2 });
        assert.equal((await tenant.call('GET', `/api/v2/jobs/${job.id}/errors`)).status, 204);
        const [ann] = await tenant.management.users.listUsersByEmail({ email: 'ann@example.com' });
        assert.equal(ann?.user_id, 'auth0|ann');
        assert.equal(ann.nickname, 'ann');
        assert.match(String(ann.picture), /^https:\/\/secure\.gravatar\.com\/avatar\/[0-9a-f]{32}\?/);
        assert.equal((await tenant.logIn('customers', 'ann@example.com', 'hello')).status, 200);
        assert.equal((await tenant.logIn('customers', 'bob', 'secret')).status, 200);
        assert.equal((await tenant.logIn('customers', 'bob', 'Secret')).status, 403);
    });

    it('takes the parts in any order, unknown ones too, and answers as recorded', async () => {
        const { status, body } = await post([
            ['send_completion_email', 'false'],
            ['something', 'else'],
            ['users', file([{ email: 'ann@example.com' }])],
            ['external_id', 'run-1'],
            ['upsert', 'true'],
            ['connection_id', CONNECTION],
        ]);
        assert.equal(status, 202);
        const { id, created_at: createdAt, ...rest } = body;
        assert.match(String(id), /^job_[A-Za-z0-9]{16}$/);
        assert.match(String(createdAt), /Z$/);
        assert.deepEqual(rest, {
            type: 'users_import',
            status: 'pending',
            connection_id: CONNECTION,
            connection: 'customers',
            external_id: 'run-1',
        });
    });

    const refusals: [name: string, parts: [string, string | Blob][], status: number, message: string][] = [
        ['no file', [['connection_id', CONNECTION]], 400, "Must provide 'users' file as multipart part."],
        [
            'an empty file',
            [
                ['connection_id', CONNECTION],
                ['users', new Blob([])],
            ],
            400,
            'Users file must not be empty.',
        ],
        ['no connection', [['users', file([])]], 400, "Must provide 'connection_id' as multipart part."],
        [
            'neither yes nor no',
            [
                ['users', file([])],
                ['connection_id', CONNECTION],
                ['send_completion_email', 'no'],
            ],
            400,
            "Payload validation error: 'Expected type boolean but found type string' on property send_completion_email",
        ],
        [
            'the name of a connection',
            [
                ['users', file([])],
                ['connection_id', 'customers'],
            ],
            400,
            "Payload validation error: 'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id",
        ],
        [
            'an unknown connection',
            [
                ['users', file([])],
                ['connection_id', 'con_0000000000000000'],
            ],
            400,
            'The connection does not exist.',
        ],
        [
            'a connection without passwords',
            [
                ['users', file([])],
                ['connection_id', 'con_mail000000000000'],
            ],
            400,
            'Connection must be a database connection',
        ],
        [
            'a connection that no client may use',
            [
                ['users', file([])],
                ['connection_id', 'con_disabled00000000'],
            ],
            400,
            'Connection must be enabled.',
        ],
        [
            'a custom database without import mode',
            [
                ['users', file([])],
                ['connection_id', 'con_scripts000000000'],
            ],
            400,
            'Custom Database Connections without import mode are not allowed.',
        ],
        [
            'a body of more than 512,000 bytes',
            [
                ['connection_id', CONNECTION],
                ['users', new Blob(['x'.repeat(512_000)])],
            ],
            413,
            'Payload content length greater than maximum allowed: 512000.',
        ],
    ];
    for (const [name, parts, status, message] of refusals)
        it(`refuses ${name}`, async () => {
            const answer = await post(parts);
            assert.deepEqual([answer.status, answer.body['message']], [status, message]);
        });

    it('takes a body of exactly 512,000 bytes', async () => {
        const boundary = 'boundary';
        const head = `--${boundary}\r\nContent-Disposition: form-data; name="connection_id"\r\n\r\n${CONNECTION}\r\n--${boundary}\r\nContent-Disposition: form-data; name="users"; filename="u.json"\r\n\r\n[`;
        const tail = `]\r\n--${boundary}--\r\n`;
        const send = async (bytes: number) => {
            const body = head + ' '.repeat(bytes - head.length - tail.length) + tail;
            const response = await tenant.fetch(`https://${tenant.domain}/api/v2/jobs/users-imports`, {
                method: 'POST',
                headers: {
                    authorization: `Bearer ${await tenant.token()}`,
                    'content-type': `multipart/form-data; boundary=${boundary}`,
                },
                body,
            });
            return response.status;
        };
        assert.equal(await send(512_000), 202);
        assert.equal(await send(512_001), 413);
    });

    it('refuses JSON in place of multipart, and a broken multipart body', async () => {
        const json = await tenant.call('POST', '/api/v2/jobs/users-imports', { users: [], connection_id: CONNECTION });
        assert.equal(json.status, 400);
        const broken = await tenant.fetch(`https://${tenant.domain}/api/v2/jobs/users-imports`, {
            method: 'POST',
            headers: { authorization: `Bearer ${await tenant.token()}`, 'content-type': 'multipart/form-data' },
            body: 'nothing',
        });
        const { message } = (await broken.json()) as { message: string };
        assert.equal(message, "Payload validation error: 'Invalid multipart payload format'.");
    });

    const bad: [name: string, user: unknown, code: string, message: string, path?: string][] = [
        [
            'an address that is none',
            { email: 'ann@' },
            'INVALID_FORMAT',
            "Error in identities[0].profileData.email property - Object didn't pass validation for format email: ann@",
            'identities[0].profileData.email',
        ],
        [
            'no address',
            { username: 'ann' },
            'OBJECT_REQUIRED',
            'Error in identities[0].profileData property - Missing required property: email',
            'identities[0].profileData',
        ],
        [
            'bcrypt of another cost',
            { email: 'a@example.com', password_hash: BCRYPT.replace('$10$', '$12$') },
            'PATTERN',
            'Error in passwordHash property - String does not match pattern ^\\$2[ab]?\\$10+\\$[./A-Za-z0-9]{53}$',
            'passwordHash',
        ],
        [
            'an unknown property',
            { email: 'a@example.com', connection: 'customers' },
            'OBJECT_ADDITIONAL_PROPERTIES',
            'Additional properties not allowed: connection',
        ],
        [
            'a value of another type',
            { email: 'a@example.com', blocked: 'yes' },
            'INVALID_TYPE',
            'Error in blocked property - Expected type boolean but found type string',
            'blocked',
        ],
        [
            'two hashes',
            { email: 'a@example.com', password_hash: BCRYPT, custom_password_hash: md5('x') },
            'NOT_PASSED',
            'Forbidden attribute in appUser: ',
        ],
        [
            'a metadata name with a dot, deep in a list',
            { email: 'a@example.com', user_metadata: { list: [{ 'a.b': 1 }] } },
            'NOT_PASSED',
            'Error in user_metadata.list[0] property - Property not allowed: a.b',
            'user_metadata.list[0]',
        ],
        [
            'a metadata name with a dollar sign',
            { email: 'a@example.com', app_metadata: { $set: 1 } },
            'NOT_PASSED',
            'Error in app_metadata property - Property not allowed: $set',
            'app_metadata',
        ],
        [
            'a username that is an e-mail address',
            { email: 'a@example.com', username: 'b@example.com' },
            'NOT_PASSED',
            "Error in identities[0].profileData.username property - Data matches schema from 'not'",
            'identities[0].profileData.username',
        ],
        [
            'a factor of no kind',
            { email: 'a@example.com', mfa_factors: [{}] },
            'OBJECT_PROPERTIES_MINIMUM',
            'Error in mfa_factors[0] property - Too few properties defined (0), minimum 1',
            'mfa_factors[0]',
        ],
        [
            'a reserved name in app_metadata',
            { email: 'a@example.com', app_metadata: { email: 'b@example.com' } },
            'NOT_PASSED',
            'Error in app_metadata property - Property not allowed: email',
            'app_metadata',
        ],
        [
            'a profile over 10 kB',
            { email: 'a@example.com', user_metadata: { text: 'x'.repeat(10 * 1024) } },
            'PROFILE_SIZE_EXCEEDED',
            'User profile size exceeds the maximum of 10240 bytes',
        ],
    ];
    for (const [name, user, code, message, path] of bad)
        it(`reports a user with ${name}, and imports the next`, async () => {
            const job = await importUsers(tenant, CONNECTION, [user, { email: 'next@example.com' }]);
            assert.deepEqual(job.summary, { failed: 1, updated: 0, inserted: 1, total: 2 });
            const [reported] = await jobErrors(tenant, job.id);
            assert.deepEqual(reported?.errors, [{ code, message, ...(path !== undefined && { path }) }]);
        });

    it('hides hashes in the report of an error', async () => {
        const job = await importUsers(tenant, CONNECTION, [
            { email: 'a@', password_hash: BCRYPT },
            { email: 'b@', custom_password_hash: { ...md5('x'), salt: { value: 'salt' } } },
        ]);
        const text = JSON.stringify(await jobErrors(tenant, job.id));
        assert.equal(text.includes('*****'), true);
        for (const secret of [BCRYPT, md5('x').hash.value, '"salt"}']) assert.equal(text.includes(secret), false);
    });

    it('refuses what is twice in one file, whatever upsert says', async () => {
        const users = [
            { email: 'a@example.com', username: 'one', user_id: '1' },
            { email: 'A@example.com' },
            { email: 'b@example.com', username: 'ONE' },
            { email: 'c@example.com', user_id: '1' },
        ];
        const job = await importUsers(tenant, CONNECTION, users, { upsert: true });
        assert.deepEqual(job.summary, { failed: 3, updated: 0, inserted: 1, total: 4 });
        assert.deepEqual(
            (await jobErrors(tenant, job.id)).map(({ errors }) => errors[0]?.message),
            ['email', 'username', 'user_id'].map((key) => `A user with this ${key} was already provided.`),
        );
    });

    it('refuses, without upsert, a user whose address, username or ID is taken', async () => {
        await importUsers(tenant, CONNECTION, [{ email: 'a@example.com', username: 'one', user_id: '1' }]);
        const users = [
            { email: 'a@example.com' },
            { email: 'b@example.com', username: 'one' },
            { email: 'c@example.com', user_id: '1' },
        ];
        const job = await importUsers(tenant, CONNECTION, users);
        assert.equal(job.summary?.failed, 3);
        for (const { errors } of await jobErrors(tenant, job.id))
            assert.deepEqual(errors, [
                { code: 'DUPLICATED_USER', message: 'The user already exist and upsert parameter is false' },
            ]);
    });

    it('updates, with upsert, what an upsert may write and nothing else', async () => {
        await importUsers(tenant, CONNECTION, [
            {
                email: 'a@example.com',
                username: 'one',
                given_name: 'Ann',
                family_name: 'Old',
                password_hash: BCRYPT,
                user_metadata: { a: 1, b: 2 },
                app_metadata: { kept: true },
            },
        ]);
        const again = { email: 'a@example.com', username: 'two', blocked: true, email_verified: true };
        const job = await importUsers(tenant, CONNECTION, [{ ...again, family_name: 'New', user_metadata: { c: 3 } }], {
            upsert: true,
        });
        assert.deepEqual(job.summary, { failed: 0, updated: 1, inserted: 0, total: 1 });
        const [user] = await tenant.management.users.listUsersByEmail({ email: 'a@example.com' });
        const { username, blocked, given_name, family_name, email_verified, user_metadata, app_metadata } = user ?? {};
        assert.deepEqual(
            { username, blocked, given_name, family_name, email_verified, user_metadata, app_metadata },
            {
                username: 'one',
                blocked: undefined,
                given_name: 'Ann',
                family_name: 'New',
                email_verified: true,
                user_metadata: { c: 3 },
                app_metadata: { kept: true },
            },
        );
        assert.equal((await tenant.logIn('customers', 'a@example.com', 'hello')).status, 200);
    });

    it('matches by address only: another key that is taken is a conflict', async () => {
        await importUsers(tenant, CONNECTION, [{ email: 'a@example.com', username: 'one', user_id: '1' }]);
        const users = [
            { email: 'b@example.com', username: 'one' },
            { email: 'c@example.com', user_id: '1' },
        ];
        const job = await importUsers(tenant, CONNECTION, users, { upsert: true });
        const codes = (await jobErrors(tenant, job.id)).map(({ errors }) => errors[0]?.code);
        assert.deepEqual(codes, ['CONFLICT_USERNAME', 'CONFLICT']);
    });

    it('leaves a ghost alone whatever the file asks for', async () => {
        const user = { email: 'Ghost@example.com', given_name: 'Ann', user_id: 'new' };
        for (const upsert of [false, true]) {
            const job = await importUsers(tenant, CONNECTION, [user], { upsert });
            assert.deepEqual(await jobErrors(tenant, job.id), [
                {
                    user,
                    errors: [
                        { code: 'DUPLICATED_USER', message: 'The user already exist and upsert parameter is false' },
                    ],
                },
            ]);
        }
        assert.deepEqual((await tenant.management.users.list()).data, []);
    });

    it('replaces a custom hash until the user has logged in with it', async () => {
        const upsert = (password: string) =>
            importUsers(tenant, CONNECTION, [{ email: 'a@example.com', custom_password_hash: md5(password) }], {
                upsert: true,
            });
        await upsert('first');
        assert.equal((await upsert('second')).summary?.updated, 1);
        assert.equal((await tenant.logIn('customers', 'a@example.com', 'first')).status, 403);
        assert.equal((await tenant.logIn('customers', 'a@example.com', 'second')).status, 200);
        const late = await upsert('third');
        const [reported] = await jobErrors(tenant, late.id);
        assert.equal(
            reported?.errors[0]?.message,
            'A custom_password_hash was provided, but the user already has password hash defined',
        );
        assert.equal((await tenant.logIn('customers', 'a@example.com', 'second')).status, 200);
    });

    it('never takes a hash for a user who was imported without one', async () => {
        await importUsers(tenant, CONNECTION, [{ email: 'a@example.com' }]);
        const user = { email: 'a@example.com', custom_password_hash: md5('late') };
        const job = await importUsers(tenant, CONNECTION, [user], { upsert: true });
        assert.equal(job.summary?.failed, 1);
        assert.equal((await tenant.logIn('customers', 'a@example.com', 'late')).status, 403);
    });

    it('fails, without a summary, when the file is not a JSON array', async () => {
        for (const text of ['{"email":"a@example.com"}', '[{"email"']) {
            const { body } = await post([
                ['connection_id', CONNECTION],
                ['users', new Blob([text])],
            ]);
            const job = await finishedJob(tenant, String(body['id']));
            assert.equal(job.status, 'failed');
            assert.equal(job.summary, undefined);
            const response = await tenant.call('GET', `/api/v2/jobs/${job.id}/errors`);
            const shown = (await response.json()) as Record<string, unknown>;
            assert.equal(shown['id'], job.id);
            assert.match(String(shown['status_details']), /Failed to parse users file JSON/);
        }
    });

    it('knows no other job', async () => {
        await assert.rejects(tenant.management.jobs.get('job_0000000000000000'), { statusCode: 404 });
        await assert.rejects(tenant.management.jobs.errors.get('job_0000000000000000'), { statusCode: 404 });
    });
});

describe('local tenant, import jobs in time', () => {
    const clock = createManualClock(Date.parse('2026-11-22T10:00:00.000Z'));
    let tenant: OpenTenant;

    before(async () => {
        tenant = await openTenant({
            clock,
            jobRate: 10,
            seed: [{ connection: { name: 'customers', id: CONNECTION } }],
        });
    });

    after(() => tenant.close());

    const start = async (count: number, prefix: string) => {
        const users = Array.from({ length: count }, (_, index) => ({ email: `${prefix}${index}@example.com` }));
        const job = await tenant.management.jobs.usersImports.create({
            users: new File([JSON.stringify(users)], 'users.json'),
            connection_id: CONNECTION,
        });
        return job.id;
    };
    const statusOf = async (id: string) => (await tenant.management.jobs.get(id)).status;

    it('imports no more users in a second than the job rate', async () => {
        const id = await start(20, 'slow');
        clock.advance(1000);
        assert.equal(await statusOf(id), 'pending');
        const { data } = await tenant.management.users.list();
        assert.equal(data.length, 10);
        clock.advance(1100);
        assert.equal(await statusOf(id), 'completed');
    });

    it('refuses a third job while two are active, and lets it in afterwards', async () => {
        const ids = [await start(10, 'first'), await start(10, 'second')];
        await assert.rejects(start(1, 'third'), {
            statusCode: 429,
            body: {
                statusCode: 429,
                error: 'Too Many Requests',
                message:
                    'There are 2 active import users jobs, please wait until some of them are finished and try again',
                errorCode: 'too_many_requests',
            },
        });
        clock.advance(1100);
        for (const id of ids) assert.equal(await statusOf(id), 'completed');
        const third = await start(1, 'third');
        clock.advance(200);
        assert.equal(await statusOf(third), 'completed');
    });

    it('fails a job whose connection goes away', async () => {
        const other = await tenant.management.connections.create({
            name: 'short-lived',
            strategy: 'auth0',
            enabled_clients: [tenant.clientId],
        });
        const job = await tenant.management.jobs.usersImports.create({
            users: new File(['[{"email":"a@example.com"}]'], 'users.json'),
            connection_id: String(other.id),
        });
        await tenant.management.connections.delete(String(other.id));
        clock.advance(1000);
        assert.equal(await statusOf(job.id), 'failed');
    });

    it('forgets jobs after 24 hours', async () => {
        const id = await start(1, 'forgotten');
        clock.advance(23 * 60 * 60 * 1000);
        assert.equal(await statusOf(id), 'completed');
        clock.advance(60 * 60 * 1000 + 1);
        const token = (
            await tenant.askToken({
                client_id: tenant.clientId,
                client_secret: tenant.clientSecret,
                grant_type: 'client_credentials',
                audience: `https://${tenant.domain}/api/v2/`,
            })
        ).body['access_token'];
        const response = await tenant.fetch(`https://${tenant.domain}/api/v2/jobs/${id}`, {
            headers: { authorization: `Bearer ${String(token)}` },
        });
        assert.equal(response.status, 404);
    });
});
