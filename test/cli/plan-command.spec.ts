import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { inventUsers, type OpenMigration, openMigration } from '../migrator/running/open-migration.ts';

const CLI = new URL('../../cli/main.ts', import.meta.url).pathname;

async function plan(migration: OpenMigration, flags: readonly string[], env: Record<string, string> = {}) {
    const { domain, clientId, clientSecret, caFile } = migration.tenant;
    const child = spawn(
        process.execPath,
        [
            CLI,
            'plan',
            '--definition',
            'migration.ts',
            '--source-connection',
            'legacy',
            '--target-connection',
            'customers',
            ...flags,
        ],
        {
            cwd: migration.folder,
            env: {
                ...process.env,
                NODE_EXTRA_CA_CERTS: caFile,
                ...Object.fromEntries(
                    ['SOURCE', 'TARGET'].flatMap((side) => [
                        [`AUTH0_${side}_DOMAIN`, domain],
                        [`AUTH0_${side}_CLIENT_ID`, clientId],
                        [`AUTH0_${side}_CLIENT_SECRET`, clientSecret],
                    ]),
                ),
                ...env,
            },
        },
    );
    const [out, error, code] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        new Promise((resolve) => child.on('exit', resolve)),
    ]);
    return { out, error, code };
}

describe('the command `plan`', function () {
    this.timeout(300_000);
    let migration: OpenMigration | undefined;
    afterEach(() => migration?.close());

    it('prints the plan as text, as JSON and as a page', async () => {
        migration = await openMigration({ users: inventUsers(3) });
        const asText = await plan(migration, []);
        assert.equal(asText.code, 0, asText.error);
        assert.match(asText.out, /^Users of a test\.\nas of [^\n]+\n3 users from legacy/);
        const asJson = await plan(migration, ['--json']);
        assert.equal((JSON.parse(asJson.out) as { users: { new: number } }).users.new, 3);
        assert.match((await plan(migration, ['--html'])).out, /^<!doctype html>.*<\/html>\n$/s);
    });

    it('ends with 1 and the reason when the plan forbids the run', async () => {
        migration = await openMigration({
            users: inventUsers(3),
            definition: "existingUsers: 'refuse', only: { share: 1 },",
            seed: [{ user: { connection: 'customers', email: 'user-1@example.com' } }],
        });
        const { out, code } = await plan(migration, []);
        assert.equal(code, 1);
        assert.match(out, /REFUSED EXISTING_USERS_REFUSED: Other accounts in the target have the addresses of 1 user,/);
    });

    it('names the setting that is missing', async () => {
        migration = await openMigration({ users: inventUsers(1) });
        const { error, code } = await plan(migration, [], { AUTH0_TARGET_CLIENT_SECRET: '' });
        assert.equal(code, 1);
        assert.match(error, /AUTH0_TARGET_CLIENT_SECRET/);
    });
});
