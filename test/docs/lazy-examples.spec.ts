import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startTenantProcess, type TenantProcess } from '../../local/rehearsal/tenant-process.ts';
import { createHttpsFetch } from '../local/tenant/https-fetch.ts';
import type { DatabaseProcess } from '../migrator/scripts/sources/database-process.ts';
import { POSTGRES_PASSWORD, startPostgres } from '../migrator/scripts/sources/start-postgres.ts';
import { copyExample, environmentFor, LOCAL_TENANT, PATH_WITH_PULUMI } from './copied-example.ts';
import { codeBlocks, readDocument } from './markdown.ts';

const run = promisify(execFile);
const PASSWORD = 'an old password';

async function play(folder: string, env: NodeJS.ProcessEnv, block: string | undefined): Promise<string> {
    assert.ok(block);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, env });
    return stdout;
}

async function logIn(tenant: TenantProcess, realm: string, username: string, password: string): Promise<number> {
    const httpsFetch = createHttpsFetch(await readFile(tenant.caFile, 'utf8'));
    const { clientId: client_id, clientSecret: client_secret } = tenant;
    const grant_type = 'http://auth0.com/oauth/grant-type/password-realm';
    const answer = await httpsFetch(`https://${tenant.domain}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type, realm, client_id, client_secret, username, password }),
    });
    httpsFetch.close();
    return answer.status;
}

async function startTwo(folder: string): Promise<[TenantProcess, TenantProcess]> {
    const source = await startTenantProcess(LOCAL_TENANT, ['--seed', join(folder, 'users.ndjson')]);
    const target = await startTenantProcess(LOCAL_TENANT, ['--script-hosts', source.domain], {
        NODE_EXTRA_CA_CERTS: source.caFile,
    });
    return [source, target];
}

describe('examples/3-lazy-from-another-tenant', function () {
    this.timeout(180_000);
    const name = '3-lazy-from-another-tenant';
    let folder: string;
    let tenants: [TenantProcess, TenantProcess];

    before(async () => {
        folder = await copyExample(name);
        tenants = await startTwo(folder);
    });
    after(async () => {
        await Promise.all(tenants.map((tenant) => tenant.stop()));
        await rm(folder, { recursive: true, force: true });
    });

    it('moves its members as they log in, by the commands of its README, and ends when the last has', async () => {
        const env = await environmentFor(folder, ...tenants);
        const [, target] = tenants;
        const [begin, moved, end] = codeBlocks(readDocument(`examples/${name}/README.md`), 'bash');
        assert.match(await play(folder, env, begin), /3 users in members, 0 users in members/);
        assert.equal(await logIn(target, 'members', 'ada@example.com', 'another password'), 403);
        assert.equal(await logIn(target, 'members', 'ada@example.com', PASSWORD), 200);
        const list = await play(folder, env, moved);
        assert.match(
            list,
            /auth0\|ben-2 {2}ben@example.com\nauth0\|cleo-3 {2}cleo@example.com\n1 of 3 users have moved, 2 have not/,
        );
        await assert.rejects(play(folder, env, end), ({ stdout }: { stdout: string }) =>
            /2 of 3 users of members have not moved/.test(stdout),
        );
        for (const user of ['ben', 'cleo'])
            assert.equal(await logIn(target, 'members', `${user}@example.com`, PASSWORD), 200);
        await play(folder, env, end);
        assert.equal(await logIn(target, 'members', 'ada@example.com', PASSWORD), 200);
    });
});

describe('examples/4-lazy-from-postgres', function () {
    this.timeout(180_000);
    const name = '4-lazy-from-postgres';
    let folder: string;
    let database: DatabaseProcess | undefined;
    let tenant: TenantProcess;

    before(async function () {
        database = await startPostgres();
        if (database === undefined) {
            if (process.env['CI'] !== undefined) throw new Error('PostgreSQL is not installed.');
            console.log('SKIPPED: PostgreSQL is not installed (postgresql).');
            this.skip();
        }
        folder = await copyExample(name);
        const connectTo = async (where: string) => {
            const login = { user: 'postgres', password: POSTGRES_PASSWORD, database: where };
            const client = new pg.Client({ host: '127.0.0.1', port: database?.port, ...login });
            await client.connect();
            return client;
        };
        const first = await connectTo('postgres');
        await first.query('CREATE DATABASE shop');
        await first.end();
        const second = await connectTo('shop');
        await second.query(await readFile(join(folder, 'shop.sql'), 'utf8'));
        await second.end();
        tenant = await startTenantProcess(LOCAL_TENANT, ['--script-hosts', `127.0.0.1:${database.port}`]);
    });
    after(async () => {
        if (database === undefined) return;
        await tenant.stop();
        await database.stop();
        await rm(folder, { recursive: true, force: true });
    });

    it('moves customers of a table as they log in, by the commands of its README', async () => {
        const env = {
            ...process.env,
            PATH: PATH_WITH_PULUMI,
            AUTH0_TARGET_DOMAIN: tenant.domain,
            AUTH0_TARGET_CLIENT_ID: tenant.clientId,
            AUTH0_TARGET_CLIENT_SECRET: tenant.clientSecret,
            CLIENT_ID: tenant.clientId,
            DATABASE_HOST: '127.0.0.1',
            DATABASE_PORT: String(database?.port),
            DATABASE_PASSWORD: 'a password of its own',
            PULUMI_CONFIG_PASSPHRASE: 'a passphrase for tests',
            NODE_EXTRA_CA_CERTS: tenant.caFile,
        };
        const [begin, end] = codeBlocks(readDocument(`examples/${name}/README.md`), 'bash');
        // The stand-in has no `pulumi config set --secret`, which the README says first.
        await play(
            folder,
            env,
            begin?.replace('pulumi up', 'pulumi up --secret "databasePassword=$DATABASE_PASSWORD"'),
        );
        assert.equal(await logIn(tenant, 'customers', 'ada@example.com', 'another password'), 403);
        assert.equal(await logIn(tenant, 'customers', 'ada@example.com', PASSWORD), 200);
        assert.equal(await logIn(tenant, 'customers', 'dan@example.com', PASSWORD), 403, 'locked at the shop');
        await play(folder, env, end);
        assert.equal(await logIn(tenant, 'customers', 'ada@example.com', PASSWORD), 200);
        assert.equal(await logIn(tenant, 'customers', 'ben@example.com', PASSWORD), 403, 'left behind');
    });
});

describe('examples/5-bulk-and-lazy-together', function () {
    this.timeout(240_000);
    const name = '5-bulk-and-lazy-together';
    let folder: string;
    let tenants: [TenantProcess, TenantProcess];

    beforeEach(async () => {
        folder = await copyExample(name);
        tenants = await startTwo(folder);
    });
    afterEach(async () => {
        await Promise.all(tenants.map((tenant) => tenant.stop()));
        await rm(folder, { recursive: true, force: true });
    });

    for (const order of ['logins first', 'the import first']) {
        it(`moves everybody once, by the commands of its README: ${order}`, async () => {
            const env = await environmentFor(folder, ...tenants);
            const [, target] = tenants;
            const [begin, copy, end] = codeBlocks(readDocument(`examples/${name}/README.md`), 'bash');
            const logInAll = async (...users: string[]) => {
                for (const user of users)
                    assert.equal(await logIn(target, 'members', `${user}@example.com`, PASSWORD), 200, user);
            };
            await play(folder, env, begin);
            const isLazyFirst = order === 'logins first';
            if (isLazyFirst) await logInAll('ada', 'ben');
            const copied = await play(folder, env, copy);
            assert.match(copied, /imported +4\b/);
            assert.match(copied, isLazyFirst ? /this pass 2 new, 0 updated, 2 unchanged/ : /verified +4 of 4/);
            assert.match(copied, /4 of 4 users have moved, 0 have not/);
            await logInAll('ada', 'ben', 'cleo', 'dan');
            await play(folder, env, end);
            await logInAll('ada', 'ben', 'cleo', 'dan');
            assert.deepEqual(await userIds(target), ['auth0|ada-1', 'auth0|ben-2', 'auth0|cleo-3', 'auth0|dan-4']);
        });
    }
});

async function userIds(tenant: TenantProcess): Promise<string[]> {
    const httpsFetch = createHttpsFetch(await readFile(tenant.caFile, 'utf8'));
    const { clientId: client_id, clientSecret: client_secret, domain } = tenant;
    const audience = `https://${domain}/api/v2/`;
    const answer = await httpsFetch(`https://${domain}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, audience }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const users = await httpsFetch(`${audience}users`, { headers: { authorization: `Bearer ${token}` } });
    const ids = ((await users.json()) as { user_id: string }[]).map(({ user_id }) => user_id);
    httpsFetch.close();
    return ids.sort();
}
