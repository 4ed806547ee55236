import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { planMigration, purgeRun } from '../../../migrator/index.ts';
import { lockRun } from '../../../migrator/run-store/folder/run-lock.ts';
import { inventUsers, type OpenMigration, openMigration } from '../running/open-migration.ts';

const MAIN = resolve(import.meta.dirname, '../../../cli/main.ts');
/** The address of an invented user, or its ID. */
const PERSONAL = /user-\d@example\.com|u0000\d/;

/** Names the files of a folder that hold something of an invented user, and all others. */
async function filesOf(folder: string): Promise<{ personal: string[]; others: string[] }> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const texts = await Promise.all(
        paths.map(async (path) => ({ name: path.slice(folder.length + 1), text: await readFile(path, 'latin1') })),
    );
    const names = (isPersonal: boolean) =>
        texts
            .filter(({ text }) => PERSONAL.test(text) === isPersonal)
            .map(({ name }) => name)
            .sort();
    return { personal: names(true), others: names(false) };
}

describe('a purge', function () {
    this.timeout(120_000);
    let migration: OpenMigration;
    const runsFolder = () => join(migration.folder, 'runs');
    const excluding = {
        definition: 'transform: (user) => (user.email === "user-1@example.com" ? { ...user, email: "no" } : user),',
    };

    beforeEach(async () => {
        migration = await openMigration({ users: inventUsers(4), ...excluding });
    });
    afterEach(() => migration.close());

    it('removes everything personal of a run and of its plan, names it, and leaves the numbers', async () => {
        await migration.run({ withIdentifiers: true });
        await planMigration(migration.settings());
        const before = await filesOf(runsFolder());
        assert.ok(before.personal.includes('run/pass-1-source.ndjson'));
        assert.ok(before.personal.includes('run/plan/pass-2-excluded.ndjson'));
        const removed = await purgeRun(migration.fileOf(''));
        const after = await filesOf(runsFolder());
        assert.deepEqual(after.personal, []);
        assert.deepEqual(after.others, [
            ...['.gitignore', 'run/journal.ndjson', 'run/plan.json', 'run/report.html', 'run/report.json'],
        ]);
        const gone = [...before.personal, ...before.others].filter((name) => !after.others.includes(name));
        assert.deepEqual(removed.map(({ name }) => `run/${name}`).sort(), gone.sort());
        for (const { holds } of removed) assert.ok(holds !== '');
    });

    for (const [what, folder] of [
        ['the folder of its run', ''],
        ['its own folder', 'plan'],
    ] as const)
        it(`takes a plan before there is a run, by ${what}`, async () => {
            await planMigration(migration.settings());
            assert.deepEqual((await filesOf(runsFolder())).personal, ['run/plan/pass-1-excluded.ndjson']);
            const removed = await purgeRun(migration.fileOf(folder));
            assert.ok(removed.some(({ name }) => name.endsWith('pass-1-excluded.ndjson')));
            assert.deepEqual(await filesOf(runsFolder()), { personal: [], others: ['.gitignore'] });
            await assert.rejects(purgeRun(migration.fileOf('')), { code: 'RUN_NOT_FOUND' });
            assert.equal((await planMigration(migration.settings())).users.new, 3);
        });

    it('takes what a killed plan has left', async () => {
        await mkdir(migration.fileOf('plan'), { recursive: true });
        await writeFile(migration.fileOf('plan/pass-1-source.ndjson.partial'), '{"email":"user-1@example.com"}\n');
        await purgeRun(migration.fileOf(''));
        assert.deepEqual((await filesOf(runsFolder())).personal, []);
    });

    it('is refused while the plan is being made', async () => {
        await planMigration(migration.settings());
        const lock = await lockRun(migration.fileOf('plan'));
        try {
            await assert.rejects(purgeRun(migration.fileOf('')), { code: 'RUN_LOCKED' });
        } finally {
            await lock.release();
        }
        assert.deepEqual((await filesOf(runsFolder())).personal, ['run/plan/pass-1-excluded.ndjson']);
    });

    it('says what it has removed', async () => {
        await migration.run();
        const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'purge', 'runs/run'], {
            cwd: migration.folder,
        });
        const [first, ...kinds] = stdout.trimEnd().split('\n');
        assert.match(first ?? '', /^Removed \d+ files from runs\/run\.$/);
        assert.ok(
            kinds.includes(
                '  pass-1-source.ndjson, pass-1-target.ndjson, pass-1-verification.ndjson: an export: all exportable fields of all users',
            ),
            stdout,
        );
        assert.doesNotMatch(stdout, PERSONAL);
    });
});

describe('a purge of a folder of somebody else', () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'no-plan-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const PLAN = { 'plan/pass-1-source.ndjson': '{}\n', 'plan/plan.json': `{"digest":"${'a'.repeat(64)}"}` };
    for (const [what, files] of Object.entries({
        'with a plan of another program': { 'plan/plan.json': '{"resource_changes":[]}' },
        'with something beside the plan': { ...PLAN, 'index.ts': '' },
        'with something in the plan': { ...PLAN, 'plan/notes.md': '' },
        'with a folder in the plan': { ...PLAN, 'plan/pages/index.html': '' },
    }))
        it(`${what} is refused, and nothing is touched`, async () => {
            for (const [name, text] of Object.entries(files)) {
                await mkdir(resolve(folder, name, '..'), { recursive: true });
                await writeFile(join(folder, name), text);
            }
            const before = await readdir(folder, { recursive: true });
            const isPlanTaken = what === 'with something beside the plan';
            await assert.rejects(purgeRun(folder), { code: 'RUN_NOT_FOUND' });
            if (!isPlanTaken) await assert.rejects(purgeRun(join(folder, 'plan')), { code: 'RUN_NOT_FOUND' });
            assert.deepEqual(await readdir(folder, { recursive: true }), before);
        });
});
