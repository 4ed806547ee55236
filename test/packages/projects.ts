import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '../../scripts/packages.ts';
import { lockProject, versionOf } from './lock-project.ts';
import type { Tarballs } from './tarballs.ts';

const run = promisify(execFile);

/** A package manager, and how it installs and starts things. */
export interface PackageManager {
    readonly name: string;
    readonly install: readonly string[];
    /** What stands before the words of a command that a package brings. */
    readonly command: readonly string[];
    /** The same before the arguments of Node. */
    readonly node: readonly string[];
    readonly files?: Readonly<Record<string, string>>;
}

const YARN = join(REPOSITORY, 'node_modules', '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
const PNPM = join(REPOSITORY, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
const settingsOfYarn = (nodeLinker: string) => ({
    '.yarnrc.yml': `nodeLinker: ${nodeLinker}\nenableTelemetry: false\nenableImmutableInstalls: false\nnpmRegistryServer: "\${npm_config_registry:-https://registry.npmjs.org}"\n`,
});

/** The package managers that are tried. */
export const PACKAGE_MANAGERS: readonly PackageManager[] = [
    {
        name: 'npm',
        install: ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
        command: ['npx', '--no'],
        node: [process.execPath],
    },
    {
        name: 'pnpm',
        install: [process.execPath, PNPM, 'install', '--prefer-offline'],
        command: [process.execPath, PNPM, 'exec'],
        node: [process.execPath],
    },
    {
        name: 'Yarn with node_modules',
        install: [process.execPath, YARN, 'install'],
        command: [process.execPath, YARN, 'run'],
        node: [process.execPath],
        files: settingsOfYarn('node-modules'),
    },
    {
        name: "Yarn Plug'n'Play",
        install: [process.execPath, YARN, 'install'],
        command: [process.execPath, YARN, 'run'],
        node: [process.execPath, YARN, 'node'],
        files: settingsOfYarn('pnp'),
    },
];

/** A project outside the repository that has the packed packages as dependencies. */
export interface Project {
    readonly folder: string;
    /** Starts a program with its arguments, as a terminal does in the project's folder. */
    start(
        words: readonly string[],
        options?: { readonly folder?: string },
    ): Promise<{ stdout: string; stderr: string }>;
}

/**
 * Makes a project and installs it.
 *
 * @param pulumi - versions of Pulumi's packages in place of the repository's
 */
export async function installProject(
    tarballs: Tarballs,
    { name, install, files = {} }: PackageManager,
    pulumi?: Readonly<Record<string, string>>,
): Promise<Project> {
    const folder = join(tarballs.folder, `${name}${pulumi === undefined ? '' : ' oldest'}`.replaceAll(/\W+/g, '-'));
    await mkdir(folder);
    const manifest = {
        ...{ name: 'project', version: '0.0.0', private: true },
        dependencies: {
            ...Object.fromEntries(Object.entries(tarballs.paths).map(([own, path]) => [own, `file:${path}`])),
            '@pulumi/auth0': await versionOf('@pulumi/auth0'),
            '@pulumi/pulumi': await versionOf('@pulumi/pulumi'),
            '@types/node': await versionOf('@types/node'),
            ...pulumi,
        },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    if (name === 'npm' && pulumi === undefined) await lockProject(folder, manifest);
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
    const env = cleanEnvironment();
    const startHere: Project['start'] = (words, options = {}) => start(words, options.folder ?? folder, env);
    await startHere(install);
    return { folder, start: startHere };
}

/** Gives the environment of somebody's terminal, with the Node of the repository. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
    // `npm test` puts the tools of the repository on the PATH, and its settings into variables.
    const entries = Object.entries(process.env).filter(
        ([variable]) => !/^npm_(?!config_registry)|^NODE_OPTIONS$/.test(variable),
    );
    const tools = (process.env['PATH'] ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
    return {
        ...Object.fromEntries(entries),
        PATH: [join(process.execPath, '..'), ...tools].join(delimiter),
        CI: 'true',
    };
}

/** Starts a program with its arguments in a folder, and gives what it prints. */
export async function start(
    [program = '', ...args]: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; stderr: string }> {
    return await run(program, args, { cwd, env, maxBuffer: 16 * 1024 * 1024 });
}
