import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { CLI, linkPackage, PATH_WITH_PULUMI } from '../docs/copied-example.ts';
import { codeBlocks, REPOSITORY } from '../docs/markdown.ts';

const run = promisify(execFile);

describe('the command `init`', function () {
    this.timeout(600_000);
    let folder: string;
    let pair: ChildProcess | undefined;

    beforeEach(async () => {
        folder = await realpath(await mkdtemp(join(tmpdir(), 'init-')));
    });
    afterEach(async () => {
        if (pair !== undefined) {
            const ended = once(pair, 'close');
            // npx starts it in a shell; all of them are one group, as in a terminal.
            process.kill(-(pair.pid ?? 0), 'SIGINT');
            await ended;
            pair = undefined;
        }
        await rm(folder, { recursive: true, force: true });
    });

    const init = (...args: string[]) => run(process.execPath, [CLI, 'init', ...args], { cwd: folder });

    for (const kind of ['two-tenants', 'two-connections', 'file'])
        it(`writes a project of the kind \`${kind}\` that moves its users by the commands of its README`, async () => {
            await init(kind, 'shop');
            const project = join(folder, 'shop');
            await linkPackage(project);
            const readme = await readFile(join(project, 'README.md'), 'utf8');

            // What stands in the first block runs in a second terminal.
            const [firstBlock = ''] = codeBlocks(readme, 'sh');
            const command = firstBlock.split('\n').find((line) => line.startsWith('npx ')) ?? '';
            pair = spawn('npx', command.split(' ').slice(1), {
                cwd: project,
                detached: true,
                stdio: ['ignore', 'pipe', 'inherit'],
            });
            await once(createInterface(pair.stdout as NodeJS.ReadableStream), 'line');

            const [commands = ''] = codeBlocks(readme, 'bash');
            const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands], {
                cwd: project,
                env: { ...process.env, PATH: PATH_WITH_PULUMI },
            });
            assert.match(stdout, /status: "prepared"/);
            assert.match(stdout, /verified {2}5 of 5, field by field/);
            assert.ok(readme.includes('verified  5 of 5, field by field'));
            const ignored = (await readFile(join(project, '.gitignore'), 'utf8')).split('\n');
            for (const name of await readdir(project))
                if (/^\.(?!gitignore)/.test(name))
                    assert.ok(ignored.includes(name) || ignored.includes(`${name}/`), name);
        });

    it('names the project after its folder, as Pulumi and npm accept it, and quotes the folder for a shell', async () => {
        const { stdout } = await init('file', "Bo's Shop");
        const manifest = JSON.parse(await readFile(join(folder, "Bo's Shop", 'package.json'), 'utf8')) as {
            name: string;
        };
        assert.equal(manifest.name, 'bo-s-shop');
        assert.match(await readFile(join(folder, "Bo's Shop", 'Pulumi.yaml'), 'utf8'), /^name: bo-s-shop$/m);
        const { stdout: entered } = await run(
            'bash',
            ['-c', `${/Next: (cd .+?) && /.exec(stdout)?.[1] ?? 'false'} && pwd`],
            {
                cwd: folder,
            },
        );
        assert.equal(entered.trim(), join(folder, "Bo's Shop"));
    });

    it('names a command that installs the packages, as long as no registry has them', async () => {
        const { stdout } = await init('file', 'shop');
        const { version } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
        if (version === '0.0.0') {
            assert.match(stdout, /^Next: cd shop && npm install \S+\/\*\.tgz, then follow README\.md\.$/m);
            assert.match(stdout, /`npm ci && npm run pack` in a clone/);
        } else assert.match(stdout, /^Next: cd shop && npm install, then follow README\.md\.$/m);
    });

    it('writes into a folder that has only a repository, and into no other that has something', async () => {
        await mkdir(join(folder, '.git'));
        await init('file');
        await assert.rejects(init('two-tenants'), /SETTING_INVALID: Expected \. to be empty\. Nothing was written/);
        assert.ok(!(await readdir(folder)).includes('users.ndjson'));
    });

    it('refuses a kind that it does not know, and a file in place of the folder', async () => {
        await assert.rejects(init('keycloak'), /Allowed choices are two-tenants, two-connections, file/);
        await writeFile(join(folder, 'taken'), '');
        await assert.rejects(init('file', 'taken'), /SETTING_INVALID: Expected taken to be a folder/);
    });
});
