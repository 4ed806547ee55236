import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { formatTenantOverview, readTenantOverview } from '../index.ts';
import { exampleText } from './example-text.ts';

const INTERVAL_MS = 1000;
// A screen of its own, as pagers and editors take it: what was printed before is back at the end.
const ENTER_SCREEN = '\u001b[?1049h';
const LEAVE_SCREEN = '\u001b[?1049l';
const CLEAR_SCREEN = '\u001b[H\u001b[J';
const EXAMPLES = {
    'Connections, jobs and calls, refreshed every second': 'show localhost:8443 --ca ca.pem --watch',
    'Users whose address begins with ann': 'show localhost:8443 --ca ca.pem --users "email:ann*"',
};

interface ShowFlags {
    ca?: string;
    users?: string | true;
    json?: true;
    watch?: true;
}

/** Makes the command `show`, which shows in a terminal what the web page of a running tenant shows. */
export function createShowCommand(): Command {
    return new Command('show')
        .description('show connections, jobs, calls and users of a tenant that runs with --control')
        .argument('[domain]', 'such as localhost:8443 (default: AUTH0_DOMAIN)')
        .addOption(new Option('--ca <file>', "the tenant's ca.pem").env('SSL_CERT_FILE'))
        .option('--users [query]', 'also show users: all, or those matching a search query')
        .option('--json', 'as one JSON line')
        .option('--watch', 'refresh every second, until Ctrl+C')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (argument: string | undefined, flags: ShowFlags) => {
            const domain = argument ?? process.env['AUTH0_DOMAIN'];
            if (domain === undefined || domain === '')
                throw new InvalidArgumentError(
                    'Expected the domain of a tenant, such as localhost:8443, as an argument or in AUTH0_DOMAIN.',
                );
            const ca = flags.ca === undefined ? undefined : await readFile(flags.ca, 'utf8');
            const query = flags.users === true ? '*' : flags.users;
            const show = async () => {
                const overview = await readTenantOverview({ domain, ca }, query);
                return flags.json === true ? JSON.stringify(overview) : formatTenantOverview(overview);
            };
            if (flags.watch === undefined) console.log(await show());
            else if (process.stdout.isTTY && flags.json === undefined) await watchOnScreen(show);
            else await watch(show, '');
        });
}

async function watchOnScreen(show: () => Promise<string>): Promise<void> {
    process.stdout.write(ENTER_SCREEN);
    let last = '';
    try {
        await watch(async () => (last = await show()), CLEAR_SCREEN);
    } finally {
        process.stdout.write(LEAVE_SCREEN);
    }
    console.log(last);
}

async function watch(show: () => Promise<string>, before: string): Promise<void> {
    const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => 'stopped' as const);
    do {
        console.log(before + (await show()));
    } while ((await Promise.race([delay(INTERVAL_MS), stopped])) !== 'stopped');
}
