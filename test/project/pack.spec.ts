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
import { createHttpsFetch } from '../local/tenant/https-fetch.ts';
import { type InstalledProject, installPackage } from './installed-project.ts';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '..', '..');
const USERS = 50;

interface Digest {
    readonly failed: boolean;
    readonly diagnostics: readonly unknown[];
    readonly outputs: { readonly status?: string; readonly report?: Readonly<Record<string, unknown>> };
    readonly changeSummary: Readonly<Record<string, number>>;
}

describe('the packed package, installed into another program', function () {
    this.timeout(180_000);
    let project: InstalledProject;

    before(async () => {
        project = await installPackage();
    });
    after(() => project.remove());

    it('is a folder of compiled JavaScript with declarations, and nothing of the workshop', async () => {
        assert.ok((await lstat(project.packageFolder)).isDirectory());
        const files = (await readdir(project.packageFolder, { recursive: true, withFileTypes: true }))
            // Examples are to be read, and templates to be copied.
            .filter((entry) => entry.isFile() && !/\/(examples|templates)\//.test(entry.parentPath))
            .map(({ name }) => name);
        const unexpected = files.filter(
            (name) => !/^[\w.-]+\.(js|d\.ts|md)$|^dashboard\.(html|css)$|^(LICENSE|package\.json)$/.test(name),
        );
        assert.deepEqual(unexpected, []);
        const manifest = JSON.parse(await readFile(join(project.packageFolder, 'package.json'), 'utf8')) as object;
        for (const key of ['scripts', 'private', 'devDependencies', 'optionalDependencies']) {
            assert.ok(!(key in manifest), key);
        }
    });

    it('has the command', async () => {
        const { stdout } = await run(join(project.folder, 'node_modules/.bin/auth0-user-migration'), ['--help']);
        assert.match(stdout, /^Usage: auth0-user-migration/);
    });

    it('tells the compiler its types', async () => {
        const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024'];
        const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
        const { stdout } = await run(
            process.execPath,
            [
                compiler,
                ...options,
                '--types',
                'node',
                'index.ts',
                'migrations/0001-customers.ts',
                'wrong-definition.ts',
            ],
            { cwd: project.folder },
        ).catch((error: unknown) => error as { stdout: string });
        assert.equal(stdout, '');
    });

    describe('and run', () => {
        const tenants: TenantProcess[] = [];
        let pool: PooledPassword[];

        before(async () => {
            pool = await makePasswordPool();
            const sourceSeed = join(project.folder, 'source.ndjson');
            await writeSeeds({ sourceSeed, hashExport: join(project.folder, 'hashes.ndjson.gz') }, USERS, pool);
            const cli = join(project.packageFolder, 'bin/auth0-user-migration.js');
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
            const foreign = trace.filter(({ url }) => url.startsWith(pathToFileURL(REPOSITORY).href));
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
    { folder, packageFolder }: InstalledProject,
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
            join(packageFolder, 'bin/auth0-user-migration.js'),
            ...['pulumi', 'up', '--json', '--cwd', folder],
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
