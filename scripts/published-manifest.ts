const PUBLISHED_KEYS = [
    ...['name', 'version', 'description', 'keywords', 'license', 'type', 'bin', 'exports', 'engines'],
    ...['homepage', 'repository', 'bugs', 'dependencies'],
] as const;
const OPTIONAL_KEYS = ['peerDependencies', 'peerDependenciesMeta'] as const;

/**
 * Makes the `package.json` of the published package from the repository's.
 *
 * The keys are listed, so that nothing goes out by accident: no scripts, no tools, and no Node, which is the optional
 * dependency of a development machine and never of a program that uses the package.
 *
 * @param manifest - the `package.json` in the repository, whose `exports` name TypeScript sources
 * @returns the same with compiled `exports` and their declarations
 * @throws {Error} when a key is missing, or an export is neither a source nor a file of its own
 */
export function publishedManifest(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const published: Record<string, unknown> = {};
    for (const key of PUBLISHED_KEYS) {
        if (manifest[key] === undefined) throw new Error(`Expected \`${key}\` in package.json, got nothing.`);
        published[key] = key === 'exports' ? compiledExports(manifest[key]) : manifest[key];
        if (key === 'type') Object.assign(published, compiledEntry(manifest['exports']));
    }
    for (const key of OPTIONAL_KEYS) if (manifest[key] !== undefined) published[key] = manifest[key];
    return published;
}

// For compilers that do not know `exports`: the default of programs in CommonJS up to TypeScript 5.
function compiledEntry(exports: unknown): Record<string, string> {
    const { types, default: main } = compiledExports(exports)['.'] as { types: string; default: string };
    return { main, types };
}

function compiledExports(exports: unknown): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(exports as Record<string, unknown>).map(([name, target]): [string, unknown] => {
            if (typeof target !== 'string' || !/\.(ts|json)$/.test(target)) {
                throw new Error(`Expected the export \`${name}\` to name one .ts or .json file.`);
            }
            if (target.endsWith('.json')) return [name, target];
            if (target.endsWith('.d.ts')) return [name, { types: target }];
            const path = target.slice(0, -'.ts'.length);
            return [name, { types: `${path}.d.ts`, default: `${path}.js` }];
        }),
    );
}
