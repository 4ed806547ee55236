import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

// Builds dist/ and packs it: `npm run pack`. Usage: pack.ts [folder for the tarball], the repository by default.
const root = join(import.meta.dirname, '..');
const destination = process.argv[2] ?? root;

run(process.execPath, [join(root, 'scripts', 'build.ts')], root);
run('npm', ['pack', '--pack-destination', destination], join(root, 'dist'));

function run(command: string, args: readonly string[], cwd: string): void {
    const shell = process.platform === 'win32' && command === 'npm';
    const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell });
    if (status !== 0) process.exit(status ?? 1);
}
