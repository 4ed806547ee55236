import { existsSync } from 'node:fs';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { makeFolder } from '../migrator/index.ts';
import { exampleText } from './example-text.ts';
import { type PackageManifest, readPackageManifest } from './package-manifest.ts';
import { shellQuoted } from './shell-quoted.ts';

const TEMPLATES = fileURLToPath(new URL('../templates/', import.meta.url));

/** The repository, if the command runs in it: `npm run pack` leaves the packages there. */
const CLONE = fileURLToPath(new URL('../', import.meta.url));

/** The package that the project is tried out on. */
const LOCAL_TENANT = 'auth0-local-tenant';

/** The version before the first release. */
const UNPUBLISHED = '0.0.0';

/** Kinds of projects, and what each of them migrates. */
const KINDS = {
    'two-tenants': 'from a connection of one tenant into one of another',
    'two-connections': 'from one connection into another of the same tenant',
    file: 'from a file of another system',
} as const;

type Kind = keyof typeof KINDS;

const EXAMPLES = {
    'A project in a new folder': 'init two-tenants my-migration',
    'A project in this folder': 'init file',
};

/** Makes the command `init`, which writes a small project that migrates users as it is. */
export function createInitCommand(): Command {
    const kinds = Object.entries(KINDS).map(([kind, what]) => `  ${kind.padEnd(17)}${what}`);
    return new Command('init')
        .description('write a small Pulumi project that migrates users')
        .addArgument(new Argument('<kind>', 'where the users come from').choices(Object.keys(KINDS)))
        .addArgument(new Argument('[folder]', 'a new or empty folder').default('.', 'this folder'))
        .addHelpText('after', `\nKinds:\n${kinds.join('\n')}`)
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (kind: Kind, folder: string) => {
            const project = resolve(folder);
            await refuseFull(project, folder);
            makeFolder(project, folder);
            const files = await writeProject(kind, project);
            console.log(`Wrote ${files.join(', ')}.\nNext: ${await nextSteps(project)}`);
        });
}

// Nothing of somebody else's is written over: not even a file that could be merged.
async function refuseFull(project: string, folder: string): Promise<void> {
    let names: string[];
    try {
        names = await readdir(project);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
        throw new InvalidArgumentError(`Expected ${folder} to be a folder that can be read, or a new one.`);
    }
    if (names.some((name) => name !== '.git'))
        throw new InvalidArgumentError(`Expected ${folder} to be empty. Nothing was written. Name a new folder.`);
}

async function writeProject(kind: Kind, project: string): Promise<string[]> {
    await cp(join(TEMPLATES, kind), project, { recursive: true });
    if (kind !== 'file') await cp(join(TEMPLATES, 'shared', 'users.ndjson'), join(project, 'users.ndjson'));
    const manifest = await readPackageManifest();
    const name = projectName(project);
    const written = {
        'Pulumi.yaml': pulumiYaml(name),
        'package.json': json(packageJson(name, manifest)),
        'tsconfig.json': json(COMPILER),
        '.gitignore': IGNORED,
    };
    for (const [file, text] of Object.entries(written)) await writeFile(join(project, file), text);
    return (await readdir(project)).filter((file) => file !== '.git').sort();
}

// Names of Pulumi projects and of npm packages have these characters in common.
function projectName(project: string): string {
    const name = basename(project)
        .toLowerCase()
        .replace(/[^a-z0-9-]+/g, '-')
        .replace(/^-+|-+$/g, '');
    return name === '' ? 'customers' : name;
}

function pulumiYaml(name: string): string {
    // Node runs TypeScript itself: Pulumi needs no compiler.
    return `name: ${name}
description: Moves users into an Auth0 database connection.
runtime:
    name: nodejs
    options:
        typescript: false
main: index.ts
`;
}

function packageJson(name: string, { name: ours, version, engines, peerDependencies }: PackageManifest): object {
    const pulumi = Object.entries(peerDependencies).filter(([peer]) => peer.startsWith('@pulumi/'));
    return {
        name,
        private: true,
        type: 'module',
        engines: { node: engines.node },
        dependencies: { ...Object.fromEntries(pulumi), [ours]: `^${version}` },
        devDependencies: { [LOCAL_TENANT]: peerDependencies[LOCAL_TENANT] },
    };
}

const COMPILER = {
    compilerOptions: {
        target: 'es2024',
        module: 'nodenext',
        noEmit: true,
        strict: true,
        erasableSyntaxOnly: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
    },
};

// Exports, ID maps and hashes are personal data.
const IGNORED = `node_modules/
.auth0-user-migration/
.pulumi/
.local-pulumi/
.env
secrets/
`;

function json(value: object): string {
    return `${JSON.stringify(value, null, 4)}\n`;
}

async function nextSteps(project: string): Promise<string> {
    const folder = relative(process.cwd(), project);
    const enter = folder === '' ? '' : `cd ${shellQuoted(folder)} && `;
    const { version } = await readPackageManifest();
    if (version !== UNPUBLISHED) return `${enter}npm install, then follow README.md.`;
    const clone = existsSync(join(CLONE, 'scripts', 'pack.ts')) ? shellQuoted(relative(project, CLONE)) : '<clone>';
    return `${enter}npm install ${clone}/*.tgz, then follow README.md.
No registry has the packages yet: \`npm ci && npm run pack\` in a clone of their repository writes the two files.`;
}
