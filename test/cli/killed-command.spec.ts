import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
    importsOf,
    inventUsers,
    type OpenMigration,
    openMigration,
    SOURCE,
    TARGET,
} from '../migrator/running/open-migration.ts';
import { isRunning, migratorChildOf } from '../processes/migrator-child.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');
const USERS = 12;

describe('a command whose processes are killed', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    beforeEach(async () => {
        // A slow job: there is time to see that nobody waits for it.
        migration = await openMigration({ users: inventUsers(USERS), tenant: { jobRate: 2 } });
        const authorities = [migration.tenant.caFile, migration.proxy.caFile].map((file) => readFileSync(file, 'utf8'));
        await writeFile(join(migration.folder, 'ca.pem'), authorities.join('\n'));
    });
    afterEach(() => migration.close());

    const start = (command: 'run' | 'plan') => {
        const { tenant, proxy, folder } = migration;
        const ends = ['SOURCE', 'TARGET'].flatMap((side) => [
            [`AUTH0_${side}_DOMAIN`, proxy.domain],
            [`AUTH0_${side}_CLIENT_ID`, tenant.clientId],
            [`AUTH0_${side}_CLIENT_SECRET`, tenant.clientSecret],
        ]);
        const names = ['--definition', 'migration.ts', '--source-connection', SOURCE, '--target-connection', TARGET];
        const child = spawn(process.execPath, [MAIN, command, ...names, '--json'], {
            cwd: folder,
            env: {
                ...process.env,
                ...(Object.fromEntries(ends) as NodeJS.ProcessEnv),
                NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
            },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        const closed = once(child, 'close');
        return { child, closed, said: text(child.stdout), complained: text(child.stderr) };
    };
    const usersInTarget = async () => (await migration.usersOf()).length;
    /** Waits until another process is where a test wants it: its signs make no sound. */
    const until = async <T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> => {
        for (;;) {
            const found = await find();
            if (found !== undefined) return found;
            await sleep(2);
        }
    };
    const isImporting = () => (importsOf(migration.proxy).length > 0 ? true : undefined);

    for (const command of ['run', 'plan'] as const) {
        it(`goes on when the process that does the work of \`${command}\` dies, and says so on stderr`, async () => {
            const { child, closed, said, complained } = start(command);
            process.kill(await until(() => migratorChildOf(child.pid ?? 0)), 'SIGSEGV');
            assert.deepEqual(await closed, [0, null], await complained);
            assert.match(await complained, /^Process \d+ of the migration was killed by SIGSEGV .* started again/);
            assert.ok(JSON.parse(await said));
            assert.equal(await usersInTarget(), command === 'run' ? USERS : 0);
        });
    }

    it('takes its process along when it is killed itself, and the next one has the run at once', async () => {
        const { child, closed } = start('run');
        const worker = await until(() => migratorChildOf(child.pid ?? 0));
        await until(isImporting);
        child.kill('SIGKILL');
        await closed;
        await until(() => (isRunning(worker) ? undefined : true));
        assert.ok((await usersInTarget()) < USERS, 'it did not wait for the end of its job');
        const again = start('run');
        assert.deepEqual(await again.closed, [0, null], await again.complained);
        assert.equal(await usersInTarget(), USERS);
    });

    it('stops both at a safe point on Ctrl+C, which a terminal sends to both', async () => {
        const { child, closed, complained } = start('run');
        const worker = await until(() => migratorChildOf(child.pid ?? 0));
        await until(isImporting);
        process.kill(worker, 'SIGINT');
        child.kill('SIGINT');
        assert.deepEqual(await closed, [1, null]);
        assert.match(await complained, /stopped/);
        assert.equal(isRunning(worker), false);
        const again = start('run');
        assert.deepEqual(await again.closed, [0, null], await again.complained);
        assert.equal(await usersInTarget(), USERS);
    });
});
