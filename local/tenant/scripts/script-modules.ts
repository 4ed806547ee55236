import { existsSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A package that a script asks for, as its process loads it. */
export interface ScriptModule {
    /** As the script names it, without a version. */
    readonly name: string;
    /** The file that its process loads. */
    readonly entry: string;
    /** Folders that loading it reads: its own and those of its dependencies. */
    readonly folders: readonly string[];
}

/**
 * Packages of Auth0's sandbox that a script may have here, and what is loaded in their place: drivers where they are installed beside this
 * package, and a bcrypt without native code.
 *
 * @see https://auth0-extensions.github.io/canirequire/ (read 2026-11-26)
 */
const PACKAGES: Readonly<Record<string, string>> = {
    bcrypt: 'hash-wasm',
    mongodb: 'mongodb',
    mysql: 'mysql',
    mysql2: 'mysql2',
    pg: 'pg',
};

const require = createRequire(import.meta.url);
const found = new Map<string, Promise<ScriptModule | undefined>>();

/** Finds the packages that a script names in a `require`, as far as they are installed. */
export async function modulesOf(source: string): Promise<ScriptModule[]> {
    const named = [...source.matchAll(/require\(\s*['"]([^'"@]+)(?:@[^'"]*)?['"]\s*\)/g)].map(([, name = '']) => name);
    const modules = [...new Set(named)]
        .filter((name) => Object.hasOwn(PACKAGES, name))
        .map((name) => {
            const known = found.get(name) ?? findModule(name, PACKAGES[name] ?? name);
            found.set(name, known);
            return known;
        });
    return (await Promise.all(modules)).filter((module) => module !== undefined);
}

async function findModule(name: string, packageName: string): Promise<ScriptModule | undefined> {
    const folder = folderOf(packageName, import.meta.dirname);
    if (folder === undefined) return undefined;
    const folders = new Set<string>();
    await addFolders(folders, folder);
    return { name, entry: realpathSync(require.resolve(packageName)), folders: [...folders] };
}

async function addFolders(folders: Set<string>, folder: string): Promise<void> {
    if (folders.has(folder)) return;
    folders.add(folder);
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
        dependencies?: Record<string, string>;
    };
    for (const name of Object.keys(manifest.dependencies ?? {})) {
        const dependency = folderOf(name, folder);
        if (dependency !== undefined) await addFolders(folders, dependency);
    }
}

// As Node looks for a package from a folder, without its `exports`, which may hide the manifest.
function folderOf(name: string, from: string): string | undefined {
    for (let folder = from; ; folder = dirname(folder)) {
        const candidate = join(folder, 'node_modules', name);
        if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
        if (dirname(folder) === folder) return undefined;
    }
}
