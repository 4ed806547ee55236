import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '..', '..');
const FIXTURE = join(import.meta.dirname, 'fixtures', 'installed');

interface LockFile {
    readonly packages: Readonly<Record<string, object>>;
}

/** A Pulumi project outside the repository that has the packed package as a dependency. */
export interface InstalledProject {
    readonly folder: string;
    /** The package's folder under `node_modules`. */
    readonly packageFolder: string;
    remove(): Promise<void>;
}

/**
 * Builds and packs the package, and installs it with npm into a project of its own in a temporary folder.
 *
 * The versions are those of the repository's lock file, which `npm ci` has left in npm's cache.
 */
export async function installPackage(): Promise<InstalledProject> {
    const temporary = await realpath(await mkdtemp(join(tmpdir(), 'installed-')));
    const built = join(temporary, 'dist');
    await run(process.execPath, [join(REPOSITORY, 'scripts', 'build.ts'), built]);
    const { stdout } = await run('npm', ['pack', built, '--silent', '--pack-destination', temporary]);

    const folder = join(temporary, 'project');
    await mkdir(folder);
    await cp(FIXTURE, folder, { recursive: true });
    const { packages, ...lock } = JSON.parse(await readFile(join(REPOSITORY, 'package-lock.json'), 'utf8')) as LockFile;
    const manifest = {
        name: 'installed',
        version: '0.0.0',
        private: true,
        type: 'module',
        dependencies: {
            'auth0-user-migration': `file:../${stdout.trim()}`,
            '@pulumi/auth0': versionOf(packages, '@pulumi/auth0'),
            '@pulumi/pulumi': versionOf(packages, '@pulumi/pulumi'),
        },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await writeFile(
        join(folder, 'package-lock.json'),
        JSON.stringify({ ...lock, name: 'installed', packages: { ...packages, '': manifest } }),
    );
    await run('npm', ['install', '--prefer-offline', '--omit=dev', '--no-audit', '--no-fund'], { cwd: folder });
    return {
        folder,
        packageFolder: join(folder, 'node_modules', 'auth0-user-migration'),
        remove: () => rm(temporary, { recursive: true, force: true }),
    };
}

function versionOf(packages: LockFile['packages'], name: string): string {
    return (packages[`node_modules/${name}`] as { version: string }).version;
}
