import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createManualClock, StoreError, startLocalTenant } from '../../../local/tenant/index.ts';
import { finishedJob } from './finished-job.ts';
import { type OpenTenant, openTenant } from './open-tenant.ts';

const ID = 'con_customers0000000';
const SEED = [
    { connection: { name: 'customers', id: ID } },
    { user: { connection: 'customers', user_id: 'ann', email: 'ann@example.com', password: 'Correct-horse-1' } },
    { ghost: { connection: 'customers', user_id: 'bob', email: 'bob@example.com', password: 'Correct-horse-2' } },
];

describe('local tenant, kept in a file', () => {
    let folder: string;
    let storeFile: string;

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'store-test-'));
        storeFile = join(folder, 'tenant.db');
    });

    afterEach(() => rm(folder, { recursive: true }));

    const reopened = async (tenant: OpenTenant, options = {}) => {
        await tenant.close();
        return openTenant({ storeFile, seed: undefined, ...options });
    };

    it('is the same tenant when it is started again: address, authority, credentials, tokens', async () => {
        const first = await openTenant({ storeFile, seed: SEED });
        const token = await first.token();
        const second = await reopened(first);
        try {
            for (const name of ['domain', 'caFile', 'clientId', 'clientSecret'] as const)
                assert.equal(second[name], first[name]);
            const { status } = await second.fetch(`https://${second.domain}/api/v2/users/auth0%7Cann`, {
                headers: { authorization: `Bearer ${token}` },
            });
            assert.equal(status, 200);
        } finally {
            await second.close();
        }
    });

    it('keeps passwords, ghosts, counts of wrong passwords and begun resets', async () => {
        const first = await openTenant({ storeFile, seed: SEED, control: true });
        for (let count = 0; count < 10; count += 1) await first.logIn('customers', 'ann@example.com', 'wrong');
        const { ticket } = (await (
            await first.call('POST', '/api/v2/tickets/password-change', { connection_id: ID, email: 'bob@example.com' })
        ).json()) as { ticket: string };
        const second = await reopened(first, { control: true });
        try {
            const blocked = await second.logIn('customers', 'ann@example.com', 'Correct-horse-1');
            assert.equal(blocked.body['error'], 'too_many_attempts');
            await second.call('DELETE', '/api/v2/user-blocks/auth0%7Cann');
            assert.equal((await second.logIn('customers', 'ann@example.com', 'Correct-horse-1')).status, 200);

            const rows = await second.fetch(`https://${second.domain}/_local/connections/${ID}/identities`);
            const { identities } = (await rows.json()) as { identities: { id: string; is_ghost: boolean }[] };
            assert.deepEqual(
                identities.map(({ id, is_ghost: isGhost }) => [id, isGhost]),
                [
                    ['ann', false],
                    ['bob', true],
                ],
            );
            const form = { method: 'POST', body: new URLSearchParams({ password: 'Correct-horse-3' }) };
            assert.equal((await second.fetch(ticket, form)).status, 200);
        } finally {
            await second.close();
        }
    });

    it('moves to another port with the rights of its clients', async () => {
        const first = await openTenant({ storeFile, seed: SEED });
        const other = await startLocalTenant();
        const port = Number(other.domain.split(':')[1]);
        await other.close();
        const second = await reopened(first, { port });
        try {
            assert.equal(second.domain, `localhost:${port}`);
            assert.equal((await second.call('GET', '/api/v2/users/auth0%7Cann')).status, 200);
        } finally {
            await second.close();
        }
    });

    it('goes on with an import where it stood, and knows which users of the file it had seen', async () => {
        const clock = createManualClock(Date.parse('2026-11-22T12:00:00Z'));
        const first = await openTenant({ storeFile, seed: SEED, clock, jobRate: 100 });
        const users = Array.from({ length: 10 }, (_, index) => ({ email: `user-${index % 7}@example.com` }));
        const { id } = await first.management.jobs.usersImports.create({
            users: new File([JSON.stringify(users)], 'users.json', { type: 'application/json' }),
            connection_id: ID,
            upsert: true,
        });
        clock.advance(60);
        const page = await first.management.users.list({ q: 'email:user-*' });
        assert.equal(page.data.length, 6);
        const second = await reopened(first, { clock, jobRate: 100 });
        try {
            assert.equal((await second.management.jobs.get(id)).status, 'pending');
            clock.advance(60);
            const job = await finishedJob(second, id);
            // The last three are in the file twice.
            assert.deepEqual(job.summary, { failed: 3, updated: 0, inserted: 7, total: 10 });
        } finally {
            await second.close();
        }
    });

    it('goes on with the deletion of a connection, and starts an unfinished export again', async () => {
        const clock = createManualClock(Date.parse('2026-11-22T12:00:00Z'));
        const many = Array.from({ length: 5000 }, (_, index) => ({
            user: { connection: 'large', email: `user-${index}@example.com` },
        }));
        const large = { connection: { name: 'large', id: 'con_large00000000000' } };
        const first = await openTenant({ storeFile, seed: [...SEED, large, ...many], clock });
        const { id } = await first.management.jobs.usersExports.create({ connection_id: ID, format: 'json' });
        assert.equal((await first.call('DELETE', '/api/v2/connections/con_large00000000000')).status, 202);
        const second = await reopened(first, { clock });
        try {
            const busy = await second.call('POST', '/api/v2/connections', { name: 'large', strategy: 'auth0' });
            assert.equal(busy.status, 409);
            clock.advance(1000);
            const free = await second.call('POST', '/api/v2/connections', { name: 'large', strategy: 'auth0' });
            assert.equal(free.status, 201);
            const page = await second.management.users.list({ include_totals: true });
            assert.equal(page.data.length, 1);
            const { location } = (await finishedJob(second, id)) as { location: string };
            assert.equal((await second.fetch(location)).status, 200);
        } finally {
            await second.close();
        }
    });

    it('forgets everything at a reset but who it is', async () => {
        const first = await openTenant({ storeFile, seed: SEED, control: true });
        const second = await reopened(first, { control: true });
        await second.fetch(`https://${second.domain}/_local/reset`, { method: 'POST' });
        const third = await reopened(second);
        try {
            assert.deepEqual(await (await third.call('GET', '/api/v2/connections')).json(), []);
            assert.deepEqual(await (await third.call('GET', '/api/v2/users')).json(), []);
        } finally {
            await third.close();
        }
    });

    const refuses = (message: RegExp, options = {}) =>
        assert.rejects(startLocalTenant({ storeFile, ...options }), (error) => {
            assert(error instanceof StoreError);
            assert.match(error.message, message);
            return true;
        });

    it('refuses a second tenant, in this process or another', async () => {
        const tenant = await startLocalTenant({ storeFile });
        try {
            await refuses(/another process has it open\. Stop that tenant first, or use another file\./);
            const child = spawn(process.execPath, ['local/tenant/cli/main.ts', 'start', '--store', storeFile]);
            let complaint = '';
            child.stderr.on('data', (text: Buffer) => {
                complaint += text.toString();
            });
            const [code] = (await once(child, 'close')) as [number];
            assert.equal(code, 1);
            assert.match(complaint, /^Store .*: another process has it open\. Stop that tenant first/);
        } finally {
            await tenant.close();
        }
    });

    it('refuses a file that is no database, and leaves it as it is', async () => {
        await writeFile(storeFile, 'Dear diary, '.repeat(1000));
        await refuses(/it is not the store of a local tenant/);
        assert.deepEqual(await readdir(folder), ['tenant.db']);
    });

    it('refuses a database of something else', async () => {
        const database = new DatabaseSync(storeFile);
        database.exec('CREATE TABLE diary (page TEXT)');
        database.close();
        await refuses(/it is not the store of a local tenant/);
    });

    it('refuses a store of another version', async () => {
        await (await startLocalTenant({ storeFile })).close();
        const database = new DatabaseSync(storeFile);
        database.exec('PRAGMA user_version = 7');
        database.close();
        await refuses(/it is of version 7, and this tenant reads version 1 only/);
    });

    it('refuses a path where no file can be', async () => {
        storeFile = join(folder, 'nowhere', 'tenant.db');
        await refuses(/Its folder must exist/);
    });

    it('refuses to start where its clients would not find it', async () => {
        const first = await startLocalTenant({ storeFile });
        await first.close();
        const port = Number(first.domain.split(':')[1]);
        const other = await startLocalTenant({ port });
        await refuses(new RegExp(`another program has port ${port}, where clients know this tenant`));
        await other.close();
        await (await startLocalTenant({ storeFile })).close();
    });

    it('refuses a store that was killed before it had its whole seed', async () => {
        await (await startLocalTenant({ storeFile })).close();
        const database = new DatabaseSync(storeFile);
        database.exec(`UPDATE rows SET document = '"filling"' WHERE kind = 'kept' AND id = 'status'`);
        database.close();
        await refuses(/stopped before it had read its whole seed\. Delete the file and start again/);
    });

    it('keeps what it holds from other people of the machine', async () => {
        const tenant = await startLocalTenant({ storeFile });
        for (const name of await readdir(folder)) {
            const { mode } = await stat(join(folder, name));
            assert.equal(mode & 0o077, 0, name);
        }
        await tenant.close();
    });

    it('refuses a seed for a store that holds a tenant, and keeps the tenant', async () => {
        const first = await openTenant({ storeFile, seed: SEED });
        await first.close();
        const seedFile = join(folder, 'seed.ndjson');
        await writeFile(seedFile, '{"connection":{"name":"more"}}\n');
        await refuses(/it holds a tenant already, and a seed is for a new one\. Start without the seed/, { seedFile });
        const second = await openTenant({ storeFile, seed: undefined });
        assert.equal((await second.call('GET', '/api/v2/users/auth0%7Cann')).status, 200);
        await second.close();
    });

    it('leaves no file behind when its seed can not be used', async () => {
        const seedFile = join(folder, 'seed.ndjson');
        await writeFile(seedFile, 'nonsense\n');
        await assert.rejects(startLocalTenant({ storeFile, seedFile }), /Seed file, line 1: Not JSON/);
        await assert.rejects(access(storeFile));
    });
});
