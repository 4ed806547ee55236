import { cp, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import type { TenantProcess } from '../../local/rehearsal/tenant-process.ts';
import { REPOSITORY } from './markdown.ts';

/** The command line's entry. */
export const CLI = join(REPOSITORY, 'bin', 'auth0-user-migration.js');

/** The same of the local tenant. */
export const LOCAL_TENANT = join(REPOSITORY, 'local', 'tenant', 'bin', 'auth0-local-tenant.js');

/** The `PATH` of somebody who has installed Pulumi, which is the stand-in of this repository. */
export const PATH_WITH_PULUMI = [join(REPOSITORY, 'local', 'pulumi', 'bin'), process.env['PATH']].join(delimiter);

/** Copies an example into a project of its own, which has this repository as its dependency. */
export async function copyExample(name: string): Promise<string> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'example-')));
    const example = join(REPOSITORY, 'examples', name);
    // What somebody's own runs of the example have left there stays there.
    const isOwn = (path: string): boolean => !relative(example, path).startsWith('.');
    await cp(example, folder, { recursive: true, filter: isOwn });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    await linkPackage(folder);
    return folder;
}

/** Makes this repository the dependency of a project, as `npm link` does it. */
export async function linkPackage(folder: string): Promise<void> {
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, '.bin'), { recursive: true });
    await symlink(REPOSITORY, join(modules, 'auth0-user-migration'));
    await symlink(join(REPOSITORY, 'node_modules', '@pulumi'), join(modules, '@pulumi'));
    await symlink(CLI, join(modules, '.bin', 'auth0-user-migration'));
    await symlink(LOCAL_TENANT, join(modules, '.bin', 'auth0-local-tenant'));
}

/** Gives the environment that the README of an example of two tenants asks for. */
export async function environmentFor(
    folder: string,
    source: TenantProcess,
    target: TenantProcess,
): Promise<NodeJS.ProcessEnv> {
    const caFile = join(folder, 'ca.pem');
    const authorities = await Promise.all([source, target].map((tenant) => readFile(tenant.caFile, 'utf8')));
    await writeFile(caFile, authorities.join('\n'));
    return {
        ...process.env,
        PATH: PATH_WITH_PULUMI,
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
