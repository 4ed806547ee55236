import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { CLI, linkPackage } from '../docs/copied-example.ts';
import { codeBlocks } from '../docs/markdown.ts';

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
            const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands], { cwd: project });
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

describe('the command `tenant pair`', function () {
    this.timeout(120_000);

    it('leaves the settings of somebody else as they are', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'pair-'));
        try {
            const file = join(folder, '.env');
            await writeFile(file, 'AUTH0_SOURCE_CLIENT_SECRET=precious\n');
            await assert.rejects(
                run(process.execPath, [CLI, 'tenant', 'pair', '--env', file]),
                ({ stderr }: { stderr: string }) => {
                    assert.match(stderr, /has other settings, and was left as it is/);
                    assert.ok(!stderr.includes('precious'));
                    return true;
                },
            );
            assert.equal(await readFile(file, 'utf8'), 'AUTH0_SOURCE_CLIENT_SECRET=precious\n');
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    });

    it('prints settings with which a client of each tenant gets a token', async () => {
        const child = spawn(process.execPath, [CLI, 'tenant', 'pair'], { stdio: ['ignore', 'pipe', 'inherit'] });
        try {
            const settings: Record<string, string> = {};
            for await (const line of createInterface(child.stdout)) {
                const [, name, value] = /^ {4}export (\w+)=(.+)$/.exec(line) ?? [];
                if (name !== undefined && value !== undefined) settings[name] = value;
                if (name === 'SSL_CERT_FILE') break;
            }
            for (const name of ['SOURCE', 'TARGET']) {
                const of = (setting: string): string => settings[`AUTH0_${name}_${setting}`] ?? '';
                const body = `grant_type=client_credentials&client_id=${of('CLIENT_ID')}&client_secret=${of('CLIENT_SECRET')}&audience=https://${of('DOMAIN')}/api/v2/`;
                const program = `const answer = await fetch('https://${of('DOMAIN')}/oauth/token', { method: 'POST', body: new URLSearchParams('${body}') }); console.log(answer.status);`;
                const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
                    env: { ...process.env, NODE_EXTRA_CA_CERTS: settings['NODE_EXTRA_CA_CERTS'] },
                });
                assert.equal(stdout.trim(), '200', name);
            }
        } finally {
            const ended = once(child, 'exit');
            child.kill('SIGTERM');
            const [code] = (await ended) as [number | null];
            assert.equal(code, 0);
        }
    });
});
