import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '..', '..');

/** Files of a small tree like ours, by path; each breaks the rule that it is listed under. */
const BREACHES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'no-cycles': { 'migrator/egg.ts': `import { hen } from './hen.ts'; export const egg = () => hen;` },
    'no-unresolved': { 'scripts/lost.ts': `import './nowhere.ts';` },
    'migrator-without-pulumi': { 'migrator/cloud.ts': `import '@pulumi/pulumi';` },
    program: { 'index.ts': `import './migrator/index.ts';` },
    components: {
        'components/shortcut.ts': `import type { port } from '../migrator/stages/one.ts'; export type { port };`,
    },
    'components-load-the-migrator-lazily': {
        'components/by-path.ts': `import { start } from '../migrator/index.ts'; export const go = () => start;`,
        'components/by-name.ts': `import { start } from 'auth0-user-migration/migrator'; export const go = () => start;`,
    },
    migrations: { 'migrations/0001-runner.ts': `import '../migrator/stages/one.ts';` },
    migrator: { 'migrator/worldly.ts': `import '../local/tenant/index.ts';` },
    'stages-are-independent': { 'migrator/stages/two.ts': `import './one.ts';` },
    'stages-see-ports-only': { 'migrator/stages/three.ts': `import '../tenant/management-api.ts';` },
    'commands-are-independent': { 'migrator/commands/again.ts': `import './first.ts';` },
    'users-are-pure': { 'migrator/users/impure.ts': `import 'node:fs';` },
    'scripts-are-pure': { 'migrator/scripts/nosy.ts': `import '../index.ts';` },
    'scripts-have-no-io': { 'migrator/scripts/reader.ts': `import 'node:fs';` },
    local: { 'local/accomplice.ts': `import '../migrator/index.ts';` },
    'local-packages': { 'local/pulumi/neighbour.ts': `import '../tenant/index.ts';` },
    cli: { 'cli/clever.ts': `import '../migrator/stages/one.ts';` },
    examples: { 'examples/1-private/index.ts': `import '../../migrator/stages/one.ts';` },
};

const ALLOWED: Readonly<Record<string, string>> = {
    'node_modules/@pulumi/pulumi/index.js': '',
    'node_modules/commander/index.js': '',
    'components/index.ts': `import type { start } from '../migrator/index.ts'; export type { start }; export const load = () => import('auth0-user-migration/migrator');`,
    'migrator/hen.ts': `import { egg } from './egg.ts'; export const hen = () => egg;`,
    'local/tenant/index.ts': `export const world = 1;`,
    'local/commands.ts': `import './tenant/index.ts';`,
    'migrator/index.ts': `export const start = 1;`,
    'migrator/commands/first.ts': `export const command = 1;`,
    'migrator/stages/one.ts': `export const port = 1;`,
    'migrator/tenant/management-api.ts': `export const adapter = 1;`,
    'migrations/0002-definition.ts': `import 'auth0-user-migration/migrator';`,
    'cli/main.ts': `import '../migrator/index.ts'; import 'commander';`,
};

describe('the rules of who may import whom', function () {
    this.timeout(300_000);
    let tree: string;

    before(async () => {
        tree = await mkdtemp(join(tmpdir(), 'boundaries-'));
        for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
            await cp(join(REPOSITORY, name), join(tree, name));
        }
        const trees = [ALLOWED, ...Object.values(BREACHES)];
        for (const [path, text] of trees.flatMap((files) => Object.entries(files))) {
            await mkdir(dirname(join(tree, path)), { recursive: true });
            await writeFile(join(tree, path), text);
        }
    });
    after(() => rm(tree, { recursive: true, force: true }));

    it('each refuse what breaks them, and nothing else', async () => {
        const folders = ['index.ts', 'components', 'migrations', 'migrator', 'local', 'cli', 'examples', 'scripts'];
        const cruiser = join(REPOSITORY, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
        const { stdout } = await run(
            process.execPath,
            [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
            { cwd: tree, maxBuffer: 64 * 1024 * 1024 },
        ).catch((error: unknown) => error as { stdout: string });
        const { summary } = JSON.parse(stdout) as {
            summary: { violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] };
        };

        const found = new Map<string, Set<string>>();
        for (const { from, rule } of summary.violations) {
            found.set(rule.name, (found.get(rule.name) ?? new Set()).add(from));
        }
        const expected = Object.entries(BREACHES).map(([rule, files]) => [rule, Object.keys(files).sort()] as const);
        assert.deepEqual(
            Object.fromEntries([...found].map(([rule, files]) => [rule, [...files].sort()] as const)),
            Object.fromEntries(expected),
        );
    });
});
