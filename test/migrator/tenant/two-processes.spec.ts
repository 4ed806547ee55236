import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const USERS = 30;
const PROGRAM = join(import.meta.dirname, '../../crash/migrate-and-die.ts');

describe('two migrations into one tenant, in two processes', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const runBoth = async (settings: object) => {
        const { proxy, tenant } = migration;
        await Promise.all(
            ['one', 'other'].map(async (to) => {
                const wish = {
                    settings: migration.settings({ maxImportFileBytes: 1_500, ...settings, runId: to, to }),
                    caFiles: [proxy.caFile, tenant.caFile],
                };
                const child = spawn(process.execPath, [PROGRAM, JSON.stringify(wish)], {
                    stdio: ['ignore', 'pipe', 'pipe'],
                });
                const [complaint] = await Promise.all([text(child.stderr), once(child, 'close')]);
                assert.equal(child.exitCode, 0, complaint);
            }),
        );
        for (const to of ['one', 'other']) assert.equal((await migration.usersOf(to)).length, USERS);
    };

    it('share its slots: neither asks for a job while the other has them, but where one is about to end', async () => {
        migration = await openMigration({
            users: inventUsers(USERS),
            targets: ['one', 'other'],
            tenant: { jobRate: 20 },
        });
        let refused = 0;
        let accepted = 0;
        migration.proxy.interferences = {
            afterTenant: ({ path }, { status }) => {
                if (!path.endsWith('/users-imports')) return undefined;
                if (status === 429) refused += 1;
                if (status === 202) accepted += 1;
                return undefined;
            },
        };
        await runBoth({ expectedUsersPerSecond: 20 });
        assert.ok(accepted >= 10, `${accepted} jobs`);
        assert.ok(refused <= accepted / 4, `${refused} refusals of ${accepted} jobs`);
    });

    it('share its rate budget: the tenant refuses few calls of theirs', async () => {
        migration = await openMigration({
            users: inventUsers(USERS),
            targets: ['one', 'other'],
            tenant: { plan: 'enterprise' },
        });
        let refused = 0;
        migration.proxy.interferences = {
            afterTenant: (_passing, { status, headers }) => {
                if (status === 429 && headers['x-ratelimit-remaining'] === '0') refused += 1;
                return undefined;
            },
        };
        await runBoth({ expectedUsersPerSecond: 5_000 });
        const calls = migration.proxy.requests.length;
        assert.ok(calls > 50, `${calls} calls`);
        assert.ok(refused <= calls / 50, `${refused} of ${calls} calls refused`);
    });
});
