import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SeedError, startLocalTenant } from '../../../local/tenant/index.ts';
import { openTenant } from './open-tenant.ts';

describe('local tenant, at its start', () => {
    let folder: string;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'seed-test-'));
    });

    after(() => rm(folder, { recursive: true }));

    it('shows a seeded user with everything that only Auth0 writes', async () => {
        const times = {
            created_at: '2019-01-02T03:04:05.000Z',
            last_login: '2024-01-02T03:04:05.000Z',
            last_password_reset: '2023-01-02T03:04:05.000Z',
        };
        const user = { user_id: 'ann', email: 'ann@example.com', logins_count: 7, last_ip: '192.0.2.1', ...times };
        const tenant = await openTenant({
            seed: [{ connection: { name: 'customers' } }, { user: { connection: 'customers', ...user } }],
        });
        try {
            const shown = await tenant.management.users.get('auth0|ann');
            for (const [name, value] of Object.entries(user))
                assert.equal(Reflect.get(shown, name), name === 'user_id' ? 'auth0|ann' : value);
        } finally {
            await tenant.close();
        }
    });

    it('takes a JSON array as it takes lines', async () => {
        const seedFile = join(folder, 'seed.json');
        const entries = [
            { connection: { name: 'customers' } },
            { user: { connection: 'customers', email: 'a@example.com' } },
        ];
        await writeFile(seedFile, JSON.stringify(entries, null, 4));
        const tenant = await startLocalTenant({ seedFile });
        await tenant.close();
    });

    it('takes the users of an import file as they are, into the database that every new tenant has', async () => {
        const tenant = await openTenant({
            seed: [
                {
                    email: 'ann@example.com',
                    user_id: 'ann',
                    password: 'an old password',
                    app_metadata: { plan: 'gold' },
                },
                { username: 'bob' },
            ],
        });
        try {
            const ann = await tenant.management.users.get('auth0|ann');
            assert.deepEqual(ann.app_metadata, { plan: 'gold' });
            assert.equal(ann.identities?.[0]?.connection, 'Username-Password-Authentication');
            const { status } = await tenant.logIn(
                'Username-Password-Authentication',
                'ann@example.com',
                'an old password',
            );
            assert.equal(status, 200);
            assert.equal((await tenant.management.users.list({ q: 'username:bob' })).data.length, 1);
        } finally {
            await tenant.close();
        }
    });

    it('takes gzipped users as they are, as lines and as a list, whatever their file is called', async () => {
        const ann = JSON.stringify({ user_id: 'ann', email: 'ann@example.com' });
        for (const text of [`${ann}\n`, `[${ann}]`]) {
            const seedFile = join(folder, 'users.ndjson');
            await writeFile(seedFile, gzipSync(text));
            const tenant = await openTenant({ seedFile });
            try {
                assert.equal((await tenant.management.users.get('auth0|ann')).email, 'ann@example.com');
            } finally {
                await tenant.close();
            }
        }
    });

    it('refuses a seed that is a folder, and a gzipped one that was cut off', async () => {
        const cut = join(folder, 'cut.gz');
        const long = JSON.stringify({ email: 'ann@example.com', name: randomBytes(5_000).toString('base64') });
        await writeFile(cut, gzipSync(long).subarray(0, 3_000));
        for (const [seedFile, code] of [
            [folder, 'EISDIR'],
            [cut, 'Z_BUF_ERROR'],
        ] as const)
            await assert.rejects(startLocalTenant({ seedFile }), {
                name: 'SeedError',
                message: `Seed file, path: the file can't be read (${code})`,
            });
    });

    it('takes users without a connection into the only database', async () => {
        const tenant = await openTenant({
            seed: [
                { connection: { name: 'customers' } },
                { connection: { name: 'staff', strategy: 'ad' } },
                { user_id: 'ann', email: 'ann@example.com' },
            ],
        });
        try {
            const { identities } = await tenant.management.users.get('auth0|ann');
            assert.equal(identities?.[0]?.connection, 'customers');
        } finally {
            await tenant.close();
        }
    });

    it('takes what another tenant shows of its users, into connections of the same names', async () => {
        const source = await openTenant({
            seed: [
                { connection: { name: 'customers' } },
                { connection: { name: 'partners' } },
                { user: { connection: 'customers', user_id: 'ann', email: 'ann@example.com', logins_count: 3 } },
                { user: { connection: 'partners', user_id: 'bob', username: 'bob', user_metadata: { size: 'L' } } },
            ],
        });
        const shown = (await source.management.users.list({ sort: 'user_id:1' })).data;
        await source.close();
        assert.equal(shown.length, 2);
        const target = await openTenant({ seed: shown });
        try {
            assert.deepEqual((await target.management.users.list({ sort: 'user_id:1' })).data, shown);
        } finally {
            await target.close();
        }
    });

    const refusals: [name: string, text: string, message: RegExp][] = [
        [
            'a line that is not JSON',
            '{"connection":{"name":"a"}}\n\nnonsense\n',
            /^Seed file, line 3: Not JSON\. Expected one JSON object a line/,
        ],
        ['an unknown kind', '{"role":{"name":"a"}}\n', /line 1: Additional properties not allowed: role$/],
        [
            'a user before the connection',
            '{"user":{"connection":"a","email":"a@example.com"}}',
            /no connection "a" before/,
        ],
        [
            'an unknown field',
            '{"connection":{"name":"a"}}\n{"user":{"connection":"a","mail":"a@example.com"}}',
            /line 2: Additional properties not allowed: mail user$/,
        ],
        [
            'one address twice',
            '{"connection":{"name":"a"}}\n{"user":{"connection":"a","email":"a@example.com"}}\n{"user":{"connection":"a","email":"A@example.com"}}',
            /line 3: the connection has a user with this email$/,
        ],
        [
            'a plain user where several databases are',
            '{"connection":{"name":"a"}}\n{"connection":{"name":"b"}}\n{"email":"a@example.com"}',
            /line 3: the tenant has 2 database connections, and the user names none\. Add `"connection": "<name>"`/,
        ],
        [
            'a plain user of another provider',
            '[{"email":"a@example.com","identities":[{"connection":"google-oauth2","provider":"google-oauth2"}]}]',
            /entry 1: a user of another provider than `auth0`; only database connections can be seeded$/,
        ],
        [
            'an unknown field of a plain user',
            '{"email":"a@example.com","mail":"a@example.com"}',
            /line 1: Additional properties not allowed: mail$/,
        ],
    ];
    for (const [name, text, message] of refusals)
        it(`refuses ${name}, and says where`, async () => {
            const seedFile = join(folder, 'bad.ndjson');
            await writeFile(seedFile, text);
            await assert.rejects(startLocalTenant({ seedFile }), (error: unknown) => {
                assert.ok(error instanceof SeedError);
                assert.match(error.message, message);
                assert.equal(error.message.includes('example.com'), false);
                return true;
            });
        });

    it('writes its certificate authority where it is told, for its owner only, and leaves it there', async () => {
        const caFolder = join(folder, 'ca');
        const tenant = await startLocalTenant({ caFolder });
        assert.equal(tenant.caFile, join(caFolder, 'ca.pem'));
        await tenant.close();
        assert.equal((await stat(tenant.caFile)).mode & 0o777, 0o600);
    });

    it('refuses a plan or a job rate that there is not', async () => {
        await assert.rejects(startLocalTenant({ plan: 'gold' as 'free' }), RangeError);
        await assert.rejects(startLocalTenant({ jobRate: 0 }), RangeError);
    });

    it('says when its port is taken', async () => {
        const first = await startLocalTenant();
        const port = Number(first.domain.split(':')[1]);
        const message = new RegExp(`^Another program has port ${port}\\. Stop it, or start the tenant on another`);
        await assert.rejects(startLocalTenant({ port }), { code: 'EADDRINUSE', message });
        await first.close();
    });
});
