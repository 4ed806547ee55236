import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY } from '../../scripts/packages.ts';
import { codeBlocks, readDocument } from '../docs/markdown.ts';
import { lockProject } from './lock-project.ts';
import { cleanEnvironment, installProject, PACKAGE_MANAGERS, type Project, start } from './projects.ts';
import { packPackages, type Tarballs } from './tarballs.ts';

const KINDS = ['two-tenants', 'two-connections', 'file'];
const [NPM] = PACKAGE_MANAGERS;
/** What somebody with the Pulumi CLI has: here the stand-in for it. */
const PULUMI = join(REPOSITORY, 'local', 'pulumi', 'bin');

// One kind by default, and all with `PACKAGES=all`: each of them installs both packages anew.
describe('the first migration, with the packed packages and the commands of the documents alone', function () {
    this.timeout(900_000);
    let tarballs: Tarballs;
    let starter: Project;
    let pair: ChildProcess | undefined;

    before(async () => {
        tarballs = await packPackages();
        assert.ok(NPM);
        starter = await installProject(tarballs, NPM);
    });
    after(() => tarballs.remove());
    afterEach(async () => {
        if (pair === undefined) return;
        const ended = once(pair, 'close');
        // npx starts it in a shell; all of them are one group, as in a terminal.
        process.kill(-(pair.pid ?? 0), 'SIGINT');
        await ended;
        pair = undefined;
    });

    for (const kind of process.env['PACKAGES'] === 'all' ? KINDS : KINDS.slice(0, 1))
        it(`is done in minutes in a project of the kind \`${kind}\``, async () => {
            const times: string[] = [];
            const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
                const startedAt = performance.now();
                const result = await work;
                times.push(`${what} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
                return result;
            };
            await timed('init', starter.start(['npx', '--no', 'auth0-user-migration', 'init', kind, 'my-migration']));
            const folder = join(starter.folder, 'my-migration');
            const env = cleanEnvironment();
            const bash = (commands: string) => start(['bash', '-euo', 'pipefail', '-c', commands], folder, env);

            // As in the README, until the packages are published; npm finds the versions in its cache.
            const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name: string };
            await lockProject(folder, manifest);
            const install = ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
            await timed('npm install', start([...install, ...Object.values(tarballs.paths)], folder, env));

            const readme = await readFile(join(folder, 'README.md'), 'utf8');
            const [inOtherTerminal = '', commands = ''] = [codeBlocks(readme, 'sh')[0], codeBlocks(readme, 'bash')[0]];
            const [, tenants = ''] = /^(npx auth0-local-tenant .+)$/m.exec(inOtherTerminal) ?? [];
            pair = spawn('bash', ['-c', tenants], {
                cwd: folder,
                env,
                detached: true,
                stdio: ['ignore', 'pipe', 'inherit'],
            });
            await timed('tenants', once(createInterface(pair.stdout as NodeJS.ReadableStream), 'line'));

            const { stdout } = await timed('pulumi', bash(`PATH="${PULUMI}${delimiter}$PATH"\n${commands}`));
            assert.match(stdout, /status: "prepared"/);
            assert.match(stdout, /verified {2}5 of 5, field by field/);
            const [, report = ''] = /^ *report {4}(.+)$/m.exec(stdout) ?? [];
            assert.match(await readFile(join(folder, report), 'utf8'), /Verified/);
            assert.deepEqual(await personalFilesInGit(folder), []);
            console.log(`      ${kind}: ${times.join(', ')}`);
            await start(['rm', '-rf', folder], starter.folder, env);
        });

    it('begins in the README of the package with commands that are those of this test', () => {
        const install = codeBlocks(readDocument('README.md'), 'sh').join('\n');
        for (const words of ['npm run pack', 'init two-tenants ../my-migration', 'npm install ../'])
            assert.ok(install.includes(words), words);
    });
});

/** Names what a run has left that its `.gitignore` does not keep out of a repository. */
async function personalFilesInGit(folder: string): Promise<string[]> {
    const ignored = (await readFile(join(folder, '.gitignore'), 'utf8')).split('\n');
    const hidden = (await readdir(folder)).filter((name) => /^\.(?!gitignore)/.test(name));
    return hidden.filter((name) => !ignored.includes(name) && !ignored.includes(`${name}/`));
}
