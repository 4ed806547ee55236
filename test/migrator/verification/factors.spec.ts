import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenMigration, openMigration, readLines } from '../running/open-migration.ts';

describe('second factors that no API moves', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    it('are listed by user and counted by kind, with those that Auth0 refused to import', async () => {
        migration = await openMigration({ users: [], definition: "source: { file: 'users.ndjson' }," });
        const users = [
            { user_id: 'auth0|1', email: 'one@example.com', multifactor: ['guardian', 'duo'] },
            { user_id: 'auth0|2', email: 'two@example.com', mfa_factors: [{ phone: { value: '+15550100' } }] },
            { user_id: 'auth0|3', email: 'three@example.com', mfa_factors: [{ totp: { secret: 'ABCDEFGH' } }] },
            { user_id: 'auth0|4', email: 'four@example.com' },
        ];
        await writeFile(
            join(migration.folder, 'users.ndjson'),
            users.map((user) => `${JSON.stringify(user)}\n`).join(''),
        );
        migration.proxy.interferences = {
            afterTenant({ path }, answer) {
                const replaced = (body: object) => ({
                    ...answer,
                    status: 200,
                    body: Buffer.from(JSON.stringify(body)),
                });
                if (path.endsWith('/errors')) {
                    const errors = [{ code: 'MFA_FACTORS_FAILED', message: 'Unable to import factors' }];
                    return replaced([{ user: { email: 'two@example.com' }, errors }]);
                }
                if (!/\/jobs\/job_\w+$/.test(path)) return undefined;
                const job = JSON.parse(answer.body.toString('utf8')) as { type: string; status: string };
                if (job.type !== 'users_import' || job.status !== 'completed') return undefined;
                return replaced({ ...job, summary: { failed: 1, updated: 0, inserted: 3, total: 4 } });
            },
        };
        const settings = { source: { file: 'users.ndjson' } };
        const { report } = await migration.run(settings);
        assert.deepEqual([report?.imported, report?.rejected, report?.isVerified], [4, 0, true]);
        assert.deepEqual(report?.factorsToEnroll, { guardian: 1, duo: 1, phone: 1 });
        const listed = async (pass: number) =>
            (await readLines(migration.fileOf(`pass-${pass}-factors.ndjson`))).map(
                ({ sourceUserId, email, factors }) => [...[sourceUserId, email, factors]],
            );
        const expected = [
            ['auth0|1', 'one@example.com', ['guardian', 'duo']],
            ['auth0|2', 'two@example.com', ['phone']],
        ];
        assert.deepEqual(await listed(1), expected);
        // The journal remembers it, and names nobody.
        migration.proxy.interferences = {};
        const again = await migration.run(settings);
        assert.deepEqual(again.report?.factorsToEnroll, { guardian: 1, duo: 1, phone: 1 });
        assert.deepEqual(await listed(2), expected);
        const journal = JSON.stringify(await readLines(migration.fileOf('journal.ndjson')));
        assert.doesNotMatch(journal, /auth0\||example\.com/);
    });
});
