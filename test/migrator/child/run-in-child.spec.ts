import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessDeath, type Progress, runInChild } from '../../../migrator/index.ts';
import { DEATHS, type Death, DYING_OPTIONS, letDie, migratorChildOf } from '../../processes/migrator-child.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const USERS = 12;

describe('a task in a child process', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    const environment = { ...process.env };

    const open = async (fixture: Partial<Parameters<typeof openMigration>[0]> = {}) => {
        migration = await openMigration({ users: inventUsers(USERS), ...fixture });
        const authorities = [migration.tenant.caFile, migration.proxy.caFile].map((file) => readFileSync(file, 'utf8'));
        const caFile = join(migration.folder, 'ca.pem');
        await writeFile(caFile, authorities.join('\n'));
        process.env['NODE_EXTRA_CA_CERTS'] = caFile;
        process.env['NODE_OPTIONS'] = DYING_OPTIONS;
    };
    /** Lets the child die at its requests with these numbers, counted from the first one of the first child. */
    const dieAt = (death: Death, ...numbers: number[]): number[] => {
        const pids: number[] = [];
        migration.proxy.interferences = {
            beforeTenant: ({ number }) => {
                const pid = migratorChildOf(process.pid);
                if (!numbers.includes(number) || pid === undefined) return undefined;
                pids.push(pid);
                letDie(pid, death);
                return 'cut';
            },
        };
        return pids;
    };
    afterEach(async () => {
        process.env = { ...environment };
        await migration.close();
    });

    it('gives what the function itself gives, and tells its progress', async () => {
        await open();
        const heard: Progress[] = [];
        const settings = migration.settings({ onProgress: (progress) => heard.push(progress) });
        const { result, restartedAfter } = await runInChild('run', settings);
        assert.deepEqual(
            [result.status, result.report?.imported, result.report?.isVerified],
            ['complete', USERS, true],
        );
        assert.equal(restartedAfter, undefined);
        assert.ok(heard.some(({ stage }) => stage === 'verify'));
        const plan = await runInChild('plan', { ...migration.settings(), runId: 'plan' });
        assert.equal(plan.result.users.moved, USERS);
        const inspection = await runInChild('inspect', migration.settings());
        assert.deepEqual([inspection.result.sourceUsers, inspection.result.refusals], [USERS, []]);
        assert.equal(migratorChildOf(process.pid), undefined);
    });

    for (const death of DEATHS) {
        it(`that dies by ${death} is started again, and goes on`, async () => {
            await open();
            dieAt(death, 14);
            const deaths: ProcessDeath[] = [];
            const { result, restartedAfter } = await runInChild('run', migration.settings(), {
                onRestart: (one) => deaths.push(one),
            });
            assert.deepEqual([result.report?.imported, result.report?.isVerified], [USERS, true]);
            const { signal, exitCode } = restartedAfter ?? {};
            assert.deepEqual([signal, exitCode], death === 'exit 1' ? [undefined, 1] : [death, undefined]);
            assert.deepEqual(deaths, [restartedAfter]);
            assert.equal((await migration.usersOf()).length, USERS);
        });
    }

    it('that dies twice is an error which names both deaths, and leaves no lock', async () => {
        await open();
        const pids = dieAt('SIGKILL', 14, 17);
        await assert.rejects(
            runInChild('run', migration.settings()),
            (error: Error & { code: string; retryable: boolean }) => {
                assert.deepEqual([error.code, error.retryable], ['RUN_PROCESS_DIED', true]);
                assert.match(
                    error.message,
                    /was killed by SIGKILL .* the second one was killed by SIGKILL .* Run again/,
                );
                return true;
            },
        );
        assert.equal(pids.length, 2);
        migration.proxy.interferences = {};
        // In this process, which has never had the lock.
        const startedAt = performance.now();
        const { report } = await migration.run();
        assert.deepEqual([report?.imported, report?.isVerified], [USERS, true]);
        assert.deepEqual(locksOf(migration.fileOf('')), [], `${performance.now() - startedAt} ms`);
    });

    it('that aborts says so in the words of V8, and nothing else of what it wrote', async () => {
        await open({
            definition: `transform: () => {
                console.error('a word about jane.doe@example.com');
                process.abort();
            },`,
        });
        await assert.rejects(runInChild('run', migration.settings()), ({ message }: Error) => {
            assert.match(
                message,
                /was killed by SIGABRT \(Node aborted, .*Last lines of its stderr:\n.* stack trace -.* transform \(file:/s,
            );
            assert.doesNotMatch(message, /jane|a word about/);
            return true;
        });
    });

    it('that cannot be started says why', async () => {
        await open();
        const { execPath } = process;
        process.execPath = join(migration.folder, 'no-node');
        try {
            await assert.rejects(runInChild('inspect', migration.settings()), {
                code: 'RUN_PROCESS_DIED',
                message: /could not be started: ENOENT; it was started again, and the second one could not be started/,
            });
        } finally {
            process.execPath = execPath;
        }
    });

    it('is refused as the function refuses, and not started again', async () => {
        await open();
        let restarts = 0;
        const options = { onRestart: () => (restarts += 1) };
        const wrong = migration.settings({ definitionPath: 'none.ts' });
        await assert.rejects(runInChild('run', wrong, options), {
            name: 'MigrationError',
            code: 'DEFINITION_NOT_FOUND',
        });
        const { result } = await runInChild('inspect', wrong, options);
        assert.deepEqual(
            result.refusals.map(({ code }) => code),
            ['DEFINITION_NOT_FOUND'],
        );
        assert.equal(restarts, 0);
    });

    it('stops when its signal is aborted', async () => {
        await open();
        const stop = new AbortController();
        migration.proxy.interferences = {
            beforeTenant: ({ number }) => {
                if (number === 10) stop.abort(new Error('enough'));
                return undefined;
            },
        };
        const settings = migration.settings({ signal: stop.signal });
        await assert.rejects(runInChild('run', settings), { code: 'RUN_STOPPED' });
        // A signal that was aborted before stops it before it begins.
        await assert.rejects(runInChild('run', settings), { code: 'RUN_STOPPED' });
        const { result } = await runInChild('run', migration.settings());
        assert.equal(result.report?.imported, USERS);
    });

    it('gets its secrets neither as arguments nor in its environment', async () => {
        await open();
        const seen: string[] = [];
        migration.proxy.interferences = {
            beforeTenant: () => {
                const pid = migratorChildOf(process.pid);
                if (pid !== undefined && process.platform === 'linux')
                    for (const file of ['cmdline', 'environ']) seen.push(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
                return undefined;
            },
        };
        await runInChild('inspect', migration.settings());
        assert.ok(seen.length > 0 || process.platform !== 'linux');
        assert.equal(
            seen.some((text) => text.includes(migration.tenant.clientSecret)),
            false,
        );
    });

    it('ends though its definition has left a timer', async () => {
        await open({ definition: 'transform: (user) => (setInterval(() => undefined, 1_000), user),' });
        const { result } = await runInChild('run', migration.settings());
        assert.equal(result.report?.imported, USERS);
    });
});

function locksOf(folder: string): string[] {
    return readdirSync(folder).filter((name) => name.startsWith('lock'));
}
