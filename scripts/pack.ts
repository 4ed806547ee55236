import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PUBLISHED, REPOSITORY } from './packages.ts';

// Builds dist/ and packs each package in it: `npm run pack`. Usage: pack.ts [folder for the tarballs], the repository by default.
const destination = resolve(process.argv[2] ?? REPOSITORY);

mkdirSync(destination, { recursive: true });
run(process.execPath, [join(REPOSITORY, 'scripts', 'build.ts')], REPOSITORY);
const tarballs = PUBLISHED.map(({ name }) => {
    // The names only: npm lists every file otherwise.
    const packed = run('npm', ['pack', '--silent', '--pack-destination', destination], join(REPOSITORY, 'dist', name));
    return join(destination, packed.trim());
});
console.log(`Packed. Install both in a project with\n\n    npm install ${tarballs.join(' ')}`);

function run(command: string, args: readonly string[], cwd: string): string {
    const shell = process.platform === 'win32' && command === 'npm';
    const { status, stdout } = spawnSync(command, args, {
        cwd,
        stdio: ['inherit', 'pipe', 'inherit'],
        encoding: 'utf8',
        shell,
    });
    if (status !== 0) process.exit(status ?? 1);
    return stdout;
}
