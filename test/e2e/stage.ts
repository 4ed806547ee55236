import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type LocalPulumiOptions, type LocalPulumiResult, runLocalPulumi } from '../../local/pulumi/index.ts';
import { type LocalTenant, startLocalTenant } from '../../local/tenant/index.ts';

const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A user of the source, as a seed takes it, with the hash that the export of the support holds. */
export interface StagedUser {
    readonly user_id: string;
    readonly email: string;
    readonly password_hash: string;
    readonly [field: string]: unknown;
}

export interface StageOptions {
    readonly users: readonly StagedUser[];
    /** Text of the definition file; it can import from `auth0-user-migration/migrator`. */
    readonly definition?: string;
    /** @default NDJSON of the users' hashes */
    readonly hashExport?: string | Buffer;
    readonly jobRate?: number;
    /** Whether the target serves its control API. */
    readonly control?: boolean;
    /** Arguments of the program's `UserMigration`, as text, beside its usual ones. */
    readonly migrationArgs?: string;
}

/** Two tenants and a Pulumi program that moves users from one into the other, in a folder of its own. */
export interface Stage {
    readonly folder: string;
    readonly source: LocalTenant;
    readonly target: LocalTenant;
    /** What the program gets unless a test says otherwise. */
    readonly config: Readonly<Record<string, string>>;
    readonly env: NodeJS.ProcessEnv;
    run(command: LocalPulumiOptions['command'], options?: Partial<LocalPulumiOptions>): Promise<LocalPulumiResult>;
    close(): Promise<void>;
}

export const DEFINITION = `import { defineMigration } from 'auth0-user-migration/migrator';
export default defineMigration({
    description: 'Staged users.',
    passwords: { hashExport: 'hashes.ndjson.gz', whenMissing: 'refuse' },
});
`;

/** bcrypt with cost 10 of `a staged password`. */
export const STAGED_PASSWORD = 'a staged password';

/** A well-formed bcrypt hash of no password that anybody knows, for users who never log in. */
export const NOBODYS_HASH = '$2b$10$C9hB01.YxRSTcn/ZOOo4j.TW7xCKKFKBSF.aaaaaaaaaaaaaaaaaa';

export function stagedUsers(count: number, { hash = NOBODYS_HASH, padding = 0 } = {}): StagedUser[] {
    return Array.from({ length: count }, (_, number) => ({
        user_id: number.toString(16).padStart(24, '0'),
        email: `staged.${number}@example.com`,
        email_verified: number % 2 === 0,
        password_hash: hash,
        user_metadata: { number, padding: 'x'.repeat(padding) },
    }));
}

/** Starts the tenants and lays out the program. */
export async function openStage(options: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'staged-migration-'));
    const { users, definition = DEFINITION } = options;
    const seedFile = join(folder, 'seed.ndjson');
    const seed = [
        { connection: { name: 'legacy-customers' } },
        ...users.map((user) => ({ user: { connection: 'legacy-customers', ...user } })),
    ];
    await writeFile(seedFile, seed.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const hashes = users.map(({ user_id, email, password_hash }) => ({
        _id: { $oid: user_id },
        email,
        passwordHash: password_hash,
        connection: 'legacy-customers',
    }));
    await writeFile(
        join(folder, 'hashes.ndjson.gz'),
        options.hashExport ?? gzipSync(hashes.map((line) => `${JSON.stringify(line)}\n`).join('')),
    );
    await mkdir(join(folder, 'migrations'));
    await writeFile(join(folder, 'migrations', '0001-legacy-to-customers.ts'), definition);
    const program = await readFile(join(REPOSITORY, 'index.ts'), 'utf8');
    await layOutProject(
        folder,
        program
            .replace('./components/index.ts', 'auth0-user-migration/components')
            .replace('target: customers,', `target: customers, ${options.migrationArgs ?? ''}`),
    );

    const source = await startLocalTenant({ seedFile });
    const { jobRate, control = false } = options;
    const target = await startLocalTenant({ control, ...(jobRate === undefined ? {} : { jobRate }) });
    const caFile = join(folder, 'ca.pem');
    const authorities = await Promise.all([source, target].map((tenant) => readFile(tenant.caFile, 'utf8')));
    await writeFile(caFile, authorities.join('\n'));
    setDefaultCACertificates([...getCACertificates('default'), ...authorities]);
    const config = {
        phase: 'copy',
        sourceDomain: source.domain,
        sourceClientId: source.clientId,
        targetDomain: target.domain,
        targetClientId: target.clientId,
        enabledClients: JSON.stringify([target.clientId]),
    };
    const env = {
        ...process.env,
        PULUMI_CONFIG_PASSPHRASE: 'staged',
        NODE_EXTRA_CA_CERTS: caFile,
        AUTH0_SOURCE_CLIENT_SECRET: source.clientSecret,
        AUTH0_TARGET_CLIENT_SECRET: target.clientSecret,
    };
    return {
        ...{ folder, source, target, config, env },
        run: (command, changes = {}) =>
            runLocalPulumi({
                command,
                projectFolder: folder,
                stack: 'dev',
                env,
                ...changes,
                config: { ...config, ...changes.config },
            }),
        async close() {
            await source.close();
            await target.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
}

/** Lays out a program in a folder as somebody would who has installed the package. */
export async function layOutProject(folder: string, program: string): Promise<void> {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
    await writeFile(join(folder, 'Pulumi.yaml'), await readFile(join(REPOSITORY, 'Pulumi.yaml')));
    await writeFile(join(folder, 'index.ts'), program);
    await mkdir(join(folder, 'node_modules'));
    await symlink(REPOSITORY, join(folder, 'node_modules', 'auth0-user-migration'));
    await symlink(join(REPOSITORY, 'node_modules', '@pulumi'), join(folder, 'node_modules', '@pulumi'));
}

/** Gives every user of a tenant's connection, by the Management API alone; at most 1,000. */
export async function usersOf(tenant: LocalTenant, connection: string): Promise<{ email: string; user_id: string }[]> {
    const token = await tokenOf(tenant);
    const users: { email: string; user_id: string }[] = [];
    for (let page = 0; page < 10; page += 1) {
        const query = new URLSearchParams({
            q: `identities.connection:"${connection}"`,
            per_page: '100',
            page: String(page),
        });
        const response = await fetch(`https://${tenant.domain}/api/v2/users?${query.toString()}`, {
            headers: { authorization: `Bearer ${token}` },
        });
        const found = (await response.json()) as { email: string; user_id: string }[];
        users.push(...found);
        if (found.length < 100) break;
    }
    return users;
}

/** Calls the Management API of a tenant, which must agree, and gives what it answers. */
export async function callTenant(tenant: LocalTenant, method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`https://${tenant.domain}${path}`, {
        method,
        headers: { authorization: `Bearer ${await tokenOf(tenant)}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
}

/** Logs a user in at a tenant; true when Auth0 gives a token. */
export async function canLogIn(
    tenant: LocalTenant,
    connection: string,
    email: string,
    password: string,
): Promise<boolean> {
    const response = await fetch(`https://${tenant.domain}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
            grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
            realm: connection,
            username: email,
            password,
            client_id: tenant.clientId,
            client_secret: tenant.clientSecret,
        }),
    });
    return response.ok;
}

async function tokenOf({ domain, clientId, clientSecret }: LocalTenant): Promise<string> {
    const response = await fetch(`https://${domain}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: clientId,
            client_secret: clientSecret,
            audience: `https://${domain}/api/v2/`,
        }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
}
