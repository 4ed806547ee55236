import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { LogEntry } from '../../migrator/index.ts';
import {
    inventUsers,
    type OpenMigration,
    openMigration,
    readLines,
    SOURCE,
    TARGET,
} from '../migrator/running/open-migration.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');

describe('the log of a command', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    before(async () => {
        migration = await openMigration({
            users: inventUsers(3),
            seed: [{ user: { connection: TARGET, user_id: 'zz-marked-id', email: 'zz-marked@example.com' } }],
        });
    });
    after(() => migration.close());

    const ran = async (flags: readonly string[], env: Record<string, string> = {}) => {
        const { tenant, folder } = migration;
        const ends = ['AUTH0', 'AUTH0_SOURCE', 'AUTH0_TARGET'].flatMap((prefix) => [
            [`${prefix}_DOMAIN`, tenant.domain],
            [`${prefix}_CLIENT_ID`, tenant.clientId],
            [`${prefix}_CLIENT_SECRET`, tenant.clientSecret],
        ]);
        return await new Promise<{ code: unknown; stdout: string; stderr: string }>((done) => {
            execFile(
                process.execPath,
                [MAIN, ...flags],
                {
                    cwd: folder,
                    env: {
                        ...process.env,
                        ...(Object.fromEntries(ends) as NodeJS.ProcessEnv),
                        NODE_EXTRA_CA_CERTS: tenant.caFile,
                        ...env,
                    },
                },
                (error, stdout, stderr) => {
                    done({ code: error?.code ?? 0, stdout, stderr });
                },
            );
        });
    };
    const plan = ['plan', '--definition', 'migration.ts', '--source-connection', SOURCE, '--target-connection', TARGET];
    const entriesOf = (text: string) =>
        text
            .split('\n')
            .filter((line) => line.startsWith('{'))
            .map((line) => JSON.parse(line) as LogEntry);
    const routesOf = (entries: readonly LogEntry[]) =>
        entries.flatMap((entry) => (entry.event === 'request' ? [`${entry.method} ${entry.path}`] : []));

    it('has each request of the child process on stderr, and none is there unless it was asked for', async () => {
        assert.equal((await ran(plan)).stderr, '');
        const { stderr, code } = await ran([...plan, '--verbose']);
        assert.equal(code, 0, stderr);
        const entries = entriesOf(stderr);
        assert.ok(routesOf(entries).includes('POST /api/v2/jobs/users-exports'), stderr);
        assert.ok(routesOf(entries).includes('GET /api/v2/jobs/{id}'), stderr);
        for (const entry of entries) {
            assert.ok(entry.event === 'request' && entry.ms >= 0 && entry.status !== undefined, JSON.stringify(entry));
            assert.match(entry.at, /^\d{4}-\d\d-\d\dT/);
        }
    });

    it('goes into a file, also by the environment, and for commands without a child', async () => {
        const flags = [
            'diagnose',
            '--connection',
            TARGET,
            '--email',
            'zz-marked@example.com',
            '--log-file',
            'log/debug.ndjson',
        ];
        const { stderr, stdout } = await ran(flags, { AUTH0_USER_MIGRATION_LOG: 'debug' });
        assert.equal(stderr, '');
        assert.match(stdout, /present/);
        const entries = (await readLines(join(migration.folder, 'log/debug.ndjson'))) as unknown as LogEntry[];
        assert.ok(routesOf(entries).includes('GET /api/v2/users-by-email'));
        assert.doesNotMatch(JSON.stringify(entries), /zz-marked/);
    });

    it('has the cause and the stack of a failure, whose message every command begins with its code', async () => {
        const env = { AUTH0_TARGET_DOMAIN: 'no-such-tenant.invalid' };
        const { stderr, code } = await ran([...plan, '--verbose'], env);
        assert.equal(code, 1);
        assert.match(stderr, /^TENANT_UNREACHABLE: /m);
        const failure = entriesOf(stderr).find((entry) => entry.event === 'failure');
        assert.ok(failure?.event === 'failure');
        assert.equal(failure.code, 'TENANT_UNREACHABLE');
        assert.ok(failure.stack.length > 0);
        assert.ok(failure.causes.length > 0);
        const request = entriesOf(stderr).find((entry) => entry.event === 'request' && entry.failure !== undefined);
        assert.match(JSON.stringify(request), /ENOTFOUND|EAI_AGAIN/);
    });

    it('is not what an argument of the wrong kind is printed by', async () => {
        const secret = 'Zz-Marked-Password-1';
        const wrong = [
            ['plan', '--json', '--html', ...plan.slice(1)],
            ['run', '--time-budget-minutes', secret],
            ['run', `--no-such-${secret}`],
            ['purge', secret],
            ['stop', secret],
            ['show', secret, secret],
            [secret],
            ['diagnose', '--connection', secret, '--tenant', secret],
            ['diagnose', '--connection', 'a', '--email', 'a', '--file', secret],
            ['tenant', '--plan', secret],
            ['tenant', '--seed', secret],
            ['tenant', 'show', secret],
            ['pulumi', 'up', '--cwd', secret],
            ['pulumi', 'up', '--config', secret],
            ['moved', '--source-connection', secret],
        ];
        const answers = wrong.map((flags) => ran(flags).then((answer) => ({ flags, ...answer })));
        for (const { flags, stderr, stdout, code } of await Promise.all(answers)) {
            assert.equal(code, 1, flags.join(' '));
            assert.match(stderr, /^[A-Z]+(_[A-Z]+)+: /, flags.join(' '));
            assert.equal(`${stdout}${stderr}`.includes(secret), false, `${flags.join(' ')}: ${stderr}`);
        }
    });
});
