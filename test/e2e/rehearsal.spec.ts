import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe('npm start', function () {
    this.timeout(180_000);

    it('moves every invented user to where it must go, lets people in, and has nothing to do the second time', async () => {
        const users = 1_000;
        const { stdout } = await promisify(execFile)('npm', ['start', '--', '--users', String(users), '--json'], {
            cwd: REPOSITORY,
            maxBuffer: 64 * 1024 * 1024,
        });
        const lines = stdout.trimEnd().split('\n');
        const result = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
        const { pulumi, seconds, reportFile, ...counts } = result;
        assert.match(String(pulumi), /^(cli|local)$/);
        assert.ok(Number(seconds) > 0);
        assert.deepEqual(counts, {
            source: users,
            imported: 975,
            existing: 5,
            excluded: 15,
            rejected: 5,
            loginsTried: 25,
            loginsOk: 25,
            wrongPasswordsRefused: 25,
            assigned: { roles: 975, organizations: 195, memberRoles: 15, permissions: 41 },
            secondUp: 'unchanged',
        });
        // Two screens, the last lines of a run without `--json` included.
        assert.ok(lines.length <= 55, `${lines.length} lines`);
        assert.ok(existsSync(join(REPOSITORY, String(reportFile))), String(reportFile));
        assert.doesNotMatch(stdout, /@example\.(com|org)/, 'nobody is named on the screen');
    });
});
