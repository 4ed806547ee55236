import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Report } from '../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration, SOURCE, TARGET } from '../migrator/running/open-migration.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');

describe('the command run', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const run = (...flags: string[]) => {
        const { tenant, folder } = migration;
        const ends = ['SOURCE', 'TARGET'].flatMap((side) => [
            [`AUTH0_${side}_DOMAIN`, tenant.domain],
            [`AUTH0_${side}_CLIENT_ID`, tenant.clientId],
            [`AUTH0_${side}_CLIENT_SECRET`, tenant.clientSecret],
        ]);
        const names = ['--definition', 'migration.ts', '--source-connection', SOURCE, '--target-connection', TARGET];
        return promisify(execFile)(process.execPath, [MAIN, 'run', ...names, ...flags], {
            cwd: folder,
            env: {
                ...process.env,
                ...(Object.fromEntries(ends) as NodeJS.ProcessEnv),
                NODE_EXTRA_CA_CERTS: tenant.caFile,
            },
        });
    };

    it('copies the users, tells its events to a file and its report to the terminal', async () => {
        migration = await openMigration({ users: inventUsers(6) });
        const flags = ['--events', 'events.ndjson', '--rate-share', '0.5', '--max-concurrent-jobs', '1', '--json'];
        const { stdout, stderr } = await run(...flags);
        const report = JSON.parse(stdout) as Report;
        assert.deepEqual([report.imported, report.isVerified, stderr], [6, true, '']);
        assert.equal((await migration.usersOf()).length, 6);
        const events = await readFile(join(migration.folder, 'events.ndjson'), 'utf8');
        assert.match(events, /"event":"pass-completed"/);
        assert.equal(events.includes('@example.com'), false);
    });

    it('refuses a setting that cannot be, and ends with 1', async () => {
        migration = await openMigration({ users: inventUsers(1) });
        await assert.rejects(run('--max-concurrent-jobs', '21'), {
            code: 1,
            stderr: /Expected `maxConcurrentJobs` to be/,
        });
    });
});
