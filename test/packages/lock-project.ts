import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../../scripts/packages.ts';

interface LockFile {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}

/** Writes a project's lock file with the versions of this repository's, which `npm ci` has left in npm's cache. */
export async function lockProject(folder: string, manifest: { readonly name: string }): Promise<void> {
    const { packages, ...lock } = JSON.parse(await readFile(join(REPOSITORY, 'package-lock.json'), 'utf8')) as LockFile;
    // Without the workspaces of the repository.
    const installed = Object.entries(packages).filter(
        ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
    );
    const locked = { ...lock, name: manifest.name, packages: { ...Object.fromEntries(installed), '': manifest } };
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(locked));
}

/** Gives the version of an installed package of this repository. */
export async function versionOf(name: string): Promise<string> {
    const text = await readFile(join(REPOSITORY, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
}
