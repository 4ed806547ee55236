import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatReport, type Progress, purgeRun } from '../../../migrator/index.ts';
import { refusal } from '../running/interfering-proxy.ts';
import { importsOf, type OpenMigration, openMigration, readLines, SOURCE, TARGET } from '../running/open-migration.ts';

/** Nobody's values: one of them where it does not belong is a leak. */
const MARKS = {
    email: 'zz-marked-address',
    name: 'Zz-Marked-Name',
    phone: '+15550009876',
    hash: '$2b$10$ZzMarkedZzMarkedZzMarkeOe4uPuc3bRO9mA6jd1fQGm4BwYpJ5k',
    metadata: 'zz-marked-metadata',
};

describe('a run with failures', () => {
    let migration: OpenMigration;
    const savedKey = process.env['AUTH0_USER_MIGRATION_KEY'];
    const users = Array.from({ length: 24 }, (_, index) => ({
        user_id: String(index + 1).padStart(24, 'a'),
        email: `${MARKS.email}-${index + 1}@example.com`,
        name: MARKS.name,
        phone_number: `${MARKS.phone.slice(0, -2)}${10 + index}`,
        password_hash: MARKS.hash,
        user_metadata: { note: MARKS.metadata },
    }));

    beforeEach(async () => {
        process.env['AUTH0_USER_MIGRATION_KEY'] = randomBytes(32).toString('base64');
        migration = await openMigration({
            users,
            definition: "passwords: { hashExport: 'hashes.ndjson', whenMissing: 'reset' },",
            seed: [{ ghost: { connection: TARGET, email: `${MARKS.email}-3@example.com` } }],
        });
    });
    beforeEach(async () => {
        const hashes = users.map(({ user_id, email }) =>
            JSON.stringify({
                _id: { $oid: user_id },
                email,
                passwordHash: MARKS.hash,
                connection: SOURCE,
                tenant: 'local',
            }),
        );
        await writeFile(join(migration.folder, 'hashes.ndjson'), `${hashes.join('\n')}\n`);
    });
    afterEach(async () => {
        if (savedKey === undefined) delete process.env['AUTH0_USER_MIGRATION_KEY'];
        else process.env['AUTH0_USER_MIGRATION_KEY'] = savedKey;
        await migration.close();
    });

    const marks = (secret: string) => [...Object.values(MARKS), MARKS.phone.slice(0, -2), '@example.com', secret];

    it('leaves nothing personal in state, journal, events, messages, reports and files', async () => {
        const said: string[] = [];
        const settings = {
            maxImportFileBytes: 2_500,
            expectedUsersPerSecond: 1_000,
            eventsFile: 'events.ndjson',
            onProgress: (progress: Progress) => said.push(JSON.stringify(progress)),
        };
        const failures = [
            () => refusal(400, `${MARKS.email}-1@example.com is not welcome`),
            () => refusal(502, 'Bad gateway'),
            () => refusal(403, `Insufficient scope for ${MARKS.email}-1@example.com`),
        ];
        for (const answer of failures) {
            let isFirst = true;
            migration.proxy.interferences = {
                beforeTenant: ({ path }) => {
                    if (path !== '/api/v2/jobs/users-imports' || !isFirst) return undefined;
                    isFirst = false;
                    return answer();
                },
            };
            await migration.run(settings).then(
                (outcome) => said.push(JSON.stringify(outcome)),
                (error: unknown) => said.push(inspectable(error)),
            );
        }
        migration.proxy.interferences = {};
        const { report } = await migration.run(settings);
        assert.ok(report);
        assert.ok(importsOf(migration.proxy).length > 3);
        assert.equal(report.ghosts.found, 1);
        assert.deepEqual(report.hashesByAlgorithm, { bcrypt: 1 });
        said.push(formatReport(report), JSON.stringify(report));
        const folder = migration.fileOf('');
        const files = await readdir(folder);
        assert.ok(files.includes('report.html') && files.includes('journal.ndjson'));
        const texts = [
            ...said.map((text) => ['what was said', text]),
            ['events.ndjson', await readFile(join(migration.folder, 'events.ndjson'), 'latin1')],
            ...(await Promise.all(files.map(async (name) => [name, await readFile(join(folder, name), 'latin1')]))),
        ] as [string, string][];
        for (const [where, text] of texts) {
            for (const mark of marks(migration.tenant.clientSecret)) {
                assert.equal(text.includes(mark), false, `${where} holds ${mark}`);
            }
        }
    });

    it('has those values in its files where there is no key, and says so', async () => {
        // The test above would pass on empty files: without a key the same marks are there.
        delete process.env['AUTH0_USER_MIGRATION_KEY'];
        const { report } = await migration.run();
        assert.equal(report?.isEncrypted, false);
        assert.match(formatReport(report), /not encrypted/);
        assert.ok((await readFile(migration.fileOf('pass-1-source.ndjson'), 'latin1')).includes(MARKS.email));
    });

    it('is purged when its work is done, and not before', async () => {
        await assert.rejects(migration.run({ timeBudgetMinutes: 1 / 60_000 }));
        await assert.rejects(purgeRun(migration.fileOf('')), { code: 'NOT_CONFIRMED' });
        await migration.run();
        const removed = await purgeRun(migration.fileOf(''));
        assert.ok(removed.some(({ name }) => name === 'pass-2-source.ndjson'));
        assert.deepEqual((await readdir(migration.fileOf(''))).sort(), [
            'journal.ndjson',
            'plan.json',
            'report.html',
            'report.json',
        ]);
        // The target shows who is there.
        const { report } = await migration.run();
        assert.deepEqual([report?.pass, report?.thisPass.new, report?.isVerified], [3, 0, true]);
    });

    it('tells a program what happens, a line an event', async () => {
        await migration.run({ eventsFile: 'events.ndjson' });
        const events = await readLines(join(migration.folder, 'events.ndjson'));
        const names = events.map(({ event }) => String(event));
        for (const name of [
            'pass-started',
            'export-finished',
            'submission-accepted',
            'submission-finished',
            'progress',
            'pass-completed',
        ]) {
            assert.ok(names.includes(name), name);
        }
        assert.equal(typeof events.find(({ event }) => event === 'submission-finished')?.['refused'], 'number');
    });

    it('goes on where its events cannot be written', async () => {
        await writeFile(join(migration.folder, 'file'), '');
        const { status } = await migration.run({ eventsFile: 'file/events.ndjson' });
        assert.equal(status, 'complete');
    });
});

function inspectable(error: unknown): string {
    const texts: string[] = [];
    for (let each = error; each instanceof Error; each = each.cause)
        texts.push(`${each.message} ${JSON.stringify(each)} ${each.stack ?? ''}`);
    return texts.join('\n');
}
