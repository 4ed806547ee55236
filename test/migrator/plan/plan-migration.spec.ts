import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPlan, inspectMigration, planMigration, renderPlanPage } from '../../../migrator/index.ts';
import { importsOf, inventUsers, type OpenMigration, openMigration, TARGET } from '../running/open-migration.ts';

const USERS = [
    ...inventUsers(20),
    { user_id: 'bad', email: 'two words@example.com' },
    { user_id: 'taken', email: 'taken@example.com', username: 'ada' },
    {
        user_id: 'known',
        email: 'known@example.com',
        email_verified: true,
        name: 'Known to both',
        app_metadata: { plan: 'gold', limits: { seats: 5 } },
    },
];
const SEED = [
    { user: { connection: TARGET, user_id: 't1', email: 'other@example.com', username: 'ada' } },
    {
        user: {
            connection: TARGET,
            user_id: 't2',
            email: 'known@example.com',
            email_verified: true,
            app_metadata: { plan: 'free', limits: { storage: 1 } },
        },
    },
    { connection: { name: 'partners' } },
    { user: { connection: 'partners', user_id: 'p-u00003', email: 'stranger@example.com' } },
];

describe('planMigration', function () {
    this.timeout(300_000);
    let migration: OpenMigration;
    const open = async (definition?: string) => {
        migration = await openMigration({
            users: USERS,
            seed: SEED,
            ...(definition === undefined ? {} : { definition }),
        });
    };
    afterEach(() => migration.close());

    it('says before the first write what the run then does, and leaves no exports behind', async () => {
        await open();
        const plan = await planMigration(migration.settings());
        assert.equal(importsOf(migration.proxy).length, 0);
        assert.deepEqual(plan.users, {
            ...{ source: 23, new: 20, updated: 0, existing: 1, excluded: 2, inTarget: 2 },
            ...{ moved: 0, changedInTarget: 0, deletedInTarget: 0 },
        });
        assert.deepEqual(plan.excludedByReason, { EMAIL_INVALID: 1, USERNAME_IN_TARGET: 1 });
        assert.deepEqual((await readdir(join(migration.folder, 'runs/run/plan'))).sort(), [
            'pass-1-changed-passwords.ndjson',
            'pass-1-excluded.ndjson',
            'pass-1-gone.ndjson',
            'plan.json',
        ]);
        const text = `${formatPlan(plan)}\n${renderPlanPage(plan)}\n${JSON.stringify(plan)}`;
        assert.doesNotMatch(text, /@example\.com|Known to both/);
        for (const part of ['EMAIL_INVALID', 'USERNAME_IN_TARGET', plan.digest]) assert.ok(text.includes(part), part);

        const inspection = await inspectMigration(migration.settings());
        assert.equal(inspection.plan?.digest, plan.digest);

        const { report } = await migration.run();
        assert.equal(report?.imported, plan.users.new);
        assert.equal(report.existing, plan.users.existing);
        assert.deepEqual(report.excludedByReason, plan.excludedByReason);
        assert.equal(report.rejected, 0);
        assert.equal(report.isVerified, true);
    });

    it('is not shown any more once the password hash export is another', async () => {
        await open("passwords: { hashExport: 'hashes.ndjson', whenMissing: 'reset' },");
        const hashes = join(migration.folder, 'hashes.ndjson');
        const recordOf = (id: string) =>
            `${JSON.stringify({ _id: { $oid: id }, email: `${id}@example.com`, passwordHash: `$2b$10$${'a'.repeat(53)}` })}\n`;
        await writeFile(hashes, recordOf('nobody'));
        const plan = await planMigration(migration.settings());
        assert.match(formatPlan(plan), /as of \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
        assert.equal((await inspectMigration(migration.settings())).plan?.digest, plan.digest);
        await writeFile(hashes, recordOf('somebody'));
        assert.equal((await inspectMigration(migration.settings())).plan, undefined);
    });

    it('is not shown any more once the MFA export is another, whose digest is an input of the run', async () => {
        await open("mfaFactors: { file: 'factors.ndjson' },");
        const factors = join(migration.folder, 'factors.ndjson');
        const recordOf = (secret: string) =>
            `${JSON.stringify({ user_id: 'auth0|u00001', type: 'otp', otp_secret: secret })}\n`;
        await writeFile(factors, recordOf('JBSWY3DPEHPK3PXP'));
        const plan = await planMigration(migration.settings());
        const before = await inspectMigration(migration.settings());
        assert.equal(before.plan?.digest, plan.digest);
        await writeFile(factors, recordOf('JBSWY3DPEHPK3PXQ'));
        const after = await inspectMigration(migration.settings());
        assert.equal(after.plan, undefined);
        assert.match(before.factorExportDigest ?? '', /^[0-9a-f]{64}$/);
        assert.notEqual(after.factorExportDigest, before.factorExportDigest);
    });

    it('lets a run go by the approved plan and by no other', async () => {
        await open();
        const { digest } = await planMigration(migration.settings());
        await assert.rejects(migration.run({ approvedPlan: '0'.repeat(64) }), { code: 'PLAN_NOT_APPROVED' });
        assert.equal(importsOf(migration.proxy).length, 0);
        const { status } = await migration.run({ approvedPlan: digest });
        assert.equal(status, 'complete');
    });

    it('finds an ID that another connection of the tenant has', async () => {
        await open("userIds: { policy: 'prefix', prefix: 'p-' },");
        const plan = await planMigration(migration.settings());
        assert.equal(plan.excludedByReason['USER_ID_IN_ANOTHER_CONNECTION'], 1);
        assert.equal(plan.users.new, 19);
        const { report } = await migration.run();
        assert.equal(report?.isVerified, true);
        const ids = (await migration.usersOf()).map((user) => user['user_id']);
        assert.ok(ids.includes('auth0|p-u00001') && !ids.includes('auth0|p-u00003'));
    });

    it('merges metadata that an upsert alone would have replaced', async () => {
        await open("existingUsers: 'merge', userIds: { policy: 'prefix', prefix: 'old-' },");
        const plan = await planMigration(migration.settings());
        assert.equal(plan.users.updated, 1);
        assert.deepEqual(plan.replacedFields, { app_metadata: 1 });
        const { report } = await migration.run();
        assert.equal(report?.isVerified, true);
        const known = (await migration.usersOf()).find((user) => user['email'] === 'known@example.com');
        assert.deepEqual(known?.['app_metadata'], {
            ...{ plan: 'free', limits: { storage: 1, seats: 5 } },
            source_user_id: 'auth0|known',
        });
        assert.equal(known['user_id'], 'auth0|t2');
    });

    it('refuses to retain IDs inside one tenant, before it exports anything', async () => {
        await open("userIds: { policy: 'retain' },");
        await assert.rejects(planMigration(migration.settings()), { code: 'ID_POLICY_REFUSED' });
    });

    it('says that the definition must name a source when nothing else does', async () => {
        await open();
        await assert.rejects(planMigration({ ...migration.settings(), source: undefined }), {
            code: 'SETTING_INVALID',
        });
    });
});
