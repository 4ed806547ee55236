import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lockProject, versionOf } from '../packages/lock-project.ts';
import { packPackages } from '../packages/tarballs.ts';

const run = promisify(execFile);
const FIXTURE = join(import.meta.dirname, 'fixtures', 'installed');

/** A Pulumi project outside the repository that has the packed packages as dependencies. */
export interface InstalledProject {
    readonly folder: string;
    /** The folder of `auth0-user-migration` under `node_modules`. */
    readonly packageFolder: string;
    /** The entry of the installed `auth0-local-tenant`. */
    readonly localTenant: string;
    remove(): Promise<void>;
}

/**
 * Packs the packages, and installs them with npm into a project of its own in a temporary folder.
 *
 * The versions are those of the repository's lock file, which `npm ci` has left in npm's cache.
 */
export async function installPackages(): Promise<InstalledProject> {
    const tarballs = await packPackages();
    const folder = join(tarballs.folder, 'project');
    await mkdir(folder);
    await cp(FIXTURE, folder, { recursive: true });
    const manifest = {
        name: 'installed',
        version: '0.0.0',
        private: true,
        type: 'module',
        dependencies: {
            ...Object.fromEntries(Object.entries(tarballs.paths).map(([name, path]) => [name, `file:${path}`])),
            '@pulumi/auth0': await versionOf('@pulumi/auth0'),
            '@pulumi/pulumi': await versionOf('@pulumi/pulumi'),
        },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await lockProject(folder, manifest);
    await run('npm', ['install', '--prefer-offline', '--omit=dev', '--no-audit', '--no-fund'], { cwd: folder });
    const modules = join(folder, 'node_modules');
    return {
        folder,
        packageFolder: join(modules, 'auth0-user-migration'),
        localTenant: join(modules, 'auth0-local-tenant', 'bin', 'auth0-local-tenant.js'),
        remove: () => tarballs.remove(),
    };
}
