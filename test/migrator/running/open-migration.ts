import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type MigrationSettings, type RunOutcome, runMigration } from '../../../migrator/index.ts';
import { allowManyLogins } from '../../checker/checked-side.ts';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { type InterferingProxy, startInterferingProxy } from './interfering-proxy.ts';
import { noSearchLag } from './no-search-lag.ts';
import { trust } from './trust.ts';

/** The source connection of every migration of the tests. */
export const SOURCE = 'legacy';
/** The target connection, unless a test wants many. */
export const TARGET = 'customers';

type TenantOptions = NonNullable<Parameters<typeof openTenant>[0]>;

/** What a migration of a test begins with. */
export interface MigrationFixture {
    /** Seed entries of the source's users, without their connection. */
    readonly users: readonly object[];
    /** Further seed entries: users of the target, ghosts, other connections. */
    readonly seed?: readonly object[];
    /** Names of the target connections. @default one, `customers` */
    readonly targets?: readonly string[];
    /** TypeScript of the definition's object literal, without braces. */
    readonly definition?: string;
    readonly tenant?: Omit<TenantOptions, 'seed'>;
}

/** A local tenant with both connections, a proxy in front of it, and a project folder with a definition. */
export interface OpenMigration {
    readonly tenant: OpenTenant;
    readonly proxy: InterferingProxy;
    readonly folder: string;
    settings(overrides?: Partial<MigrationSettings> & { to?: string }): MigrationSettings;
    run(overrides?: Parameters<OpenMigration['settings']>[0]): Promise<RunOutcome>;
    /** Path of a file of a run. */
    fileOf(name: string, runId?: string): string;
    /** The profiles of a connection, up to 1,000, by the Management API. */
    usersOf(connection?: string): Promise<Record<string, unknown>[]>;
    close(): Promise<void>;
}

/** Prepares a migration between two connections of one local tenant, through a proxy that the test may make fail. */
export async function openMigration(fixture: MigrationFixture): Promise<OpenMigration> {
    const { users, seed = [], targets = [TARGET], definition = '' } = fixture;
    const tenant = await openTenant({
        ...fixture.tenant,
        seed: [
            ...[SOURCE, ...targets].map((name) => ({ connection: { name } })),
            ...users.map((user) => ({ user: { connection: SOURCE, ...user } })),
            ...seed,
        ],
    });
    await allowManyLogins(tenant.management);
    const proxy = await startInterferingProxy(tenant.domain, readFileSync(tenant.caFile, 'utf8'));
    trust(tenant.caFile);
    trust(proxy.caFile);
    const folder = await mkdtemp(join(tmpdir(), 'migration-test-'));
    await writeFile(
        join(folder, 'migration.ts'),
        `import { defineMigration } from ${JSON.stringify(resolve(import.meta.dirname, '../../../migrator/definition.ts'))};
export default defineMigration({
    description: 'Users of a test.',
    passwords: { whenMissing: 'reset' },
    ${definition}
});
`,
    );
    const opened: OpenMigration = {
        tenant,
        proxy,
        folder,
        settings({ to = TARGET, ...overrides } = {}) {
            const credentials = { domain: proxy.domain, clientId: tenant.clientId, clientSecret: tenant.clientSecret };
            return {
                runId: 'run',
                runsFolder: 'runs',
                projectFolder: folder,
                definitionPath: 'migration.ts',
                source: { credentials, connectionName: SOURCE },
                target: { credentials, connectionName: to },
                phase: 'copy',
                ...overrides,
            };
        },
        run: (overrides) => runMigration({ clock: noSearchLag, ...opened.settings(overrides) }),
        fileOf: (name, runId = 'run') => join(folder, 'runs', runId, name),
        async usersOf(connection = TARGET) {
            const found: Record<string, unknown>[] = [];
            for (let page = 0; page < 10; page += 1) {
                const query = `q=${encodeURIComponent(`identities.connection:"${connection}"`)}&per_page=100&page=${page}`;
                const answer = await tenant.call('GET', `/api/v2/users?${query}`);
                const some = (await answer.json()) as Record<string, unknown>[];
                found.push(...some);
                if (some.length < 100) break;
            }
            return found;
        },
        async close() {
            await proxy.close();
            await tenant.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
    return opened;
}

/** Seed entries of users that are told by their number. */
export function inventUsers(count: number): { email: string; [field: string]: unknown }[] {
    return Array.from({ length: count }, (_, index) => ({
        user_id: `u${String(index + 1).padStart(5, '0')}`,
        email: `user-${index + 1}@example.com`,
        email_verified: index % 2 === 0,
        name: `User ${index + 1}`,
        user_metadata: { number: index + 1 },
    }));
}

/** Reads the lines of an NDJSON file of a run. */
export async function readLines(path: string): Promise<Record<string, unknown>[]> {
    return (await readFile(path, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The requests by which the tenant started imports: their external IDs and bodies. */
export function importsOf({ requests }: Pick<InterferingProxy, 'requests'>): { externalId: string; body: string }[] {
    return requests
        .filter((request) => request.path === '/api/v2/jobs/users-imports' && request.status === 202)
        .map(({ body }) => {
            const text = body.toString('utf8');
            return { externalId: /name="external_id"\r\n\r\n([^\r]*)/.exec(text)?.[1] ?? '', body: text };
        });
}
