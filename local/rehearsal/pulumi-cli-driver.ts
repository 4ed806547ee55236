import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { PulumiDriver, PulumiTask, UpResult } from './pulumi-driver.ts';

const execute = promisify(execFile);

/** The run's messages say all that the outputs do. */
const SHORT = ['--suppress-outputs', '--suppress-progress'];

/** Tells whether there is a `pulumi` on the PATH of an environment. */
export async function hasPulumiCli(env: NodeJS.ProcessEnv): Promise<boolean> {
    const names = process.platform === 'win32' ? ['pulumi.exe', 'pulumi.cmd'] : ['pulumi'];
    for (const folder of (env['PATH'] ?? '').split(delimiter)) {
        for (const name of names) {
            if (await exists(join(folder, name))) return true;
        }
    }
    return false;
}

/** Runs Pulumi's own CLI, with a state of the rehearsal's and nothing of the person's. */
export const pulumiCliDriver: PulumiDriver = {
    kind: 'cli',

    async preview(task) {
        const pulumi = await prepare(task);
        await pulumi.show(['preview', '--diff=false', ...SHORT]);
    },

    async up(task): Promise<UpResult> {
        const pulumi = await prepare(task);
        await pulumi.show(['up', '--yes', '--skip-preview', ...SHORT]);
        const { stdout } = await pulumi.ask(['stack', 'history', '--json', '--page-size', '1', '--stack', task.stack]);
        const [latest] = JSON.parse(stdout) as { resourceChanges?: Record<string, number> }[];
        const changes = Object.entries(latest?.resourceChanges ?? {}).filter(
            ([op, count]) => op !== 'same' && count > 0,
        );
        const outputs = await pulumi.ask(['stack', 'output', '--json', '--stack', task.stack]);
        return { isUnchanged: changes.length === 0, outputs: JSON.parse(outputs.stdout) as Record<string, unknown> };
    },
};

async function prepare({ projectFolder, stack, workFolder, config, env: given }: PulumiTask) {
    const configFile = join(workFolder, `Pulumi.${stack}.yaml`);
    const state = join(workFolder, 'pulumi-state');
    const env = {
        ...given,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: given['PULUMI_CONFIG_PASSPHRASE'] ?? 'rehearsal',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
    };
    const options = ['--non-interactive', '--cwd', projectFolder];
    const withStack = ['--stack', stack, '--config-file', configFile];
    const ask = (args: readonly string[]) =>
        execute('pulumi', [...args, ...options], { env, maxBuffer: 64 * 1024 * 1024 });
    await mkdir(state, { recursive: true });
    if (!(await exists(configFile))) await initialize(projectFolder, stack, configFile, ask);
    for (const [key, value] of Object.entries(config)) {
        await ask(['config', 'set', key, value, ...withStack]);
    }
    return {
        ask,
        async show(args: readonly string[]): Promise<void> {
            const child = spawn('pulumi', [...args, ...options, ...withStack], {
                env,
                stdio: ['ignore', 'inherit', 'inherit'],
            });
            const [code] = (await once(child, 'exit')) as [number | null];
            if (code !== 0) throw new Error(`pulumi ${args[0] ?? ''} ended with ${String(code)}. The reason is above.`);
        },
    };
}

// `stack init` writes the stack's encryption salt into the project's own file and takes no other, so what it wrote is moved.
async function initialize(
    projectFolder: string,
    stack: string,
    configFile: string,
    ask: (args: readonly string[]) => Promise<unknown>,
): Promise<void> {
    const ownFile = join(projectFolder, `Pulumi.${stack}.yaml`);
    const own = (await exists(ownFile)) ? await readFile(ownFile) : undefined;
    try {
        await ask(['stack', 'init', stack, '--no-select']);
        await copyFile(ownFile, configFile);
    } finally {
        if (own === undefined) await rm(ownFile, { force: true });
        else await writeFile(ownFile, own);
    }
}

async function exists(path: string): Promise<boolean> {
    try {
        await access(path);
        return true;
    } catch {
        return false;
    }
}
