import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { logInMovedUsers } from '../../local/rehearsal/log-ins.ts';
import { makePasswordPool, type PooledPassword } from '../../local/rehearsal/password-pool.ts';
import { openTenantClient } from '../../local/rehearsal/tenant-client.ts';
import { startTenantProcess, type TenantProcess } from '../../local/rehearsal/tenant-process.ts';
import { writeSeeds } from '../../local/rehearsal/write-seeds.ts';
import { REPOSITORY } from '../../scripts/packages.ts';
import { createHttpsFetch } from '../local/tenant/https-fetch.ts';
import { type InstalledProject, installPackages } from './installed-project.ts';

const run = promisify(execFile);
const PULUMI = join(REPOSITORY, 'local', 'pulumi', 'bin', 'pulumi');
const USERS = 50;

interface Manifest {
    readonly dependencies: Readonly<Record<string, string>>;
}

interface Digest {
    readonly failed: boolean;
    readonly diagnostics: readonly unknown[];
    readonly outputs: { readonly status?: string; readonly report?: Readonly<Record<string, unknown>> };
    readonly changeSummary: Readonly<Record<string, number>>;
}

describe('the packed packages, installed into another program', function () {
    this.timeout(180_000);
    let project: InstalledProject;

    before(async () => {
        project = await installPackages();
    });
    after(() => project.remove());

    it('is a folder of compiled JavaScript with declarations, and nothing of the workshop', async () => {
        for (const folder of [project.packageFolder, join(project.localTenant, '..', '..')]) {
            assert.ok((await lstat(folder)).isDirectory());
            const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
                // Examples are to be read, and templates to be copied.
                .filter((entry) => entry.isFile() && !/\/(examples|templates)\//.test(entry.parentPath))
                .map(({ name }) => name);
            const unexpected = files.filter(
                (name) => !/^[\w.-]+\.(js|d\.ts|md)$|^dashboard\.(html|css)$|^(LICENSE|package\.json)$/.test(name),
            );
            assert.deepEqual(unexpected, []);
            const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as object;
            for (const key of ['scripts', 'private', 'devDependencies', 'optionalDependencies']) {
                assert.ok(!(key in manifest), key);
            }
        }
    });

    it('have their commands, and each says what the other does', async () => {
        const start = (command: string, ...args: string[]) =>
            run(join(project.folder, 'node_modules/.bin', command), args, { cwd: project.folder });
        for (const command of ['auth0-user-migration', 'auth0-local-tenant'])
            assert.match((await start(command, '--help')).stdout, new RegExp(`^Usage: ${command}`));
        const { stdout } = await start('auth0-user-migration', '--help');
        assert.doesNotMatch(stdout, /^ {2}(tenant|pulumi|rehearse)\b/m);
        await assert.rejects(
            start('auth0-user-migration', 'tenant', 'pair', '--env', 'x'),
            /Run `npx auth0-local-tenant start`/,
        );
        await assert.rejects(start('auth0-user-migration', 'pulumi', 'up', '--yes'), /Run `pulumi up`/);
    });

    it('bring less than 40 MB beside Pulumi and Auth0, and what serves local tenants only with the local tenant', async () => {
        const manifest = JSON.parse(await readFile(join(project.packageFolder, 'package.json'), 'utf8')) as Manifest;
        assert.deepEqual(Object.keys(manifest.dependencies), [
            'acorn',
            'acorn-walk',
            'auth0',
            'commander',
            'csv-parse',
            'zod',
        ]);
        const own = ['auth0-user-migration', ...Object.keys(manifest.dependencies)].filter((name) => name !== 'auth0');
        let bytes = 0;
        for (const name of own) {
            const folder = join(project.folder, 'node_modules', name);
            const inner = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Partial<Manifest>;
            if (name !== 'auth0-user-migration')
                assert.deepEqual(
                    Object.keys(inner.dependencies ?? {}).filter((name) => !own.includes(name)),
                    [],
                    name,
                );
            for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
                if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name))).size;
        }
        assert.ok(bytes < 40_000_000, `${bytes} bytes`);
    });

    describe('and run', () => {
        const tenants: TenantProcess[] = [];
        let pool: PooledPassword[];

        before(async () => {
            pool = await makePasswordPool();
            const sourceSeed = join(project.folder, 'source.ndjson');
            await writeSeeds({ sourceSeed, hashExport: join(project.folder, 'hashes.ndjson.gz') }, USERS, pool);
            const cli = project.localTenant;
            tenants.push(await startTenantProcess(cli, ['--seed', sourceSeed]));
            tenants.push(await startTenantProcess(cli, ['--job-rate', '3000', '--control']));
        });
        after(() => Promise.all(tenants.map((tenant) => tenant.stop())));

        it('moves the users, with a provider that runs compiled JavaScript from node_modules', async () => {
            const [source, target] = tenants as [TenantProcess, TenantProcess];
            const traceFile = join(project.folder, 'modules.ndjson');
            const first = await up(project, source, target, traceFile);

            assert.equal(first.failed, false, JSON.stringify(first.diagnostics));
            assert.equal(first.outputs.status, 'complete');
            assert.equal(first.outputs.report?.['imported'], USERS);
            const client = await openTenantClient(target);
            const logIns = await logInMovedUsers(client, USERS, 5, pool);
            client.close();
            assert.deepEqual([logIns.ok, logIns.wrongRefused], [5, 5]);

            const trace = (await readFile(traceFile, 'utf8'))
                .trimEnd()
                .split('\n')
                .map((line) => JSON.parse(line) as { pid: number; script: string; url: string });
            const installed = pathToFileURL(project.packageFolder).href;
            const loadedBy = (program: string) =>
                trace.filter(({ script }) => script.includes(program)).map(({ url }) => url);
            const provider = 'components/user-migration-run-lifecycle.js';
            assert.ok(loadedBy('dynamic-provider').includes(`${installed}/${provider}`), provider);
            for (const path of ['migrator/child/child-main.js', 'migrator/pipeline.js'])
                assert.ok(loadedBy('child-main.js').includes(`${installed}/${path}`), path);
            // The stand-in for the engine is the repository's.
            const foreign = trace.filter(
                ({ script, url }) => script !== PULUMI && url.startsWith(pathToFileURL(REPOSITORY).href),
            );
            assert.deepEqual(foreign, []);
        });

        it('shows the web page of a local tenant', async () => {
            const [, target] = tenants as [TenantProcess, TenantProcess];
            const fetchLocal = createHttpsFetch(await readFile(target.caFile, 'utf8'));
            for (const file of ['', 'dashboard.css', 'dashboard.js'])
                assert.equal((await fetchLocal(`https://${target.domain}/_local/${file}`)).status, 200, file);
            fetchLocal.close();
        });

        it('starts its child process for a program in CommonJS too', async () => {
            const [source, target] = tenants as [TenantProcess, TenantProcess];
            const endOf = ({ domain, clientId, clientSecret }: TenantProcess, connectionName: string) => ({
                ...{ credentials: { domain, clientId, clientSecret }, connectionName },
            });
            const settings = {
                ...{ runId: 'r', runsFolder: 'runs', projectFolder: project.folder },
                definitionPath: 'migrations/0001-customers.ts',
                ...{ source: endOf(source, 'legacy-customers'), target: endOf(target, 'customers') },
            };
            const program = `const { runInChild } = require('auth0-user-migration/migrator');
                runInChild('inspect', JSON.parse(process.env.SETTINGS)).then(({ result }) => console.log(result.sourceUsers));`;
            const { stdout } = await run(process.execPath, ['-e', program], {
                cwd: project.folder,
                env: {
                    ...process.env,
                    SETTINGS: JSON.stringify(settings),
                    NODE_EXTRA_CA_CERTS: join(project.folder, 'ca.pem'),
                },
            });
            assert.equal(stdout, `${USERS}\n`);
        });

        it('has nothing to do the second time', async () => {
            const [source, target] = tenants as [TenantProcess, TenantProcess];
            const { changeSummary } = await up(project, source, target);
            assert.deepEqual(Object.keys(changeSummary), ['same']);
        });
    });
});

async function up(
    { folder }: InstalledProject,
    source: TenantProcess,
    target: TenantProcess,
    traceFile?: string,
): Promise<Digest> {
    const caFile = join(folder, 'ca.pem');
    const authorities = await Promise.all([source, target].map((tenant) => readFile(tenant.caFile, 'utf8')));
    await writeFile(caFile, authorities.join('\n'));
    const config = {
        sourceDomain: source.domain,
        sourceClientId: source.clientId,
        targetDomain: target.domain,
        targetClientId: target.clientId,
        enabledClients: JSON.stringify([target.clientId]),
    };
    const { stdout } = await run(
        process.execPath,
        [
            PULUMI,
            ...['up', '--json', '--cwd', folder],
            ...Object.entries(config).flatMap(([key, value]) => ['--config', `${key}=${value}`]),
        ],
        {
            env: {
                ...process.env,
                PULUMI_CONFIG_PASSPHRASE: 'a passphrase for tests',
                NODE_EXTRA_CA_CERTS: caFile,
                AUTH0_SOURCE_CLIENT_SECRET: source.clientSecret,
                AUTH0_TARGET_CLIENT_SECRET: target.clientSecret,
                NODE_OPTIONS: `--import=${pathToFileURL(join(folder, 'trace-modules.ts')).href}`,
                ...(traceFile === undefined ? {} : { TRACE_MODULES: traceFile }),
            },
        },
    ).catch((error: unknown) => error as { stdout: string });
    return JSON.parse(stdout) as Digest;
}
