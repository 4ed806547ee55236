import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { importsOf, inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const USERS = 24;
const SETTINGS = { maxImportFileBytes: 1_500, expectedUsersPerSecond: 1_000 };
/** What the first version of the package wrote into its journal, by the type of the entry. */
const FIRST_VERSION: Readonly<Record<string, readonly string[]>> = {
    'run-started': ['schemaVersion', 'definitionDigest', 'at'],
    'pass-started': ['pass', 'at'],
    'export-finished': ['side', 'artifact', 'users', 'digest'],
    'batch-submitting': ['batch', 'digest', 'users'],
    'batch-submitted': ['batch', 'jobId', 'at'],
    'batch-finished': ['batch', 'jobId', 'summary', 'rejected', 'at'],
    'pass-completed': ['pass', 'at'],
};

describe('a journal of another version', () => {
    let migration: OpenMigration;
    afterEach(() => migration.close());

    /** Leaves the journal as that version would have. */
    const makeOld = async (keep: (type: string) => boolean = () => true) => {
        const path = migration.fileOf('journal.ndjson');
        const entries = (await readFile(path, 'utf8'))
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as Record<string, unknown>)
            .filter(({ type }) => keep(String(type)))
            .map((entry) => {
                const fields = FIRST_VERSION[String(entry['type'])];
                assert.ok(fields, `${String(entry['type'])} is of that version`);
                return Object.fromEntries(['type', ...fields].map((field) => [field, entry[field]]));
            });
        await writeFile(path, `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`);
        return entries;
    };

    it('the first, is gone on with: nothing that it knows is sent again, and what it does not know is settled', async () => {
        migration = await openMigration({ users: inventUsers(USERS) });
        const stop = new AbortController();
        migration.proxy.interferences = {
            afterTenant: ({ path }) => {
                if (path.endsWith('/users-imports') && importsOf(migration.proxy).length === 3)
                    stop.abort(new Error('stop'));
                return undefined;
            },
        };
        await assert.rejects(migration.run({ ...SETTINGS, signal: stop.signal }), { code: 'RUN_STOPPED' });
        migration.proxy.interferences = {};
        const entries = await makeOld();
        assert.ok(entries.some(({ type }) => type === 'batch-submitted'));
        const { report } = await migration.run(SETTINGS);
        assert.deepEqual([report?.pass, report?.imported, report?.isVerified], [1, USERS, true]);
        const sent = importsOf(migration.proxy).map(({ externalId }) => externalId);
        assert.equal(new Set(sent).size, sent.length);
    });

    it('the first, of a complete pass is followed by a new one', async () => {
        migration = await openMigration({ users: inventUsers(4) });
        await migration.run(SETTINGS);
        await makeOld();
        const { report } = await migration.run(SETTINGS);
        assert.deepEqual([report?.pass, report?.existing], [2, 4]);
    });

    it('a later one, is refused', async () => {
        migration = await openMigration({ users: inventUsers(1) });
        await migration.run(SETTINGS);
        const path = migration.fileOf('journal.ndjson');
        await writeFile(path, (await readFile(path, 'utf8')).replace('"schemaVersion":1', '"schemaVersion":2'));
        await assert.rejects(migration.run(SETTINGS), { code: 'JOURNAL_DAMAGED', message: /later version/ });
    });
});
