import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTenantProcess, type TenantProcess } from '../../../local/rehearsal/tenant-process.ts';
import { createHttpsFetch } from './https-fetch.ts';

const CLI = fileURLToPath(new URL('../../../local/tenant/cli/main.ts', import.meta.url));
const ID = 'con_customers0000000';
const SEEDED = 40;
const IMPORTED = 600;
const WRITERS = 4;
const ANSWERS_BEFORE_KILL = 100;
const KILLS = 3;
// So slow that the import is never done before the last kill; then it may end.
const SLOW_JOBS = 10;
const QUICK_JOBS = 1_000_000;

/** What one writer was told last by the tenant, and what it then asked for and was not told about. */
interface Written {
    answered: number;
    asked: number;
}

describe('a tenant in a file that is killed again and again', function () {
    this.timeout(300_000);
    let folder: string;
    let start: (jobRate: number, ...options: string[]) => Promise<TenantProcess>;
    let tenantFetch: ReturnType<typeof createHttpsFetch>;
    let origin = '';
    let token = '';

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'killed-tenant-test-'));
        const seed = join(folder, 'seed.ndjson');
        const users = Array.from({ length: SEEDED }, (_, index) => ({
            user: { connection: 'customers', user_id: `s${index}`, email: `seeded-${index}@example.com` },
        }));
        const entries = [{ connection: { name: 'customers', id: ID } }, ...users];
        await writeFile(seed, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
        const store = join(folder, 'tenant.db');
        start = (jobRate, ...options) =>
            startTenantProcess(CLI, ['--store', store, '--job-rate', String(jobRate), ...options]);
        const first = await start(SLOW_JOBS, '--seed', seed);
        origin = `https://${first.domain}`;
        tenantFetch = createHttpsFetch(await readFile(first.caFile, 'utf8'));
        const answer = await tenantFetch(`${origin}/oauth/token`, {
            method: 'POST',
            body: new URLSearchParams({
                grant_type: 'client_credentials',
                client_id: first.clientId,
                client_secret: first.clientSecret,
                audience: `${origin}/api/v2/`,
            }),
        });
        token = ((await answer.json()) as { access_token: string }).access_token;
        await first.stop('SIGKILL');
    });

    after(async () => {
        tenantFetch.close();
        await rm(folder, { recursive: true });
    });

    const call = async (method: string, path: string, body?: object) => {
        const response = await tenantFetch(`${origin}/api/v2/${path}`, {
            method,
            headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
            ...(body && { body: JSON.stringify(body) }),
        });
        assert(response.ok, `${method} ${path} answered ${response.status}`);
        return response.status === 204 ? undefined : ((await response.json()) as Record<string, unknown>);
    };

    // Counts up in the metadata of a user until the tenant is dead.
    const write = async (user: number, written: Written, wasAnswered: () => void) => {
        try {
            for (;;) {
                written.asked = written.answered + 1;
                await call('PATCH', `users/auth0%7Cs${user}`, { app_metadata: { count: written.asked } });
                written.answered = written.asked;
                wasAnswered();
            }
        } catch (error) {
            if (error instanceof assert.AssertionError) throw error;
        }
    };

    it('has everything that it answered, and ends its import with each user once', async () => {
        let tenant = await start(SLOW_JOBS);
        const form = new FormData();
        const users = Array.from({ length: IMPORTED }, (_, index) => ({ email: `imported-${index}@example.com` }));
        form.append('users', new Blob([JSON.stringify(users)]), 'users.json');
        form.append('connection_id', ID);
        const headers = { authorization: `Bearer ${token}` };
        const started = await tenantFetch(`${origin}/api/v2/jobs/users-imports`, {
            method: 'POST',
            headers,
            body: form,
        });
        const { id: jobId } = (await started.json()) as { id: string };

        const written = Array.from({ length: WRITERS }, (): Written => ({ answered: 0, asked: 0 }));
        const seen = new Map<string, unknown>();
        for (let kill = 0; kill < KILLS; kill += 1) {
            const answers = { count: 0 };
            const enough = new Promise<void>((resolve) => {
                const wasAnswered = () => {
                    answers.count += 1;
                    if (answers.count === ANSWERS_BEFORE_KILL) resolve();
                };
                void Promise.all(written.map((each, user) => write(user, each, wasAnswered)));
            });
            const role = (await call('POST', 'roles', { name: `Role ${kill}` })) ?? {};
            await call('POST', `users/auth0%7Cs${SEEDED - 1}/roles`, { roles: [role['id']] });
            await enough;
            const found = (await call('GET', 'users?q=email:imported-*&per_page=20')) as unknown as {
                user_id: string;
            }[];
            for (const user of found) seen.set(user.user_id, user);
            assert.equal((await call('GET', `jobs/${jobId}`))?.['status'], 'pending');
            await tenant.stop('SIGKILL');
            tenant = await start(kill === KILLS - 1 ? QUICK_JOBS : SLOW_JOBS);
            for (const [user, each] of written.entries()) {
                const { app_metadata: metadata } = (await call('GET', `users/auth0%7Cs${user}`)) as {
                    app_metadata: { count: number };
                };
                // The write that was under way may have been done; nothing before it may be lost.
                assert([each.answered, each.asked].includes(metadata.count));
                each.answered = metadata.count;
            }
            const roles = await call('GET', `users/auth0%7Cs${SEEDED - 1}/roles`);
            assert.equal((roles as unknown as unknown[]).length, kill + 1);
            for (const [userId, user] of seen) assert.deepEqual(await call('GET', `users/${userId}`), user);
        }

        let job: Record<string, unknown> | undefined;
        do job = await call('GET', `jobs/${jobId}`);
        while (job?.['status'] === 'pending');
        assert.deepEqual(job?.['summary'], { failed: 0, updated: 0, inserted: IMPORTED, total: IMPORTED });
        const all = await call('GET', 'users?per_page=1&include_totals=true');
        assert.equal(all?.['total'], SEEDED + IMPORTED);
        const copies = await call('GET', 'users?q=email:imported-7@example.com');
        assert.equal((copies as unknown as unknown[]).length, 1);
        await tenant.stop();
    });
});
