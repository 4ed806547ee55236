import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectMigration, planMigration } from '../../../migrator/index.ts';
import { type OpenMigration, openMigration } from '../running/open-migration.ts';

const CSV = 'Id,Mail\n1,one@example.com\n2,two@example.com\n';

describe('a file of users that the settings name', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    afterEach(() => migration.close());

    const open = async (definition: string) => {
        migration = await openMigration({ users: [], definition });
        await writeFile(join(migration.folder, 'users.csv'), CSV);
        return { ...migration.settings(), source: { file: 'users.csv' } };
    };

    it('is read as the definition describes it', async () => {
        const settings = await open("source: { columns: { user_id: 'Id', email: 'Mail' } },");
        const plan = await planMigration(settings);
        assert.deepEqual([plan.source, plan.users.new, plan.droppedFields], ['users.csv', 2, {}]);
    });

    it('keeps its plan in the preview until it is another file', async () => {
        const settings = await open("source: { columns: { user_id: 'Id', email: 'Mail' } },");
        const { digest } = await planMigration(settings);
        const before = await inspectMigration(settings);
        assert.equal(before.plan?.digest, digest);
        await writeFile(join(migration.folder, 'users.csv'), `${CSV}3,three@example.com\n`);
        const after = await inspectMigration(settings);
        assert.equal(after.plan, undefined);
        assert.notEqual(after.sourceFileDigest, before.sourceFileDigest);
    });

    it('is refused where the definition names another, and missed where nobody names one', async () => {
        const settings = await open("source: { file: 'others.csv', columns: { email: 'Mail' } },");
        await assert.rejects(planMigration(settings), {
            code: 'SETTING_INVALID',
            message: /program says `file: 'users.csv'`.*definition says `source.file: 'others.csv'`/,
        });
        await migration.close();

        const nameless = await open("source: { columns: { email: 'Mail' } },");
        await assert.rejects(planMigration({ ...nameless, source: undefined }), {
            code: 'SETTING_INVALID',
            message: /nothing names the file.*DatabaseExport/,
        });
        await assert.rejects(planMigration({ ...nameless, source: { file: 'not-there.csv' } }), {
            code: 'SOURCE_FILE_NOT_FOUND',
        });
    });
});
