import { once } from 'node:events';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type LocalTenant, startLocalTenant } from '../index.ts';
import { exampleText } from './example-text.ts';
import { exportCommands, pairSettings, type TenantPair, watchLines } from './pair-settings.ts';

const FIRST_LINE = '# Settings of two local Auth0 tenants, written by `auth0-local-tenant pair`.';

interface PairFlags {
    seed?: string;
    targetSeed?: string;
    env?: string;
}

const EXAMPLES = {
    'Two tenants, until Ctrl+C; their settings for another terminal are in .env': 'pair --seed users.ndjson --env .env',
};

/** Makes the command `pair`, which runs a source and a target tenant until it gets SIGINT or SIGTERM. */
export function createPairCommand(): Command {
    return new Command('pair')
        .description('run a source and a target tenant, with the settings that a migration between them needs')
        .option('--seed <file>', 'initial connections, clients and users of the source (NDJSON or JSON)')
        .option('--target-seed <file>', 'the same for the target')
        .option('--env <file>', 'write the settings to this file, one NAME=value a line, instead of printing them')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async ({ seed, targetSeed, env }: PairFlags) => {
            // Listen first: a signal that comes while a seed is read must not be lost.
            const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
            if (env !== undefined) await refuseForeign(env);
            const folder = await mkdtemp(join(tmpdir(), 'local-auth0-pair-'));
            const started: LocalTenant[] = [];
            try {
                for (const seedFile of [seed, targetSeed])
                    started.push(
                        await startLocalTenant({ control: true, ...(seedFile !== undefined && { seedFile }) }),
                    );
                const [source, target] = started as [LocalTenant, LocalTenant];
                await publish({ source, target, caFile: await joinAuthorities(started, folder) }, env);
                const failure = await Promise.race([stopped, source.failed, target.failed]);
                if (failure instanceof Error) throw failure;
            } finally {
                await Promise.all(started.map((tenant) => tenant.close()));
                await rm(folder, { recursive: true, force: true });
            }
        });
}

// A file of settings may be somebody's only copy of them.
async function refuseForeign(file: string): Promise<void> {
    await access(dirname(resolve(file)), constants.W_OK).catch(() => {
        throw new InvalidArgumentError(`Expected the folder of ${file} to be one that can be written to.`);
    });
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new InvalidArgumentError(`Expected ${file} to be a file that can be written.`);
    });
    if (text !== undefined && text !== '' && !text.startsWith(FIRST_LINE))
        throw new InvalidArgumentError(
            `${file} has other settings, and was left as it is. Name a new file with \`--env\`.`,
        );
}

// Node and Pulumi read one file of authorities each.
async function joinAuthorities(tenants: readonly LocalTenant[], folder: string): Promise<string> {
    const caFile = join(folder, 'ca.pem');
    const authorities = await Promise.all(tenants.map((tenant) => readFile(tenant.caFile, 'utf8')));
    await writeFile(caFile, authorities.join(''), { mode: 0o600 });
    return caFile;
}

async function publish(pair: TenantPair, env: string | undefined): Promise<void> {
    const settings = pairSettings(pair);
    let use = exportCommands(settings);
    if (env !== undefined) {
        const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
        await writeFile(env, `${[FIRST_LINE, ...lines].join('\n')}\n`, { mode: 0o600 });
        use = `    set -a && . ${shellQuoted(resolve(env))} && set +a`;
    }
    console.log(`A source and a target tenant are ready, until Ctrl+C. Use them with\n\n${use}\n\n${watchLines(pair)}`);
}

function shellQuoted(path: string): string {
    return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
