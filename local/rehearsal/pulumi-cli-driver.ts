import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { PulumiDriver, PulumiTask, UpResult } from './pulumi-driver.ts';

const execute = promisify(execFile);

/** Tells whether there is a `pulumi` on the PATH of an environment. */
export async function hasPulumiCli(env: NodeJS.ProcessEnv): Promise<boolean> {
    const names = process.platform === 'win32' ? ['pulumi.exe', 'pulumi.cmd'] : ['pulumi'];
    for (const folder of (env['PATH'] ?? '').split(delimiter)) {
        for (const name of names) {
            try {
                await access(join(folder, name));
                return true;
            } catch {
                // Not in this folder.
            }
        }
    }
    return false;
}

/** Runs Pulumi's own CLI, with a state of the rehearsal's and nothing of the person's. */
export const pulumiCliDriver: PulumiDriver = {
    kind: 'cli',

    async preview(task) {
        const pulumi = await prepare(task);
        await pulumi.show(['preview', '--diff=false']);
    },

    async up(task): Promise<UpResult> {
        const pulumi = await prepare(task);
        await pulumi.show(['up', '--yes', '--skip-preview']);
        const { stdout } = await pulumi.ask(['stack', 'history', '--json', '--show-secrets=false']);
        const [latest] = JSON.parse(stdout) as { resourceChanges?: Record<string, number> }[];
        const changes = Object.entries(latest?.resourceChanges ?? {}).filter(([op, count]) => op !== 'same' && count > 0);
        const outputs = await pulumi.ask(['stack', 'output', '--json']);
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
    const ask = (args: readonly string[]) => execute('pulumi', [...args, ...options, '--stack', stack], { env, maxBuffer: 64 * 1024 * 1024 });
    await mkdir(state, { recursive: true });
    // Every stack has an encryption salt in its configuration, which `stack init` writes; the values come behind it.
    try {
        await access(configFile);
    } catch {
        await execute('pulumi', ['stack', 'init', stack, '--no-select', ...options, '--config-file', configFile], { env });
    }
    for (const [key, value] of Object.entries(config)) {
        await execute('pulumi', ['config', 'set', key, value, ...options, ...withStack], { env });
    }
    return {
        ask,
        async show(args: readonly string[]): Promise<void> {
            const child = spawn('pulumi', [...args, ...options, ...withStack], { env, stdio: ['ignore', 'inherit', 'inherit'] });
            const [code] = (await once(child, 'exit')) as [number | null];
            if (code !== 0) throw new Error(`pulumi ${args[0] ?? ''} ended with ${String(code)}; what was wrong stands above.`);
        },
    };
}

