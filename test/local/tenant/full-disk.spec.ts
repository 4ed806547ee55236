import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ManagementClient } from 'auth0';
import { startTenantProcess, type TenantProcess } from '../../../local/rehearsal/tenant-process.ts';
import { mountSmallDisk, type SmallDisk } from '../../small-disk.ts';
import { createHttpsFetch } from './https-fetch.ts';

const CLI = fileURLToPath(new URL('../../../local/tenant/cli/main.ts', import.meta.url));
const USERS_A_FILE = 30;

describe('a tenant in a file on a disk that becomes full', function () {
    this.timeout(300_000);
    let folder: string;
    let disk: SmallDisk | undefined;
    const closers: (() => unknown)[] = [];

    beforeEach(async function () {
        folder = await mkdtemp(join(tmpdir(), 'full-disk-test-'));
        disk = await mountSmallDisk(folder, '2m');
        if (disk === undefined) this.skip();
    });

    afterEach(async () => {
        for (const close of closers.splice(0)) await close();
        await disk?.unmount();
        await rm(folder, { recursive: true, force: true });
    });

    const clientOf = async ({ domain, caFile, ...credentials }: Omit<TenantProcess, 'pid' | 'stop'>) => {
        const fetch = createHttpsFetch(await readFile(caFile, 'utf8'));
        closers.push(() => {
            fetch.close();
        });
        return new ManagementClient({ domain, ...credentials, fetch, maxRetries: 0 });
    };
    const options = () => ['--store', join(folder, 'tenant.db'), '--job-rate', '1000000'];
    const start = async () => {
        const child = spawn(process.execPath, [CLI, 'start', '--json', ...options()], {
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        const complaint = text(child.stderr);
        const ended = once(child, 'exit') as Promise<[number | null]>;
        const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
        closers.push(() => child.kill('SIGKILL') && ended);
        const tenant = JSON.parse(line) as TenantProcess;
        const client = await clientOf(tenant);
        await client.connections.create({ name: 'customers', strategy: 'auth0', enabled_clients: [tenant.clientId] });
        return { client, ended, complaint };
    };
    /** Makes room, starts the tenant again and lists the addresses of its users. */
    const usersWithRoom = async () => {
        await disk?.resize('64m');
        const tenant = await startTenantProcess(CLI, options());
        closers.push(() => tenant.stop('SIGKILL'));
        const client = await clientOf(tenant);
        const emails: string[] = [];
        for (let page = 0; page * 100 <= emails.length; page += 1) {
            const { data } = await client.users.list({ page, per_page: 100, sort: 'created_at:1' });
            emails.push(...data.map(({ email = '' }) => email));
        }
        return { client, emails };
    };
    const note = 'n'.repeat(5_000);

    it('stops, says why, and has every user that it said it had', async () => {
        const { client, ended, complaint } = await start();
        const answered: string[] = [];
        await assert.rejects(async () => {
            for (;;) {
                const email = `user-${answered.length}@example.com`;
                await client.users.create({
                    connection: 'customers',
                    email,
                    password: 'Eins-2-drei!',
                    user_metadata: { note },
                });
                answered.push(email);
            }
        });
        assert.deepEqual((await ended)[0], 1);
        assert.match(await complaint, /Store .*: it can no longer be written.*make room, then start/);
        assert.ok(answered.length > 10);
        const { emails } = await usersWithRoom();
        assert.deepEqual(emails.sort(), answered.sort());
    });

    it('stops although nobody asks it anything, when an import fills the disk', async () => {
        const { client, ended, complaint } = await start();
        const { data } = await client.connections.list({ name: 'customers' });
        const users = Array.from({ length: 80 }, (_, index) => ({
            email: `user-${index}@example.com`,
            user_metadata: { note },
        }));
        // Room for the file of the import, and not for its users.
        await writeFile(join(folder, 'ballast'), Buffer.alloc(1_250_000));
        await client.jobs.usersImports.create({
            users: Buffer.from(JSON.stringify(users)),
            connection_id: data[0]?.id ?? '',
        });
        assert.deepEqual((await ended)[0], 1);
        assert.match(await complaint, /can no longer be written/);
        const { client: again } = await usersWithRoom();
        let total: number | undefined;
        do {
            const { response } = await again.users.list({ per_page: 1, include_totals: true });
            ({ total } = response as { total?: number });
        } while (total !== users.length);
    });

    it('goes on with an import that filled the disk, once there is room', async () => {
        const { client, ended, complaint } = await start();
        const { data } = await client.connections.list({ name: 'customers' });
        const ids: string[] = [];
        const importSome = async () => {
            const users = Array.from({ length: USERS_A_FILE }, (_, index) => ({
                email: `user-${ids.length}-${index}@example.com`,
                user_metadata: { note },
            }));
            const { id } = await client.jobs.usersImports.create({
                users: Buffer.from(JSON.stringify(users)),
                connection_id: data[0]?.id ?? '',
            });
            ids.push(id);
            while ((await client.jobs.get(id)).status === 'pending');
        };
        await assert.rejects(async () => {
            for (;;) await importSome();
        });
        assert.deepEqual((await ended)[0], 1);
        assert.match(await complaint, /can no longer be written/);

        const { client: again } = await usersWithRoom();
        for (const id of ids) {
            let state = await again.jobs.get(id);
            while (state.status === 'pending') state = await again.jobs.get(id);
            assert.equal(state.status, 'completed');
            assert.equal(state.summary?.failed, 0);
        }
        const { response } = await again.users.list({ per_page: 1, include_totals: true });
        const { total } = response as { total?: number };
        // A file that was sent last may have been taken without an answer.
        assert.ok(
            [0, USERS_A_FILE].includes((total ?? 0) - ids.length * USERS_A_FILE),
            `${total} of ${ids.length} files`,
        );
    });
});
