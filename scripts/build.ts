import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PUBLISHED, type PublishedPackage, REPOSITORY } from './packages.ts';
import { mendLinks, packedChangelog } from './packed-documents.ts';
import { publishedManifest } from './published-manifest.ts';

// Node strips no types under node_modules, so what is published is compiled. Usage: build.ts [folder], dist by default;
// each package gets a folder of its name in it.
const destination = resolve(REPOSITORY, process.argv[2] ?? 'dist');
for (const published of PUBLISHED) build(published, join(destination, published.name));

function build({ name, folder, copied }: PublishedPackage, built: string): void {
    const source = join(REPOSITORY, folder);
    rmSync(built, { recursive: true, force: true });
    compile(join(source, 'tsconfig.build.json'), built);

    // The reference is made of the declarations, which are there themselves.
    const isMade = (path: string): boolean => path === join(source, 'docs', 'api');
    for (const item of copied) {
        const from = [source, REPOSITORY].map((place) => join(place, item)).find((path) => existsSync(path));
        if (from === undefined) throw new Error(`Expected ${item} of ${name} to be there.`);
        cpSync(from, join(built, item), { recursive: true, filter: (path) => !isMade(path) });
    }
    writeFileSync(join(built, 'CHANGELOG.md'), packedChangelog(name, source));
    mendLinks(built);
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Record<string, unknown>;
    for (const program of Object.values(manifest['bin'] as Record<string, string>))
        chmodSync(join(built, program), 0o755);
    writeFileSync(join(built, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
}

function compile(project: string, folder: string): void {
    const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const { status } = spawnSync(process.execPath, [compiler, '--project', project, '--outDir', folder], {
        cwd: REPOSITORY,
        stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
}
