import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PUBLISHED, REPOSITORY } from './packages.ts';

// Builds dist/ and packs each package in it: `npm run pack`. Usage: pack.ts [folder for the tarballs], the repository by default.
const destination = resolve(process.argv[2] ?? REPOSITORY);

mkdirSync(destination, { recursive: true });
run(process.execPath, [join(REPOSITORY, 'scripts', 'build.ts')], REPOSITORY);
for (const { name } of PUBLISHED)
    run('npm', ['pack', '--pack-destination', destination], join(REPOSITORY, 'dist', name));

function run(command: string, args: readonly string[], cwd: string): void {
    const shell = process.platform === 'win32' && command === 'npm';
    const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell });
    if (status !== 0) process.exit(status ?? 1);
}
