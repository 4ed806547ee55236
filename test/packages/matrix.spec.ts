import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../../scripts/packages.ts';
import { installProject, PACKAGE_MANAGERS, type Project } from './projects.ts';
import { packPackages, type Tarballs } from './tarballs.ts';

const isAll = process.env['PACKAGES'] === 'all';
const COMPILERS = {
    'TypeScript 5.9': join(REPOSITORY, 'test/packages/node_modules/typescript/bin/tsc'),
    'TypeScript 6': join(REPOSITORY, 'node_modules/typescript/bin/tsc'),
};
/** Ways to compile a program, with the `type` of its package. */
const COMPILED = [
    { name: 'CommonJS', type: 'commonjs', options: ['--module', 'commonjs'] },
    { name: 'CommonJS without a type', type: undefined, options: ['--module', 'commonjs'] },
    { name: 'NodeNext', type: 'module', options: ['--module', 'nodenext'] },
    { name: 'NodeNext in CommonJS', type: 'commonjs', options: ['--module', 'nodenext'] },
    { name: 'a bundler', type: 'module', options: ['--module', 'esnext', '--moduleResolution', 'bundler'] },
];
const PROGRAM = `
    import { Auth0Tenant, DatabaseConnection, UserMigration } from 'auth0-user-migration';
    import { UserMigration as Same } from 'auth0-user-migration/components';
    import { defineMigration, type Report } from 'auth0-user-migration/migrator';
    import { startLocalTenant } from 'auth0-local-tenant';

    export const definition = defineMigration({ description: 'Customers.', passwords: { whenMissing: 'reset' } });
    // Were the declarations not found, everything would be allowed here.
    // @ts-expect-error -- an unknown key
    defineMigration({ description: 'Customers.', passwords: { whenMissing: 'reset' }, userIDs: {} });
    export const isSame: boolean = UserMigration === Same;
    export const source = () => DatabaseConnection.existing('legacy', { tenant: new Auth0Tenant('source'), name: 'legacy' });
    export const imported = ({ imported }: Report): number => imported;
    export const start: typeof startLocalTenant = startLocalTenant;
`;
const LOADED = {
    'a module': {
        name: 'loads.mjs',
        text: `import { UserMigration } from 'auth0-user-migration'; import { defineMigration } from 'auth0-user-migration/migrator';
            import { startLocalTenant } from 'auth0-local-tenant'; console.log(typeof UserMigration, typeof defineMigration, typeof startLocalTenant);`,
    },
    CommonJS: {
        name: 'loads.cjs',
        text: `const { UserMigration } = require('auth0-user-migration'); const { defineMigration } = require('auth0-user-migration/migrator');
            const { startLocalTenant } = require('auth0-local-tenant'); console.log(typeof UserMigration, typeof defineMigration, typeof startLocalTenant);`,
    },
};

// `PACKAGES=all` tries every package manager; they ask the registry for what npm has in its cache.
describe('the packed packages', function () {
    this.timeout(900_000);
    let tarballs: Tarballs;
    const projects = new Map<string, Project>();

    before(async () => {
        tarballs = await packPackages();
    });
    after(() => tarballs.remove());

    /** Compiles a program in a folder of a project, and gives what the compiler says. */
    const compile = async (project: Project, folder: string, compiler: string, options: readonly string[]) => {
        await writeFile(join(folder, 'index.ts'), PROGRAM);
        const args = [compiler, '--noEmit', '--strict', '--target', 'es2022', '--types', 'node', ...options];
        const { stdout } = await project
            .start([process.execPath, ...args, 'index.ts'], { folder })
            .catch((error: unknown) => error as { stdout: string });
        return stdout;
    };

    for (const manager of PACKAGE_MANAGERS.slice(0, isAll ? PACKAGE_MANAGERS.length : 1)) {
        describe(`installed with ${manager.name}`, () => {
            let project: Project;
            before(async () => {
                project = await installProject(tarballs, manager);
                projects.set(manager.name, project);
            });

            it('start their commands', async () => {
                for (const command of ['auth0-user-migration', 'auth0-local-tenant']) {
                    const { stdout } = await project.start([...manager.command, command, '--version']);
                    assert.match(stdout, /^\d+\.\d+\.\d+$/m);
                }
            });

            for (const [kind, { name, text }] of Object.entries(LOADED))
                it(`are loaded by ${kind}`, async () => {
                    await writeFile(join(project.folder, name), text);
                    const { stdout, stderr } = await project.start([...manager.node, name]);
                    assert.equal(stdout, 'function function function\n');
                    // Yarn's own loader is experimental, and says so.
                    if (!manager.name.includes("Plug'n'Play")) assert.equal(stderr, '');
                });
        });
    }

    describe('compile without skipLibCheck with', () => {
        for (const [version, compiler] of Object.entries(COMPILERS))
            for (const { name, type, options } of COMPILED)
                it(`${version}, ${name}`, async () => {
                    const project = projects.get('npm');
                    assert.ok(project);
                    const folder = join(project.folder, `${version} ${name}`.replaceAll(/\W+/g, '-'));
                    await mkdir(folder);
                    await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
                    assert.equal(await compile(project, folder, compiler, options), '');
                });
    });

    if (isAll)
        it("load and compile with the oldest of Pulumi's packages that they allow", async () => {
            const [npm] = PACKAGE_MANAGERS;
            assert.ok(npm);
            const project = await installProject(tarballs, npm, await oldestPeers());
            const { name, text } = LOADED['a module'];
            await writeFile(join(project.folder, name), text);
            assert.equal((await project.start([...npm.node, name])).stdout, 'function function function\n');
            for (const compiler of Object.values(COMPILERS))
                assert.equal(await compile(project, project.folder, compiler, ['--module', 'nodenext']), '');
        });
});

async function oldestPeers(): Promise<Record<string, string>> {
    const text = await readFile(join(REPOSITORY, 'package.json'), 'utf8');
    const { peerDependencies } = JSON.parse(text) as { peerDependencies: Record<string, string> };
    const ranges = Object.entries(peerDependencies).filter(([name]) => name.startsWith('@pulumi/'));
    return Object.fromEntries(ranges.map(([name, range]) => [name, range.replace('^', '')]));
}
