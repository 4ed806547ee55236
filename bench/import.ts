import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { ManagementClient } from 'auth0';
import { startTenantProcess } from '../local/rehearsal/tenant-process.ts';
import type { JournalEntry } from '../migrator/run-store/journal-entry.ts';
import { EXPECTED_USERS_PER_SECOND_AND_JOB, MAX_CONCURRENT_IMPORT_JOBS } from '../migrator/tenant/limits.ts';
import { openManagementApi } from '../migrator/tenant/open-management-api.ts';
import { loadPlainly } from './import/plain-loader.ts';
import { runInProcess } from './import/run-in-process.ts';
import { printRows } from './result-rows.ts';

const CLI = fileURLToPath(new URL('../local/tenant/bin/auth0-local-tenant.js', import.meta.url));
/** Time goes this many times faster than in life: jobs, polls and waits alike. */
const SPEED_UP = 20;
const USERS_PER_SECOND = EXPECTED_USERS_PER_SECOND_AND_JOB * SPEED_UP;
const USERS_A_FILE = 509;
/**
 * An even number of full files, since two slots do them in pairs; and few enough that no table of the tenant, which has each user
 * twice in the end, grows beyond 2^17 on the way: then it is made anew, and nobody is answered for a tenth of a second.
 */
const USERS = 128 * USERS_A_FILE;
const FULL_JOB_MS = (USERS_A_FILE / USERS_PER_SECOND) * 1000;
const PLAIN_USERS = 5_000;
/** Of a user in an import file, whose limit counts bytes. */
const RECORD_BYTES = 1_000;

const GOALS = { slotUse: 0.98, pollsPerJob: 4, timesPlain: 3 };

/**
 * Measures an import against the ceiling of two jobs at a time, and against the best public loader in the same run.
 *
 * A goal that was missed makes the command fail, so that CI sees it.
 */
export async function bench(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-import-'));
    const users = Array.from({ length: USERS }, (_, index) => inventUser(index));
    const seedFile = join(folder, 'seed.ndjson');
    const seed = [
        ...['source', 'target', 'plain'].map((name) => ({ connection: { name } })),
        ...users.map((user) => ({ user: { connection: 'source', ...user } })),
    ];
    await writeFile(seedFile, seed.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    // Short pauses of the collector: a tenant that stands still for a tenth of a job would be measured in place of the import.
    process.env['NODE_OPTIONS'] = '--max-semi-space-size=4';
    const tenant = await startTenantProcess(CLI, [
        '--control',
        '--seed',
        seedFile,
        '--job-rate',
        String(USERS_PER_SECOND),
    ]);
    try {
        tls.setDefaultCACertificates([...tls.getCACertificates('default'), await readFile(tenant.caFile, 'utf8')]);
        await writeFile(
            join(folder, 'migration.ts'),
            `export default { description: 'A bench.', passwords: { whenMissing: 'reset' } };\n`,
        );
        const credentials = { domain: tenant.domain, clientId: tenant.clientId, clientSecret: tenant.clientSecret };
        const settings = { runId: 'bench', runsFolder: 'runs', projectFolder: folder, definitionPath: 'migration.ts' };
        const run = await runInProcess(tenant.caFile, {
            ...settings,
            source: { credentials, connectionName: 'source' },
            target: { credentials, connectionName: 'target' },
            phase: 'copy',
            expectedUsersPerSecond: USERS_PER_SECOND,
        });
        if (run.imported !== USERS) throw new Error(`The bench imported ${run.imported} of ${USERS} users.`);
        const journal = await readFile(resolve(folder, 'runs', 'bench', 'journal.ndjson'), 'utf8');
        const ours = measure(
            journal
                .split('\n')
                .filter(Boolean)
                .map((line) => JSON.parse(line) as JournalEntry),
        );

        const requests = await countImportRequests(tenant.domain);
        const { slotUse, jobMs } = await watchSlots(credentials);

        const api = await openManagementApi(credentials);
        const plainId = (await api.findConnection('plain'))?.id ?? '';
        // As small as they must be for 1,000 of them to go into a file.
        const records = users
            .slice(0, PLAIN_USERS)
            .map(({ email }) => JSON.stringify({ email, user_metadata: { note: 'n'.repeat(440) } }));
        const plain = await loadPlainly(api, plainId, records, SPEED_UP);

        const rate = ours.usersPerSecond / (USERS_PER_SECOND * MAX_CONCURRENT_IMPORT_JOBS);
        const timesPlain = ours.usersPerSecond / plain.usersPerSecond;
        printRows([
            ['users, in files', `${USERS} in ${ours.jobs}`, undefined],
            [
                'users a second',
                `${ours.usersPerSecond.toFixed(0)} (in life ${(ours.usersPerSecond / SPEED_UP).toFixed(1)})`,
                undefined,
            ],
            ['slots in use', `${(slotUse * 100).toFixed(1)} %`, slotUse >= GOALS.slotUse],
            [
                'of two jobs at full speed',
                `${(rate * 100).toFixed(1)} % (the tenant's jobs last ${(jobMs / FULL_JOB_MS).toFixed(3)} times what they should)`,
                undefined,
            ],
            [
                'polls at a job',
                `${(ours.polls / ours.jobs).toFixed(2)}, at most ${ours.mostPolls}`,
                ours.mostPolls <= GOALS.pollsPerJob,
            ],
            [
                'calls of the import',
                `${requests.all + ours.polls}, of which ${requests.refused} were too early; the fewest possible ${2 * ours.jobs}`,
                undefined,
            ],
            ['the plain loader', `${plain.usersPerSecond.toFixed(0)} users a second`, undefined],
            ['times as fast', timesPlain.toFixed(2), timesPlain >= GOALS.timesPlain],
            ['peak memory', `${run.peakMegabytes.toFixed(0)} MB`, undefined],
        ]);
    } finally {
        await tenant.stop();
        await rm(folder, { recursive: true, force: true });
    }
}

/**
 * Measures by the tenant's own record of its jobs, read with the official SDK, for which part of the time its slots had one.
 *
 * @returns the part of the time from the first job's begin to the last one's end, and how long a job took
 */
async function watchSlots(
    credentials: ManagementClient.ManagementClientOptionsWithClientSecret,
): Promise<{ slotUse: number; jobMs: number }> {
    const tenant = new ManagementClient(credentials);
    const begins: number[] = [];
    const ends: number[] = [];
    for (let page = 0, found = 1; found > 0; page += 1) {
        const { data } = await tenant.logs.list({ search: 'type:sui', per_page: 100, page });
        found = data.length;
        for (const { date, details } of data) {
            const job = await tenant.jobs.get(String((details as { job_id?: string }).job_id));
            begins.push(Date.parse(String(job.created_at)));
            ends.push(Date.parse(date as string));
        }
    }
    const busyMs = ends.reduce((sum, end, index) => sum + end - (begins[index] ?? end), 0);
    const spanMs = Math.max(...ends) - Math.min(...begins);
    return { slotUse: busyMs / spanMs / MAX_CONCURRENT_IMPORT_JOBS, jobMs: busyMs / ends.length };
}

/** Counts by the tenant's own statistics how often an import was asked for, and how often in vain, because no slot was free. */
async function countImportRequests(domain: string): Promise<{ all: number; refused: number }> {
    const { calls } = (await (await fetch(`https://${domain}/_local/calls`)).json()) as {
        calls: { route: string; count: number; statuses: Record<string, number> }[];
    };
    const imports = calls.find(({ route }) => route === 'POST /api/v2/jobs/users-imports');
    return { all: imports?.count ?? 0, refused: imports?.statuses['429'] ?? 0 };
}

interface Measured {
    readonly jobs: number;
    readonly usersPerSecond: number;
    readonly mostPolls: number;
    readonly polls: number;
}

function measure(entries: readonly JournalEntry[]): Measured {
    const submitted = new Map<number, number>();
    let users = 0;
    let lastEnd = 0;
    const polls: number[] = [];
    for (const entry of entries) {
        if (entry.type === 'submission-started') users += entry.users;
        if (entry.type === 'submission-accepted') submitted.set(entry.submission, Date.parse(entry.at));
        if (entry.type !== 'submission-finished') continue;
        const endedAt = Date.parse(entry.endedAt ?? entry.at);
        lastEnd = Math.max(lastEnd, endedAt);
        polls.push(entry.polls ?? 0);
    }
    const spanMs = lastEnd - Math.min(...submitted.values());
    return {
        jobs: submitted.size,
        usersPerSecond: (users / spanMs) * 1000,
        mostPolls: Math.max(...polls),
        polls: polls.reduce((sum, count) => sum + count, 0),
    };
}

function inventUser(index: number): Record<string, unknown> {
    // With all that Auth0 would make up itself, and the migration's own entry of the old ID.
    const record = {
        email: `user-${index}@example.com`,
        email_verified: true,
        name: `User ${index}`,
        nickname: `user-${index}`,
        picture: `https://example.com/${index}.png`,
        user_metadata: { note: '' },
        app_metadata: { previous_user_id: `auth0|u${index}` },
    };
    record.user_metadata.note = 'n'.repeat(RECORD_BYTES - JSON.stringify(record).length);
    return { user_id: `u${index}`, ...record, app_metadata: undefined };
}
