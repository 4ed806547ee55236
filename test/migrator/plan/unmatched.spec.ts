import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlan, formatReport, planMigration } from '../../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

describe('entries of a selection file that match nobody', function () {
    this.timeout(120_000);
    let migration: OpenMigration;
    before(async () => {
        migration = await openMigration({ users: inventUsers(4), definition: "only: { file: 'list.txt' }," });
        await writeFile(
            join(migration.folder, 'list.txt'),
            'email\nuser-1@example.com\nzz-slip@example.com\nauth0|u00002\nauth0|zz-nobody\n',
        );
    });
    after(() => migration.close());

    it('are counted in plan and report, and listed by line', async () => {
        const plan = await planMigration(migration.settings());
        assert.equal(plan.users.new, 2);
        assert.equal(plan.unmatched?.entries, 2);
        assert.match(formatPlan(plan), /warning SELECTION_UNMATCHED: 2 entries/);
        assert.equal(await readFile(plan.unmatched.list, 'utf8'), '{"line":3}\n{"line":5}\n');
        const { report } = await migration.run();
        assert.equal(report?.unmatched?.entries, 2);
        assert.match(formatReport(report), /unmatched 2 of/);
        assert.doesNotMatch(JSON.stringify([plan, report]), /zz-/);
    });

    it('are not those of users who moved before', async () => {
        const { report } = await migration.run();
        assert.deepEqual([report?.thisPass.unchanged, report?.unmatched?.entries], [2, 2]);
        assert.equal(await readFile(report?.unmatched?.list ?? '', 'utf8'), '{"line":3}\n{"line":5}\n');
    });
});
