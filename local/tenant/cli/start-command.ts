import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
    type LocalTenant,
    type LocalTenantOptions,
    PLANS,
    startLocalTenant,
    UNVERIFIED,
    type UnverifiedChoice,
} from '../index.ts';
import { exampleText } from './example-text.ts';

const MAX_PORT = 65_535;

const EXAMPLES = {
    'A tenant with some users, and a web page to watch it': 'start --seed users.ndjson --control',
    'One that survives restarts, as slow as a free tenant': 'start --store tenant.db --port 8443 --plan free',
};

interface StartFlags {
    port: number;
    json?: true;
    seed?: string;
    store?: string;
    plan: keyof typeof PLANS;
    jobRate: number;
    control?: true;
    scriptHosts?: string[];
    scriptTimeLimit: number;
    deleteScript?: true;
    searchLag: number;
    unverified?: UnverifiedChoice[];
}

/** Makes the command `start`, which runs a local Auth0 tenant until it gets SIGINT or SIGTERM. */
export function createStartCommand(): Command {
    return new Command('start')
        .description('run an Auth0 tenant on this machine')
        .addOption(new Option('--port <number>', 'port on localhost, 0 for any').default(0).argParser(parsePort))
        .option('--json', 'print {domain, caFile, clientId, clientSecret} as one JSON line when ready')
        .option('--seed <file>', 'initial connections, clients and users (NDJSON or JSON)')
        .option('--store <file>', 'keep the tenant in this file, even if it is killed (default: in memory)')
        .addOption(
            new Option('--plan <name>', 'rate limits of a plan').choices(Object.keys(PLANS)).default('unlimited'),
        )
        .addOption(
            new Option('--job-rate <number>', 'users per second and import job').default(2000).argParser(parseRate),
        )
        .option('--control', 'serve the control API under /_local: faults, state, statistics, clock')
        .option(
            '--script-hosts <host...>',
            'hosts that custom database scripts may call, such as localhost:4000 (default: none)',
        )
        .addOption(
            new Option('--script-time-limit <seconds>', 'for one run of a custom database script')
                .default(20)
                .argParser(parseRate),
        )
        .addOption(
            new Option('--search-lag <seconds>', 'delay of the user search index').default(0).argParser(parseLag),
        )
        .addOption(
            new Option('--unverified <name...>', "choose the less likely behavior where Auth0's is not known").choices(
                Object.keys(UNVERIFIED),
            ),
        )
        .option('--delete-script', 'also run the Delete script of connections with import mode')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (flags: StartFlags) => {
            // Listen first: a signal that comes while the seed is read must not be lost.
            const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
            const tenant = await startLocalTenant(optionsFrom(flags));
            console.log(flags.json === true ? asJson(tenant) : asText(tenant, flags.control === true));
            const failure = await Promise.race([stopped, tenant.failed]);
            await tenant.close();
            if (failure instanceof Error) throw failure;
        });
}

function optionsFrom(flags: StartFlags): LocalTenantOptions {
    const {
        port,
        seed,
        store,
        plan,
        jobRate,
        control,
        scriptHosts,
        scriptTimeLimit,
        deleteScript,
        searchLag,
        unverified,
    } = flags;
    return {
        port,
        plan,
        jobRate,
        control: control === true,
        scriptTimeLimitMs: scriptTimeLimit * 1000,
        searchLagMs: searchLag * 1000,
        runsDeleteScriptInImportMode: deleteScript === true,
        ...(scriptHosts !== undefined && { scriptHosts }),
        ...(unverified !== undefined && { unverified }),
        ...(seed !== undefined && { seedFile: seed }),
        ...(store !== undefined && { storeFile: store }),
    };
}

function asJson({ domain, caFile, clientId, clientSecret }: LocalTenant): string {
    return JSON.stringify({ domain, caFile, clientId, clientSecret });
}

function asText({ domain, caFile, clientId, clientSecret }: LocalTenant, hasControl: boolean): string {
    const look = `\n\nWatch it at https://${domain}/_local/ or with \`npx auth0-local-tenant show\`.`;
    return `A local Auth0 tenant is ready, until Ctrl+C. Clients use it with

    export AUTH0_DOMAIN=${domain}
    export AUTH0_CLIENT_ID=${clientId}
    export AUTH0_CLIENT_SECRET=${clientSecret}
    export NODE_EXTRA_CA_CERTS=${caFile}     # Node
    export SSL_CERT_FILE=${caFile}           # Pulumi, Terraform, curl${hasControl ? look : ''}`;
}

function parsePort(text: string): number {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 0 || port > MAX_PORT)
        throw new InvalidArgumentError(`Expected a whole number from 0 to ${MAX_PORT}.`);
    return port;
}

function parseRate(text: string): number {
    const rate = Number(text);
    if (!(rate > 0)) throw new InvalidArgumentError('Expected a number above 0.');
    return rate;
}

function parseLag(text: string): number {
    const seconds = Number(text);
    if (!(seconds >= 0 && seconds < Infinity)) throw new InvalidArgumentError('Expected a number, 0 or more.');
    return seconds;
}
