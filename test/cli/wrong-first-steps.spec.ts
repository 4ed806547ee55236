import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { CLI } from '../docs/copied-example.ts';
import { type OpenTenant, openTenant } from '../local/tenant/open-tenant.ts';

type Env = Readonly<Record<string, string | undefined>>;

const DEFINITION = `export default { description: 'Users.', passwords: { whenMissing: 'reset' } };\n`;
const YEAR_MS = 365 * 24 * 3_600_000;

describe('a wrong first step', function () {
    this.timeout(600_000);
    let tenant: OpenTenant;
    let folder: string;
    let good: Env;
    const servers: Server[] = [];

    before(async () => {
        tenant = await openTenant({
            seed: [{ connection: { name: 'legacy' } }, { connection: { name: 'customers' } }],
        });
        folder = await mkdtemp(join(tmpdir(), 'wrong-steps-'));
        await mkdir(join(folder, 'full'));
        await writeFile(join(folder, 'full', 'thesis.txt'), 'mine');
        await mkdir(join(folder, 'runs', '0001-good'), { recursive: true });
        await writeFile(join(folder, 'runs', '.gitignore'), '*\n');
        await writeFile(join(folder, 'good.ts'), DEFINITION);
        await writeFile(join(folder, 'typo.ts'), DEFINITION.replace('passwords', 'pasword'));
        await writeFile(join(folder, 'broken.ts'), 'export default {');
        await writeFile(join(folder, 'nothing.ts'), 'export const other = 1;');
        await writeFile(join(folder, 'users.json'), '[]');
        await writeFile(join(folder, 'enum.ts'), `enum Plan { gold }\n${DEFINITION}`);
        await writeFile(join(folder, 'import.ts'), `import 'not-there';\n${DEFINITION}`);
        await writeFile(join(folder, 'throws.ts'), `import './inner.ts';\n${DEFINITION}`);
        await writeFile(join(folder, 'inner.ts'), "\nthrow new Error('nobody but ann@example.com');\n");
        await writeFile(join(folder, 'word.ts'), DEFINITION.replace(/\{ when.*? \}/, "'reset'"));
        await writeFile(
            join(folder, 'prefix.ts'),
            DEFINITION.replace('{ desc', "{ userIds: { policy: 'prefix' }, desc"),
        );
        await writeFile(join(folder, 'users.txt'), 'once upon a time');
        await writeFile(join(folder, 'function.ts'), 'export default () => ({});');
        await writeFile(join(folder, 'roles.ts'), DEFINITION.replace('{ desc', "{ roles: 'all', desc"));
        await writeFile(join(folder, 'list.ts'), DEFINITION.replace('{ desc', "{ only: 'some.txt', desc"));
        await writeFile(
            join(folder, 'ghosts.ts'),
            DEFINITION.replace('{ desc', "{ ghosts: { repair: { max: '5' } }, desc"),
        );
        const ends = ['SOURCE', 'TARGET'].flatMap((side) => [
            [`AUTH0_${side}_DOMAIN`, tenant.domain],
            [`AUTH0_${side}_CLIENT_ID`, tenant.clientId],
            [`AUTH0_${side}_CLIENT_SECRET`, tenant.clientSecret],
        ]);
        good = { ...(Object.fromEntries(ends) as Env), NODE_EXTRA_CA_CERTS: tenant.caFile };
    });
    after(async () => {
        for (const server of servers) server.close();
        await tenant.close();
        await rm(folder, { recursive: true, force: true });
    });

    /** Starts a command in a pipe, which must end with 1, and gives what it says. */
    const fail = async (args: readonly string[], env: Env = {}): Promise<string> => {
        const all = { ...process.env, ...good, NO_COLOR: '1', ...env } as NodeJS.ProcessEnv;
        try {
            await promisify(execFile)(process.execPath, [CLI, ...args], {
                cwd: folder,
                env: all,
                // A command that never ends is a failure of its test.
                timeout: 60_000,
            });
        } catch (error) {
            const { code, stderr } = error as { code: number; stderr: string };
            assert.equal(code, 1, stderr);
            // The link behind each error leads to its heading.
            const [, document = '', anchor = ''] = /^More: (.+)#(\w+)$/m.exec(stderr) ?? [];
            assert.ok(existsSync(document), stderr);
            assert.match(readFileSync(document, 'utf8'), new RegExp(`^## ${anchor.toUpperCase()}$`, 'm'));
            assert.doesNotMatch(stderr, /Tried [4-9]|Tried \d\d|^ {4}at /m);
            return stderr;
        }
        throw new Error(`${args.join(' ')} was taken`);
    };
    const plan = (definition = 'good.ts', source = 'legacy', target = 'customers') => [
        ...['plan', '--definition', definition, '--source-connection', source, '--target-connection', target],
    ];
    const serve = async (notBeforeDate: Date, notAfterDate: Date) => {
        const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
            notBeforeDate,
            notAfterDate,
            extensions: [
                { name: 'basicConstraints', cA: true },
                { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
            ],
        });
        const server = createServer({ cert, key }, (_, response) => response.end('{}'));
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
        const caFile = join(folder, `ca-${servers.length}.pem`);
        await writeFile(caFile, cert);
        const { port } = server.address() as AddressInfo;
        return { AUTH0_TARGET_DOMAIN: `localhost:${port}`, NODE_EXTRA_CA_CERTS: caFile };
    };
    const onTarget = plan().filter((word) => word !== '--source-connection' && word !== 'legacy');

    const WRONG: Readonly<Record<string, readonly [args: () => readonly string[], says: RegExp, env?: Env]>> = {
        'a command that is none': [() => ['plna'], /SETTING_INVALID: Unknown command.*Did you mean plan/],
        'a command of another tool': [
            () => ['up'],
            /SETTING_INVALID: Unknown command.*The commands are init, plan, run,/,
        ],
        'an option that is none': [() => [...plan(), '--jsno'], /SETTING_INVALID: Unknown option `--jsno`/],
        'a required option left out': [
            () => ['plan'],
            /SETTING_INVALID: Required options `--definition <file>` and `--target-connection <name>` not specified/,
        ],
        'two options that exclude each other': [
            () => [...plan(), '--json', '--html'],
            /SETTING_INVALID: Option `--json` cannot be used with option `--html`/,
        ],
        'a number that is none': [
            () => ['run', ...plan().slice(1), '--rate-share', 'half'],
            /SETTING_INVALID: .*Expected a number/,
        ],
        'a number out of its range': [
            () => ['run', ...plan().slice(1), '--max-concurrent-jobs', '99'],
            /SETTING_INVALID: .*from 1 to 20/,
        ],
        'a kind of project that is none': [() => ['init', 'three-tenants', 'new'], /SETTING_INVALID: .*two-tenants/],
        'a folder that is full': [() => ['init', 'file', 'full'], /SETTING_INVALID: .*Expected full to be empty/],
        'a folder that is a file': [() => ['init', 'file', 'good.ts'], /SETTING_INVALID: .*folder that can be read/],
        'no variables at all': [
            () => plan(),
            /SETTING_INVALID: Expected the environment variables AUTH0_SOURCE_DOMAIN, AUTH0_SOURCE_CLIENT_ID, AUTH0_SOURCE_CLIENT_SECRET, AUTH0_TARGET_DOMAIN/,
            Object.fromEntries(
                ['SOURCE', 'TARGET'].flatMap((side) =>
                    ['DOMAIN', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) => [`AUTH0_${side}_${name}`, undefined]),
                ),
            ),
        ],
        'one variable that is empty': [
            () => plan(),
            /Expected the environment variable AUTH0_TARGET_CLIENT_ID to be set/,
            { AUTH0_TARGET_CLIENT_ID: '' },
        ],
        'a domain with https://': [
            () => plan(),
            /SETTING_INVALID: Expected AUTH0_TARGET_DOMAIN to be a host.*without https/,
            { AUTH0_TARGET_DOMAIN: 'https://example.eu.auth0.com' },
        ],
        'a domain with a path': [
            () => plan(),
            /SETTING_INVALID: Expected AUTH0_SOURCE_DOMAIN to be a host/,
            { AUTH0_SOURCE_DOMAIN: 'example.eu.auth0.com/login' },
        ],
        'a domain in quotes': [
            () => plan(),
            /SETTING_INVALID: Expected AUTH0_SOURCE_DOMAIN to be a host.*quotes/,
            { AUTH0_SOURCE_DOMAIN: '"example.eu.auth0.com"' },
        ],
        'a domain with a space at its end': [
            () => plan(),
            /SETTING_INVALID: Expected AUTH0_SOURCE_DOMAIN to be a host.*spaces/,
            { AUTH0_SOURCE_DOMAIN: 'example.eu.auth0.com ' },
        ],
        'a domain that is a word': [
            () => plan(),
            /SETTING_INVALID: Expected the domain of a tenant to be a host/,
            { AUTH0_SOURCE_DOMAIN: 'example' },
        ],
        'a domain that does not exist': [
            () => plan(),
            /TENANT_UNREACHABLE: No answer from nobody\.invalid/,
            { AUTH0_SOURCE_DOMAIN: 'nobody.invalid' },
        ],
        'a port where nobody listens': [
            () => plan(),
            /TENANT_UNREACHABLE: No answer from localhost:2 .*ECONNREFUSED.*Tried 3 times/,
            { AUTH0_SOURCE_DOMAIN: 'localhost:2' },
        ],
        'a certificate that is not trusted': [
            () => plan(),
            /TENANT_UNREACHABLE: The certificate of .* is not trusted.*NODE_EXTRA_CA_CERTS/,
            { NODE_EXTRA_CA_CERTS: undefined },
        ],
        'a secret that is wrong': [
            () => plan(),
            /TENANT_UNAUTHORIZED: .*Check AUTH0_SOURCE_CLIENT_ID and AUTH0_SOURCE_CLIENT_SECRET/,
            { AUTH0_SOURCE_CLIENT_SECRET: 'nope' },
        ],
        'a client ID that is wrong': [() => plan(), /TENANT_UNAUTHORIZED/, { AUTH0_SOURCE_CLIENT_ID: 'nobody' }],
        'a definition that is not there': [() => plan('none.ts'), /DEFINITION_NOT_FOUND: .*none\.ts/],
        'a definition without its extension': [
            () => plan('migrations/good'),
            /DEFINITION_NOT_FOUND: .*Expected a file in the project's folder, named with its extension/,
        ],
        'a definition with a wrong key': [() => plan('typo.ts'), /DEFINITION_INVALID: .*pasword/],
        'a definition that does not compile': [() => plan('broken.ts'), /DEFINITION_INVALID/],
        'a definition that exports nothing': [() => plan('nothing.ts'), /DEFINITION_INVALID: .*export/],
        'a source that is not there': [
            () => plan('good.ts', 'lagacy'),
            /CONNECTION_NOT_FOUND: The source tenant.*`lagacy`/,
        ],
        'a target that is not there': [
            () => plan('good.ts', 'legacy', 'custmers'),
            /CONNECTION_NOT_FOUND: The target tenant.*`custmers`/,
        ],
        'the same connection twice': [() => plan('good.ts', 'legacy', 'legacy'), /SAME_CONNECTION/],
        'a file of users that is not there': [
            () => [...onTarget, '--source-file', 'none.csv'],
            /SOURCE_FILE_NOT_FOUND: .*none\.csv/,
        ],
        'a run that is not there': [() => ['show', 'runs/none', 'excluded'], /RUN_NOT_FOUND/],
        'a list of a folder that is no run': [
            () => ['show', 'full', 'excluded'],
            /RUN_NOT_FOUND: full holds no run(?!.*thesis)/,
        ],
        'a list of the folder of all runs': [
            () => ['show', 'runs', 'excluded'],
            /RUN_NOT_FOUND: runs holds no run.*Expected the folder of one run/,
        ],
        'a stop of a folder that is no run': [() => ['stop', 'full'], /RUN_NOT_FOUND: full holds no run/],
        'a list of a file': [() => ['show', 'users.json', 'excluded'], /RUN_NOT_FOUND: users\.json holds no run/],
        'a stop of a file': [() => ['stop', 'users.json'], /RUN_NOT_FOUND: users\.json holds no run/],
        'the purge of a file': [() => ['purge', 'users.json'], /RUN_NOT_FOUND: users\.json holds no run/],
        'a log that is a folder': [
            () => [...plan(), '--log-file', 'full'],
            /SETTING_INVALID: The log .* cannot be written \(EISDIR\): it is a folder/,
        ],
        'no source at all': [() => onTarget, /SETTING_INVALID: No source.*`--source-connection`.*`--source-file`/],
        'a list without its name': [() => ['show', 'full'], /SETTING_INVALID: Missing required argument `name`/],
        'a project without its kind': [() => ['init'], /SETTING_INVALID: Missing required argument `kind`/],
        'a definition that is JSON': [
            () => plan('users.json'),
            /DEFINITION_INVALID: .*users\.json is not a module\. Expected a TypeScript or JavaScript file/,
        ],
        'a definition that is a folder': [() => plan('.'), /DEFINITION_NOT_FOUND: .*Expected a file/],
        'a definition with an enum': [() => plan('enum.ts'), /DEFINITION_INVALID: .*TypeScript enum is not supported/],
        'a definition that imports a package that is not installed': [
            () => plan('import.ts'),
            /DEFINITION_INVALID: .*Cannot find package `not-there`/,
        ],
        'a definition that throws': [
            () => plan('throws.ts'),
            /DEFINITION_INVALID: .*throws\.ts cannot be loaded: Error \(`inner\.ts`, line 2\)\. Its message is not shown(?!.*ann@)/s,
        ],
        'a definition with a word in place of a setting': [
            () => plan('word.ts'),
            /DEFINITION_INVALID: .*`passwords`: Expected an object, got "reset" \(string\)/,
        ],
        'a definition that is a function': [
            () => plan('function.ts'),
            /DEFINITION_INVALID: .*function\.ts exports by default a value of type function\. Expected `export default/,
        ],
        'a definition with a word that a setting does not know': [
            () => plan('roles.ts'),
            /DEFINITION_INVALID: .*`roles`: Expected "leave" or "copy" or an object, got "all" \(string\)/,
        ],
        'a definition with a file in place of an object that names it': [
            () => plan('list.ts'),
            /DEFINITION_INVALID: .*`only`: Expected a function, a share .* or a list \(`\{ file: \.\.\. \}`\), got a text/,
        ],
        'a definition with a number in quotes, deep in a setting': [
            () => plan('ghosts.ts'),
            /DEFINITION_INVALID: .*`ghosts\.repair\.max`: Expected a number, got a text/,
        ],
        'a definition that lacks a setting': [
            () => plan('prefix.ts'),
            /DEFINITION_INVALID: .*`userIds\.prefix`: Expected a string, got nothing/,
        ],
        'a run ID that is a path': [
            () => ['run', ...plan().slice(1), '--run-id', '../x'],
            /SETTING_INVALID: Expected `runId` to be of letters/,
        ],
        'a way to send that is none': [
            () => ['reset-passwords', ...plan().slice(1), '--send', 'sms'],
            /SETTING_INVALID: .*Allowed choices are mails, tickets/,
        ],
        'a diagnosis of nobody': [
            () => ['diagnose', '--connection', 'customers', '--tenant', 'AUTH0_TARGET'],
            /SETTING_INVALID: Expected an address \(--email\) or a file of addresses \(--file\)/,
        ],
        'a diagnosis without variables': [
            () => ['diagnose', '--connection', 'customers', '--email', 'ann@example.com'],
            /SETTING_INVALID: Expected the environment variables AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET/,
            { AUTH0_DOMAIN: undefined, AUTH0_CLIENT_ID: undefined, AUTH0_CLIENT_SECRET: undefined },
        ],
        'a question about one connection only': [
            () => ['moved', '--source-connection', 'legacy'],
            /SETTING_INVALID: Required option `--target-connection <name>`/,
        ],
        'the purge of a folder that is no run': [() => ['purge', 'full'], /RUN_NOT_FOUND/],
        'a folder below a file': [
            () => ['init', 'file', 'good.ts/project'],
            /SETTING_INVALID: .*Expected good\.ts\/project to be a folder/,
        ],
        // Nothing can be created there, which Linux says with ENOENT.
        ...(process.platform === 'linux' && {
            'a folder in /proc': [
                () => ['init', 'two-tenants', '/proc/x'],
                /SETTING_INVALID: \/proc\/x cannot be created \(ENOENT\)/,
            ],
            'a runs folder in /proc': [
                () => [...plan(), '--runs-folder', '/proc/x'],
                /SETTING_INVALID: The run's folder \/proc\/x\/\S+ cannot be created \(ENOENT\)/,
            ],
            'a log in /proc': [
                () => [...plan(), '--log-file', '/proc/x/log'],
                /SETTING_INVALID: The log .*cannot be created \(ENOENT\)/,
            ],
        }),
    };
    for (const [what, [args, says, env]] of Object.entries(WRONG))
        it(`${what}: gets the right sentence`, async () => {
            assert.match(await fail(args(), env), says);
        });

    it('a clock that is off: is told by the certificate, with the time of this machine', async () => {
        const now = Date.now();
        for (const env of [
            await serve(new Date(now - 2 * YEAR_MS), new Date(now - YEAR_MS)),
            await serve(new Date(now + YEAR_MS), new Date(now + 2 * YEAR_MS)),
        ])
            assert.match(
                await fail([...onTarget, '--source-file', 'users.txt'], env),
                /TENANT_UNREACHABLE: The certificate of localhost:\d+ is not valid at the time of this machine, 20\d\d-/,
            );
    });

    it('a server without TLS: is told from a network that is down', async () => {
        const server = createHttpServer((_, response) => response.end());
        await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
        const { port } = server.address() as AddressInfo;
        const said = await fail([...onTarget, '--source-file', 'users.txt'], {
            AUTH0_TARGET_DOMAIN: `localhost:${port}`,
        });
        server.close();
        assert.match(said, /TENANT_UNREACHABLE: localhost:\d+ does not answer with HTTPS/);
    });
});
