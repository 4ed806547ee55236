import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mendLinks, packedChangelog } from './packed-documents.ts';
import { publishedManifest } from './published-manifest.ts';

// Node strips no types under node_modules, so what is published is compiled. Usage: build.ts [folder], dist by default.
const root = join(import.meta.dirname, '..');
const folder = resolve(root, process.argv[2] ?? 'dist');

rmSync(folder, { recursive: true, force: true });
const compiler = [
    join(root, 'node_modules/typescript/bin/tsc'),
    '--project',
    'tsconfig.build.json',
    '--outDir',
    folder,
];
const { status } = spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// What the compiler leaves: the files of the local tenant's web page, and declarations without code.
const copied = [
    ...['bin', 'local/tenant/dashboard', 'script-types', 'examples', 'templates', 'docs'],
    ...['README.md', 'local/tenant/README.md', 'LICENSE'],
];
// The reference is made of the declarations, which are there themselves.
const isMade = (path: string): boolean => path === join(root, 'docs', 'api');
for (const name of copied)
    cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !isMade(path) });
writeFileSync(join(folder, 'CHANGELOG.md'), packedChangelog(root));
mendLinks(folder);
chmodSync(join(folder, 'bin/auth0-user-migration.js'), 0o755);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
