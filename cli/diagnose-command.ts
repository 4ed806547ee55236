import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import {
    type Diagnosis,
    type DiagnosisSettings,
    diagnoseUsers,
    GHOST_CAUSES,
    type GhostCause,
    MigrationError,
    REPAIR_PRICE,
    type RunScript,
    type ScriptFindings,
} from '../migrator/index.ts';
import { credentialsOf } from './credentials.ts';
import { exampleText } from './example-text.ts';
import { loadLocalTenant } from './local-tenant.ts';

interface DiagnoseFlags {
    connection: string;
    email?: string;
    file?: string;
    column?: string;
    tenant: string;
    refused?: true | '409' | 'DUPLICATED_USER';
    runGetUser?: true;
    scriptConfiguration?: string;
    scriptHosts?: string[];
    json?: true;
}

const EXAMPLES = {
    'One address that Auth0 refused as existing': 'diagnose --connection customers --email ann@example.com --refused',
    'A list of addresses, in a tenant whose variables begin with AUTH0_TARGET':
        'diagnose --connection customers --file addresses.txt --tenant AUTH0_TARGET',
};

/** Auth0 gives a script this long. */
const SCRIPT_TIME_LIMIT_MS = 20_000;

/** Makes the command `diagnose`, which says why a user "already exists". It only reads. */
export function createDiagnoseCommand(): Command {
    return new Command('diagnose')
        .description('explain why a user "already exists"; changes nothing')
        .requiredOption('--connection <name>', 'database connection to examine')
        .addOption(new Option('--email <address>', 'one address').conflicts('file'))
        .option('--file <path>', 'file with one address per line, or a table')
        .option('--column <name>', 'column of the table that contains the addresses')
        .option('--tenant <prefix>', 'reads <prefix>_DOMAIN, <prefix>_CLIENT_ID and <prefix>_CLIENT_SECRET', 'AUTH0')
        .addOption(
            new Option(
                '--refused [answer]',
                'Auth0 refused these addresses as existing, so any address not found counts as a ghost; name the answer if the Get User script ' +
                    'refuses addresses too',
            ).choices(['409', 'DUPLICATED_USER']),
        )
        .option(
            '--run-get-user',
            "run the connection's Get User script on this machine for each address not found; it may query your own database",
        )
        .option(
            '--script-configuration <file>',
            "JSON object with the script's `configuration`, which Auth0 only shows encrypted",
        )
        .option(
            '--script-hosts <host...>',
            'hosts that the script may call, such as users.example.com:443 (default: none)',
        )
        .option('--json', 'print one JSON object per line')
        .addHelpText('after', exampleText(EXAMPLES))
        .action(async (flags: DiagnoseFlags) => {
            const { scripts, diagnoses } = await diagnoseUsers({
                credentials: credentialsOf(flags.tenant),
                connectionName: flags.connection,
                emails: emailsOf(flags),
                wereRefused: typeof flags.refused === 'string' ? 'by-auth0' : flags.refused === true,
                runScript: flags.runGetUser === true ? await sandboxOf(flags) : undefined,
            });
            if (flags.json === true) console.log(JSON.stringify({ scripts }));
            const ghosts: Diagnosis[] = [];
            for await (const diagnosis of diagnoses) {
                if (diagnosis.class === 'ghost') ghosts.push(diagnosis);
                const text = `${diagnosis.email}  ${diagnosis.class}: ${diagnosis.evidence.join('; ')}`;
                console.log(flags.json === true ? JSON.stringify(diagnosis) : text);
            }
            if (flags.json !== true && ghosts.length > 0) console.log(`\n${explain(scripts, ghosts)}`);
        });
}

function explain(scripts: ScriptFindings, ghosts: readonly Diagnosis[]): string {
    const counts = new Map<GhostCause, number>();
    for (const { causes } of ghosts) {
        const [likeliest] = causes;
        if (likeliest !== undefined) counts.set(likeliest, (counts.get(likeliest) ?? 0) + 1);
    }
    const others = new Set(ghosts.flatMap(({ causes }) => causes.slice(1)));
    return [
        ...[...counts].map(
            ([cause, users]) => `${users} most likely because ${GHOST_CAUSES[cause].made}. ${GHOST_CAUSES[cause].stop}`,
        ),
        ...(others.size === 0
            ? []
            : [`Also possible: ${[...others].map((cause) => GHOST_CAUSES[cause].made).join('; ')}.`]),
        ...scripts.advice,
        REPAIR_PRICE,
    ].join('\n');
}

async function sandboxOf({ scriptConfiguration, scriptHosts = [] }: DiagnoseFlags): Promise<RunScript> {
    const configuration = scriptConfiguration === undefined ? {} : await configurationIn(scriptConfiguration);
    const { runScript } = await loadLocalTenant('--run-get-user');
    const limits = { timeLimitMs: SCRIPT_TIME_LIMIT_MS, allowedHosts: scriptHosts };
    return (source, args) => runScript({ source, args, configuration }, limits);
}

async function configurationIn(file: string): Promise<Record<string, string>> {
    try {
        const value: unknown = JSON.parse(await readFile(file, 'utf8'));
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
            return value as Record<string, string>;
    } catch (error) {
        throw noConfiguration(error);
    }
    throw noConfiguration(undefined);
}

// What a parser says of the file quotes it, and it holds the secrets of a script.
function noConfiguration(cause: unknown): MigrationError {
    return new MigrationError(
        'SETTING_INVALID',
        'The file of --script-configuration cannot be used. Expected one JSON object: what the script finds in `configuration`.',
        { cause },
    );
}

function emailsOf({ email, file, column }: DiagnoseFlags): DiagnosisSettings['emails'] {
    if (email !== undefined) return [email];
    if (file !== undefined) return { file, column };
    throw new MigrationError('SETTING_INVALID', 'Expected an address (--email) or a file of addresses (--file).');
}
