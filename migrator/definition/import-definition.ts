import { readFileSync } from 'node:fs';
import { type ResolveFnOutput, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const MODULE_SYNTAX = /^\s*(import|export)\b(?!\s*[(=])/m;
const FORMATS: readonly (readonly [RegExp, string])[] = [
    [/\.ts$/, 'module-typescript'],
    [/\.js$/, 'module'],
];

/**
 * Imports a file of the project that is written as a module, whatever `type` its package.json has.
 *
 * Node takes a file for CommonJS where `type` says so, and where there is none tries that first and warns. Programs of Pulumi are CommonJS by default, as
 * its own compiler makes modules of them; definitions are not compiled by it.
 *
 * @param url - of the file
 */
export async function importDefinition(url: string): Promise<{ readonly default?: unknown }> {
    const hooks = registerHooks({
        resolve: (specifier, context, next) => withFormat(next(specifier, context)),
    });
    try {
        return (await import(url)) as { readonly default?: unknown };
    } finally {
        hooks.deregister();
    }
}

function withFormat(resolved: ResolveFnOutput): ResolveFnOutput {
    const { url, format } = resolved;
    if (!url.startsWith('file:') || url.includes('/node_modules/') || format?.startsWith('module') === true)
        return resolved;
    const path = fileURLToPath(url);
    const found = FORMATS.find(([name]) => name.test(path));
    if (found === undefined || !MODULE_SYNTAX.test(readFileSync(path, 'utf8'))) return resolved;
    return { ...resolved, format: found[1] };
}
