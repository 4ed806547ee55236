import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '..', '..');

/** The environment of somebody's terminal: without what `npm test` put on the PATH and into variables. */
function terminalEnvironment(): NodeJS.ProcessEnv {
    const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
    const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
    return { ...Object.fromEntries(entries), PATH: folders.join(delimiter) };
}

describe('the repository under npm', function () {
    this.timeout(300_000);
    let cache: string;

    before(async () => {
        cache = await mkdtemp(join(tmpdir(), 'npm-cache-'));
    });
    after(() => rm(cache, { recursive: true, force: true }));

    it('runs its own command with npx, whatever Node the machine has, and asks no registry for it', async () => {
        const env = { ...terminalEnvironment(), npm_config_cache: cache, npm_config_registry: 'http://127.0.0.1:9' };
        const { stdout } = await run('npx', ['auth0-user-migration', '--help'], { cwd: REPOSITORY, env });
        assert.match(stdout, /^Usage: auth0-user-migration/);
    });

    it('runs the command of the local tenant with npx too', async () => {
        const env = { ...terminalEnvironment(), npm_config_cache: cache, npm_config_registry: 'http://127.0.0.1:9' };
        const { stdout } = await run('npx', ['auth0-local-tenant', '--help'], { cwd: REPOSITORY, env });
        assert.match(stdout, /^Usage: auth0-local-tenant/);
    });

    it('runs its own command by its path', async () => {
        const { stdout } = await run(join(REPOSITORY, 'bin/auth0-user-migration.js'), ['tenant', '--help'], {
            env: terminalEnvironment(),
        });
        assert.match(stdout, /^Usage: auth0-user-migration tenant/);
    });

    it('passes the exit code of its command on', async () => {
        const command = run(join(REPOSITORY, 'bin/auth0-user-migration.js'), ['no-such-command'], {
            env: terminalEnvironment(),
        });
        await assert.rejects(command, { code: 1 });
    });

    it('runs its scripts with a Node that runs TypeScript', async () => {
        const { stdout } = await run('npm', ['exec', '-c', 'node --version'], {
            cwd: REPOSITORY,
            env: terminalEnvironment(),
        });
        assert.match(stdout, /^v24\./);
    });

    it('refuses to pack its sources, and says what to do', async () => {
        for (const folder of ['.', 'local/tenant']) {
            const env = terminalEnvironment();
            const packing = run('npm', ['pack', '--dry-run'], { cwd: join(REPOSITORY, folder), env });
            await assert.rejects(packing, /Use `npm run pack`/);
        }
    });
});
