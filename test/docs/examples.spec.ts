import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { startTenantProcess, type TenantProcess } from '../../local/rehearsal/tenant-process.ts';
import { codeBlocks, REPOSITORY, readDocument } from './markdown.ts';

const run = promisify(execFile);
const CLI = join(REPOSITORY, 'bin', 'auth0-user-migration.js');

describe('examples/1-two-tenants', function () {
    this.timeout(120_000);
    const tenants: TenantProcess[] = [];
    let folder: string;
    let env: NodeJS.ProcessEnv;

    before(async () => {
        folder = await copyExample('1-two-tenants');
        tenants.push(await startTenantProcess(CLI, ['--seed', join(folder, 'users.ndjson')]));
        tenants.push(await startTenantProcess(CLI, []));
        env = await environmentFor(folder, ...(tenants as [TenantProcess, TenantProcess]));
    });
    after(async () => {
        await Promise.all(tenants.map((tenant) => tenant.stop()));
        await rm(folder, { recursive: true, force: true });
    });

    it('needs the settings that its README names, and no other', () => {
        const exported = codeBlocks(readDocument('examples/1-two-tenants/README.md'), 'sh')
            .join('')
            .matchAll(/(\w+)=/g);
        const given = Object.keys(env).filter(
            (name) => process.env[name] !== env[name] && name !== 'NODE_EXTRA_CA_CERTS',
        );
        assert.deepEqual([...exported].map(([, name]) => name).sort(), given.sort());
    });

    it('moves its users by the commands of its README', async () => {
        const blocks = codeBlocks(readDocument('examples/1-two-tenants/README.md'), 'bash');
        const printed = [];
        for (const block of blocks) {
            const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', block], { cwd: folder, env });
            printed.push(stdout);
        }
        assert.equal(blocks.length, 2);
        assert.match(printed[0] ?? '', /status: "prepared"/);
        assert.match(printed[1] ?? '', /verified {2}12 of 12, field by field/);
    });
});

/** Copies an example into a project of its own, which has this repository as its dependency, as `npm link` does it. */
async function copyExample(name: string): Promise<string> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'example-')));
    const example = join(REPOSITORY, 'examples', name);
    // What somebody's own runs of the example have left there stays there.
    const isOwn = (path: string): boolean => !relative(example, path).startsWith('.');
    await cp(example, folder, { recursive: true, filter: isOwn });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, '.bin'), { recursive: true });
    await symlink(REPOSITORY, join(modules, 'auth0-user-migration'));
    await symlink(join(REPOSITORY, 'node_modules', '@pulumi'), join(modules, '@pulumi'));
    await symlink(CLI, join(modules, '.bin', 'auth0-user-migration'));
    return folder;
}

async function environmentFor(
    folder: string,
    source: TenantProcess,
    target: TenantProcess,
): Promise<NodeJS.ProcessEnv> {
    const caFile = join(folder, 'ca.pem');
    const authorities = await Promise.all([source, target].map((tenant) => readFile(tenant.caFile, 'utf8')));
    await writeFile(caFile, authorities.join('\n'));
    return {
        ...process.env,
        AUTH0_SOURCE_DOMAIN: source.domain,
        AUTH0_SOURCE_CLIENT_ID: source.clientId,
        AUTH0_SOURCE_CLIENT_SECRET: source.clientSecret,
        AUTH0_TARGET_DOMAIN: target.domain,
        AUTH0_TARGET_CLIENT_ID: target.clientId,
        AUTH0_TARGET_CLIENT_SECRET: target.clientSecret,
        CLIENT_ID: target.clientId,
        PULUMI_CONFIG_PASSPHRASE: 'a passphrase for tests',
        NODE_EXTRA_CA_CERTS: caFile,
    };
}
