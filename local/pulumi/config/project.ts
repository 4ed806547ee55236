import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/** What `Pulumi.yaml` says about a Node program, as far as the host needs it. */
export interface Project {
    readonly name: string;
    /** Folder of `Pulumi.yaml`, absolute. */
    readonly rootFolder: string;
    /** Folder that the program and its providers run in, absolute. */
    readonly programFolder: string;
    /** File of the program, or `.` for what `package.json` names. */
    readonly entryPoint: string;
    readonly runTypeScriptLoader: boolean;
    /** Arguments for Node itself, before the program. */
    readonly nodeArguments: readonly string[];
    /** Default configuration values, by full key. */
    readonly defaultConfig: Readonly<Record<string, unknown>>;
}

/**
 * Reads `Pulumi.yaml` of a project whose runtime is Node.
 *
 * @throws {Error} when the file is missing, has no name, or another runtime
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/ (read 2026-11-21)
 */
export async function readProject(folder: string): Promise<Project> {
    const rootFolder = resolve(folder);
    const file = join(rootFolder, 'Pulumi.yaml');
    const document = asRecord(parse(await readProjectText(file)));
    const name = document['name'];
    if (typeof name !== 'string' || name === '') {
        throw new Error(`Expected \`name\` in ${file} to be a text, got ${JSON.stringify(name ?? null)}.`);
    }
    const runtime =
        typeof document['runtime'] === 'string' ? { name: document['runtime'] } : asRecord(document['runtime']);
    if (runtime['name'] !== 'nodejs') {
        throw new Error(
            `Expected \`runtime\` in ${file} to be \`nodejs\`, got \`${String(runtime['name'])}\`. ` +
                'The local Pulumi host runs Node programs only; use the real CLI.',
        );
    }
    const options = asRecord('options' in runtime ? runtime['options'] : undefined);
    const main = typeof document['main'] === 'string' ? document['main'] : undefined;
    return {
        name,
        rootFolder,
        ...(await locateProgram(rootFolder, main)),
        runTypeScriptLoader: options['typescript'] !== false,
        nodeArguments: typeof options['nodeargs'] === 'string' ? options['nodeargs'].split(/\s+/).filter(Boolean) : [],
        defaultConfig: readDefaults(name, asRecord(document['config'])),
    };
}

async function readProjectText(file: string): Promise<string> {
    try {
        return await readFile(file, 'utf8');
    } catch (cause) {
        throw new Error(`No Pulumi project here: ${file} cannot be read. Name the project's folder with --cwd.`, {
            cause,
        });
    }
}

/** As the CLI does: a `main` that is a file runs in its folder, a `main` that is a folder runs there. */
async function locateProgram(
    rootFolder: string,
    main: string | undefined,
): Promise<Pick<Project, 'programFolder' | 'entryPoint'>> {
    if (main === undefined || main === '') {
        return { programFolder: rootFolder, entryPoint: '.' };
    }
    const path = resolve(rootFolder, main);
    const isFolder = await stat(path).then(
        (stats) => stats.isDirectory(),
        () => extname(path) === '',
    );
    return isFolder ? { programFolder: path, entryPoint: '.' } : { programFolder: dirname(path), entryPoint: path };
}

function readDefaults(project: string, config: Record<string, unknown>): Record<string, unknown> {
    const defaults: Record<string, unknown> = {};
    for (const [key, declared] of Object.entries(config)) {
        const fullKey = key.includes(':') ? key : `${project}:${key}`;
        const isDeclaration = typeof declared === 'object' && declared !== null;
        const value = isDeclaration ? (asRecord(declared)['default'] ?? asRecord(declared)['value']) : declared;
        if (value !== undefined) {
            defaults[fullKey] = value;
        }
    }
    return defaults;
}

function asRecord(value: unknown): Record<string, unknown> {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
