import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definitionSchema, type MigrationDefinition } from '../../migrator/definition.ts';
import { failureEntry, formatPlan, planMigration, renderPlanPage, runMigration } from '../../migrator/index.ts';
import { inventUsers, type OpenMigration, openMigration } from '../migrator/running/open-migration.ts';
import { useArtifactKey } from './artifact-key.ts';
import { assertUnmarked, MARKS } from './marks.ts';
import { schemaPaths, withValueAt } from './schema-paths.ts';

/** Definitions that the marks are put into: of a connection, and of a file. */
const BASES: readonly MigrationDefinition[] = [
    { description: 'Users of a test.', passwords: { whenMissing: 'reset' } },
    {
        description: 'Users of a test.',
        passwords: { whenMissing: 'reset' },
        // With everything that the others need to be accepted.
        source: {
            file: 'users.csv',
            columns: { name: 'name' },
            passwordHash: { column: 'hash', saltColumn: 'salt', algorithm: 'sha256', encoding: 'hex' },
        },
        userIds: { policy: 'prefix', prefix: 'x|', rewrite: [] },
    },
];
/** Texts that are free, and meant to be read. */
const FREE_TEXT = new Set(['description']);

/** A mark as it may stand in a place, also wrongly typed. */
const FORMS: readonly ((mark: string) => string)[] = [
    (mark) => JSON.stringify(mark),
    (mark) => JSON.stringify([mark]),
    (mark) => JSON.stringify({ [mark]: mark }),
    (mark) => `() => ${JSON.stringify(mark)}`,
    (mark) => `() => { throw new Error(${JSON.stringify(mark)}); }`,
    () => MARKS.phone.slice(1),
];
const PLACE = '\u0000place';

describe('a secret or an address in any place of a definition', function () {
    this.timeout(600_000);
    let migration: OpenMigration;
    useArtifactKey();
    before(async () => {
        migration = await openMigration({ users: inventUsers(2) });
        await writeFile(
            join(migration.folder, 'users.csv'),
            'user_id,email,name,hash,salt\n1,user-1@example.com,Ann,ab,cd\n',
        );
    });
    after(async () => {
        await migration.close();
    });

    const paths = schemaPaths(definitionSchema);
    let written = 0;
    const outputsOf = async (source: string): Promise<string> => {
        written += 1;
        const name = `definition-${written}.ts`;
        await writeFile(join(migration.folder, name), `export default ${source};\n`);
        const texts: string[] = [];
        const settings = { ...migration.settings({ runId: `run-${written}`, definitionPath: name }) };
        const isFile = source.includes('users.csv');
        const from = isFile ? { ...settings, source: undefined } : settings;
        const failed = (error: unknown): void => {
            texts.push(JSON.stringify(failureEntry(error)), String(error));
        };
        await planMigration({ ...from, onProgress: (progress) => texts.push(JSON.stringify(progress)) }).then(
            (plan) => {
                texts.push(formatPlan(plan), renderPlanPage(plan), JSON.stringify(plan));
            },
            failed,
        );
        // What can be refused is refused; a run that is not leaves a journal.
        await runMigration({ ...from, timeBudgetMinutes: 1 / 60_000, eventsFile: `events-${written}` }).catch(failed);
        for (const folder of [`runs/run-${written}`, `runs/run-${written}/plan`]) {
            const at = join(migration.folder, folder);
            const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
            for (const entry of entries)
                if (entry.isFile()) texts.push(await readFile(join(at, entry.name), 'latin1').catch(() => ''));
        }
        texts.push(await readFile(join(migration.folder, `events-${written}`), 'latin1').catch(() => ''));
        return texts.join('\n');
    };

    it('has the places of the schema', () => {
        assert.ok(paths.length > 80, String(paths.length));
        for (const wanted of ['passwords.privateKey', 'source.passwordHash.key.value', 'roles.rename.*', 'only.file'])
            assert.ok(
                paths.some((path) => path.join('.') === wanted),
                wanted,
            );
    });

    it('is in no message, plan, page, event and journal', async () => {
        const marks = Object.entries(MARKS);
        let turn = 0;
        for (const path of paths) {
            // Each place gets each mark as it is, and each other form with one mark after the other.
            const [plain = String, ...others] = FORMS;
            const all = marks.map((mark) => [plain, mark] as const);
            const turns = others.map((form) => [form, marks[(turn += 1) % marks.length] ?? ['', '']] as const);
            for (const [form, [kind, mark]] of [...all, ...turns]) {
                if (FREE_TEXT.has(path.join('.')) && kind === 'password') continue;
                for (const base of path[0] === 'source' || path[0] === 'userIds' ? BASES.slice(1) : BASES.slice(0, 1)) {
                    const keys = path.map((key) => (key === '*' ? mark : key));
                    const definition = JSON.stringify(withValueAt(base, keys, PLACE)).replace(
                        JSON.stringify(PLACE),
                        () => form(mark),
                    );
                    assertUnmarked(await outputsOf(definition), `\`${path.join('.')}\` with ${kind} as ${form('...')}`);
                }
            }
        }
    });
});
