import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Progress } from '../../../migrator/progress.ts';
import {
    type InterferingProxy,
    type PassingAnswer,
    type PassingRequest,
    refusal,
} from '../running/interfering-proxy.ts';
import { importsOf, inventUsers, type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';

const IMPORTS = '/api/v2/jobs/users-imports';
const SLOTS_BUSY = 'There are 2 active import users jobs, please wait until some of them are finished and try again';

describe('the import stage', () => {
    let migration: OpenMigration;
    let proxy: InterferingProxy;
    const open = async (...args: Parameters<typeof openMigration>) => {
        migration = await openMigration(...args);
        ({ proxy } = migration);
    };
    afterEach(() => migration.close());
    const isImport = ({ method, path }: PassingRequest) => method === 'POST' && path === IMPORTS;
    const small = { maxImportFileBytes: 1_500, expectedUsersPerSecond: 1_000 };

    /** Runs, and looks that every user of the source is in the target once. */
    const expectAll = async (count: number, settings: object = small) => {
        const { report } = await migration.run(settings);
        assert.equal(report?.imported, count);
        assert.equal(report.isVerified, true);
        const emails = (await migration.usersOf()).map(({ email }) => email);
        assert.equal(emails.length, count);
        assert.equal(new Set(emails).size, count);
        return report;
    };

    it('puts every user of the source into the target once', async () => {
        await open({ users: inventUsers(60) });
        await expectAll(60);
        const jobs = importsOf(proxy).map(({ externalId }) => externalId);
        assert.ok(jobs.length > 10);
        assert.equal(new Set(jobs).size, jobs.length);
    });

    it('never asks for more jobs than the tenant runs but where one is about to end', async () => {
        await open({ users: inventUsers(60) });
        let refused = 0;
        proxy.interferences = {
            afterTenant: (passing, { status }) => {
                if (isImport(passing) && status === 429) refused += 1;
                return undefined;
            },
        };
        await expectAll(60);
        assert.ok(refused <= importsOf(proxy).length / 4, `${refused} refusals`);
    });

    it('shows how many jobs run now: up to two, and never more', async () => {
        await open({ users: inventUsers(60) });
        const shown = new Set<number>();
        await expectAll(60, { ...small, onProgress: ({ jobsRunning = 0 }: Progress) => shown.add(jobsRunning) });
        assert.ok(
            [...shown].every((jobs) => jobs <= 2),
            [...shown].join(' '),
        );
    });

    it('asks about a job at most four times', async () => {
        await open({ users: inventUsers(60) });
        await expectAll(60);
        const looks = new Map<string, number>();
        for (const { path } of proxy.requests) {
            if (/\/jobs\/job_\w+$/.test(path)) looks.set(path, (looks.get(path) ?? 0) + 1);
        }
        const journal = await readLines(migration.fileOf('journal.ndjson'));
        const jobs = journal.filter(({ type }) => type === 'batch-finished').map(({ jobId }) => String(jobId));
        const counts = jobs.map((id) => looks.get(`/api/v2/jobs/${id}`) ?? 0);
        assert.ok(Math.max(...counts.slice(2)) <= 4, counts.join(' '));
    });

    for (const [what, interfere] of [
        ['a 502 after the job was made', { afterTenant: () => refusal(502, 'Bad gateway') }],
        ['a line that was cut after the job was made', { afterTenant: () => 'cut' as const }],
        ['a 502 before the job was made', { beforeTenant: () => refusal(502, 'Bad gateway') }],
        ['a line that was cut before the job was made', { beforeTenant: () => 'cut' as const }],
    ] as const) {
        it(`comes out right after ${what}`, async () => {
            await open({ users: inventUsers(30) });
            const lost: number[] = [];
            const lose = (act: () => unknown) => (passing: PassingRequest) => {
                if (!isImport(passing)) return undefined;
                lost.push(passing.number);
                return (lost.length % 3 === 1 ? act() : undefined) as PassingAnswer;
            };
            proxy.interferences = {
                ...('afterTenant' in interfere ? { afterTenant: lose(interfere.afterTenant) } : {}),
                ...('beforeTenant' in interfere ? { beforeTenant: lose(interfere.beforeTenant) } : {}),
            };
            const report = await expectAll(30);
            assert.equal(report.rejected, 0);
            assert.ok(lost.length > 3);
        });
    }

    it('waits for the time of a job before it sends again what may have arrived', async () => {
        await open({ users: inventUsers(4) });
        const times: number[] = [];
        proxy.interferences = {
            afterTenant: (passing) => {
                if (!isImport(passing)) return undefined;
                times.push(Date.now());
                return times.length === 1 ? refusal(502, 'Bad gateway') : undefined;
            },
        };
        // Four users at ten a second are expected to take 400 ms.
        await expectAll(4, { expectedUsersPerSecond: 10 });
        assert.equal(times.length, 2);
        assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 380);
    });

    it("waits for somebody else's jobs without knocking all the time", async () => {
        await open({ users: inventUsers(8) });
        let refused = 0;
        proxy.interferences = {
            beforeTenant: (passing) => {
                if (!isImport(passing) || refused >= 3) return undefined;
                refused += 1;
                return refusal(429, SLOTS_BUSY);
            },
        };
        await expectAll(8, { expectedUsersPerSecond: 1_000 });
        assert.equal(refused, 3);
        assert.equal(importsOf(proxy).length, 1);
    });

    it('finds the record that breaks a job, and imports everybody else', async () => {
        await open({ users: inventUsers(16) });
        breakJobsWith(proxy, 'user-11@');
        const { report } = await migration.run({ expectedUsersPerSecond: 1_000 });
        assert.equal(report?.imported, 15);
        assert.deepEqual(report.rejectedByReason, { 'refused JOB_FAILED': 1 });
        assert.equal(report.isVerified, true);
        const [rejected] = await readLines(migration.fileOf('pass-1-rejected.ndjson'));
        assert.equal(rejected?.['sourceUserId'], 'auth0|u00011');
        assert.equal((await migration.usersOf()).length, 15);
    });

    it('stops when jobs fail whoever is in them, and completes when that is over', async () => {
        await open({ users: inventUsers(16) });
        breakJobsWith(proxy, '@example.com');
        await assert.rejects(migration.run({ expectedUsersPerSecond: 1_000 }), {
            code: 'IMPORT_JOB_FAILED',
            retryable: true,
        });
        proxy.interferences = {};
        await expectAll(16, { expectedUsersPerSecond: 1_000 });
    });

    it('sends users again that failed for a reason that may pass', async () => {
        await open({ users: inventUsers(6) });
        let changed = 0;
        proxy.interferences = {
            // The tenant never sees two of the users, and the errors of the job name a passing reason for them.
            beforeTenant: (passing) => {
                if (!isImport(passing) || changed > 0) return undefined;
                changed += 1;
                const text = passing.body.toString('utf8');
                return { ...passing, body: Buffer.from(text.replaceAll(/user-[23]@example.com/g, 'not an address')) };
            },
            afterTenant: ({ path }, answer) => {
                if (!path.endsWith('/errors') || changed > 1) return undefined;
                changed += 1;
                const errors = ['user-2@example.com', 'user-3@example.com'].map((email) => ({
                    user: { email },
                    errors: [{ code: 'INTERNAL', message: 'Something went wrong' }],
                }));
                return { ...answer, body: Buffer.from(JSON.stringify(errors)) };
            },
        };
        const report = await expectAll(6, { expectedUsersPerSecond: 1_000 });
        assert.equal(report.rejected, 0);
    });

    it('finds users that Auth0 counts as failed and does not name', async () => {
        await open({ users: inventUsers(6) });
        let changed = 0;
        proxy.interferences = {
            beforeTenant: (passing) => {
                if (!isImport(passing) || changed > 0) return undefined;
                changed += 1;
                const text = passing.body.toString('utf8');
                return { ...passing, body: Buffer.from(text.replaceAll(/user-[23]@example.com/g, 'not an address')) };
            },
            afterTenant: ({ path }) => {
                if (!path.endsWith('/errors') || changed > 1) return undefined;
                changed += 1;
                return { status: 204, headers: {}, body: Buffer.alloc(0) };
            },
        };
        await expectAll(6, { expectedUsersPerSecond: 1_000 });
    });

    it('sends a batch again whose job Auth0 has forgotten', async () => {
        await open({ users: inventUsers(6) });
        let forgotten = 0;
        proxy.interferences = {
            beforeTenant: ({ method, path }) => {
                if (method !== 'GET' || !/\/jobs\/job_\w+$/.test(path) || importsOf(proxy).length === 0)
                    return undefined;
                forgotten += 1;
                return forgotten === 1 ? refusal(404, 'Job not found.') : undefined;
            },
        };
        const report = await expectAll(6, { expectedUsersPerSecond: 1_000 });
        assert.equal(report.existing, 0);
    });

    it('stops cleanly when the journal has no more room, and completes when there is', async () => {
        await open({ users: inventUsers(30) });
        const child = await runWithFileLimit(migration, small);
        assert.match(child, /STORAGE_FULL/);
        await expectAll(30);
        const jobs = importsOf(proxy).map(({ externalId }) => externalId);
        assert.ok(jobs.length > 0);
    });

    it('stops at a safe point when it is told to, and goes on later without sending anything twice', async () => {
        await open({ users: inventUsers(30) });
        const stop = new AbortController();
        proxy.interferences = {
            afterTenant: (passing) => {
                if (isImport(passing) && importsOf(proxy).length >= 4) stop.abort(new Error('stop'));
                return undefined;
            },
        };
        await assert.rejects(migration.run({ ...small, signal: stop.signal }), {
            code: 'RUN_STOPPED',
            retryable: true,
        });
        await expectAll(30);
        const jobs = importsOf(proxy).map(({ externalId }) => externalId);
        assert.equal(new Set(jobs).size, jobs.length);
    });

    it('goes on when a function of the definition no longer gives what it gave, and writes over nobody who was sent', async () => {
        await open({
            users: inventUsers(6),
            definition: 'transform: (user) => ({ ...user, nickname: String(Reflect.get(globalThis, "attempt")) }),',
        });
        proxy.interferences = {
            beforeTenant: ({ path }) =>
                path.includes('/jobs/job_') && importsOf(proxy).length > 0 ? refusal(403, 'no') : undefined,
        };
        try {
            Reflect.set(globalThis, 'attempt', 1);
            await assert.rejects(migration.run(), { code: 'REQUEST_REFUSED' });
            proxy.interferences = {};
            Reflect.set(globalThis, 'attempt', 2);
            await expectAll(6);
            assert.deepEqual(new Set((await migration.usersOf()).map(({ nickname }) => nickname)), new Set(['1']));
        } finally {
            Reflect.deleteProperty(globalThis, 'attempt');
        }
    });
});

// A record that Auth0 chokes on: the file is no JSON as soon as it is in it.
function breakJobsWith(proxy: InterferingProxy, mark: string): void {
    proxy.interferences = {
        beforeTenant: (passing) => {
            const text = passing.body.toString('latin1');
            if (passing.path !== IMPORTS || !text.includes(mark)) return undefined;
            return { ...passing, body: Buffer.from(text.replace('[{', '[[{'), 'latin1') };
        },
    };
}

// The kernel lets no file of the process grow over this size, as a disk with so much room would.
async function runWithFileLimit(migration: OpenMigration, settings: object): Promise<string> {
    const wish = { settings: migration.settings(settings), caFiles: [migration.proxy.caFile, migration.tenant.caFile] };
    const script = join(import.meta.dirname, '../../crash/migrate-and-die.ts');
    const command = 'ulimit -f 4; exec "$0" "$1" "$2"';
    try {
        const { stdout } = await promisify(execFile)('bash', [
            '-c',
            command,
            process.execPath,
            script,
            JSON.stringify(wish),
        ]);
        return stdout;
    } catch (error) {
        return String((error as { stderr?: unknown }).stderr);
    }
}
