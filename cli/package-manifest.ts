import { readFile } from 'node:fs/promises';

/** What the program reads of its own `package.json`. */
export interface PackageManifest {
    readonly name: string;
    readonly version: string;
    readonly engines: { readonly node: string };
    readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Reads the `package.json` of this package, in the repository or installed. */
export async function readPackageManifest(): Promise<PackageManifest> {
    return JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as PackageManifest;
}
