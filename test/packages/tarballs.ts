import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PUBLISHED, REPOSITORY } from '../../scripts/packages.ts';

const run = promisify(execFile);

/** The published packages, packed as a release packs them. */
export interface Tarballs {
    /** A temporary folder of their own. */
    readonly folder: string;
    /** Path of each tarball, by the name of its package. */
    readonly paths: Readonly<Record<'auth0-user-migration' | 'auth0-local-tenant', string>>;
    remove(): Promise<void>;
}

/** Builds and packs the published packages into a temporary folder. */
export async function packPackages(): Promise<Tarballs> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'tarballs-')));
    const built = join(folder, 'dist');
    await run(process.execPath, [join(REPOSITORY, 'scripts', 'build.ts'), built]);
    const paths: Record<string, string> = {};
    for (const { name } of PUBLISHED) {
        const options = ['pack', '--silent', '--pack-destination', folder];
        const { stdout } = await run('npm', options, { cwd: join(built, name) });
        paths[name] = join(folder, stdout.trim());
    }
    return {
        folder,
        paths: paths as Tarballs['paths'],
        remove: () => rm(folder, { recursive: true, force: true }),
    };
}
