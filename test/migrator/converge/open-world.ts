import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../migrator/clock.ts';
import {
    isMigrationError,
    type MigrationError,
    type MigrationSettings,
    type Report,
    type RunOutcome,
    runMigration,
} from '../../../migrator/index.ts';
import { allowManyLogins } from '../../checker/checked-side.ts';
import { type OpenTenant, openTenant } from '../../local/tenant/open-tenant.ts';
import { type InterferingProxy, startInterferingProxy } from '../running/interfering-proxy.ts';
import { noSearchLag } from '../running/no-search-lag.ts';
import { SOURCE, TARGET } from '../running/open-migration.ts';
import { trust } from '../running/trust.ts';
import { hashOf } from './passwords.ts';

type TenantOptions = Omit<NonNullable<Parameters<typeof openTenant>[0]>, 'seed'>;

/** A user of a test: a seed entry, whose `password` also goes into the password hash export. */
export interface Person {
    readonly user_id: string;
    readonly email: string;
    readonly password?: string;
    readonly [field: string]: unknown;
}

/** What a world begins with. */
export interface WorldFixture {
    readonly users: readonly Person[];
    /** Users who are in the target connection before anything moves. */
    readonly inTarget?: readonly Person[];
    /** Further seed entries of the target's tenant. */
    readonly targetSeed?: readonly object[];
    /** The definition's object literal, without braces, beside `description` and `passwords`. */
    readonly definition?: string;
    /** The literal of `passwords`, which may name the password hash export as `HASHES`. @default `refuse` where `users` have any, else `reset` */
    readonly passwords?: string;
    readonly sourceTenant?: TenantOptions;
    readonly targetTenant?: TenantOptions;
}

/** One endpoint: its tenant, what lies between it and the migrator, and its connection. */
export interface WorldSide {
    readonly tenant: OpenTenant;
    readonly proxy: InterferingProxy;
    readonly connection: string;
}

/** A profile as the Management API shows it. */
export type Profile = Readonly<Record<string, unknown>> & { readonly user_id: string; readonly email: string };

/** The report of a run that converges. */
export type ConvergedReport = Omit<Report, 'verified'> & {
    readonly verified: Report['verified'] & { readonly changedSince?: number; readonly doubled?: number };
    readonly deletedInTarget?: number;
    readonly goneFromSource?: number;
    readonly lostFactors?: number;
    readonly passes?: readonly { readonly pass: number; readonly new: number; readonly updated: number }[];
    readonly thisPass?: {
        readonly new: number;
        readonly updated: number;
        readonly deleted: number;
        readonly unchanged: number;
        readonly changedInTarget: number;
        readonly conflicts: number;
    };
};

/** What one attempt came to: a report, or the error of the migrator that stopped it. */
export interface Attempt {
    readonly report?: ConvergedReport | undefined;
    readonly error?: MigrationError;
    readonly outcome?: RunOutcome;
}

/** Two tenants with a connection each, and a project with a definition that tests may edit. */
export interface World {
    readonly source: WorldSide;
    readonly target: WorldSide;
    readonly folder: string;
    /** Path of the password hash export. */
    readonly hashExport: string;
    /** Folder of the runs. */
    readonly runsFolder: string;
    settings(overrides?: Partial<MigrationSettings>): MigrationSettings;
    /** Edits the definition: what is left out is as the fixture says. */
    edit(changes: Pick<WorldFixture, 'definition' | 'passwords'> & { readonly description?: string }): Promise<void>;
    /** Writes the password hash export anew, by default of all passwords in the fixture. */
    writeHashes(records?: readonly object[]): Promise<void>;
    attempt(overrides?: Partial<MigrationSettings>): Promise<Attempt>;
    /** One attempt that must come to its end. */
    complete(overrides?: Partial<MigrationSettings>): Promise<ConvergedReport>;
    close(): Promise<void>;
}

/** Opens a world. */
export async function openWorld(fixture: WorldFixture): Promise<World> {
    const { users, inTarget = [], targetSeed = [] } = fixture;
    const folder = await mkdtemp(join(tmpdir(), 'converge-test-'));
    const source = await openSide(SOURCE, users, [], fixture.sourceTenant);
    const target = await openSide(TARGET, inTarget, targetSeed, fixture.targetTenant);
    const hashExport = join(folder, 'hashes.ndjson');
    const lags = [fixture.sourceTenant, fixture.targetTenant].some((options) => options?.searchLagMs !== undefined);
    const clock = lags ? systemClock : noSearchLag;
    const world: World = {
        ...{ source, target, folder, hashExport },
        runsFolder: join(folder, 'runs'),
        settings: (overrides) => ({
            runId: 'run',
            runsFolder: world.runsFolder,
            projectFolder: folder,
            definitionPath: 'migration.ts',
            source: endpointOf(source),
            target: endpointOf(target),
            phase: 'copy',
            expectedUsersPerSecond: 2_000,
            ...overrides,
        }),
        async edit({
            definition = fixture.definition ?? '',
            passwords = fixture.passwords ??
                (users.some(({ password }) => password !== undefined)
                    ? "{ hashExport: HASHES, whenMissing: 'refuse' }"
                    : "{ whenMissing: 'reset' }"),
            description = 'People of a test.',
        }) {
            await writeFile(
                join(folder, 'migration.ts'),
                `const HASHES = ${JSON.stringify(hashExport)};\nexport default {\n    description: ${JSON.stringify(description)},\n    passwords: ${passwords},\n    ${definition}\n};\n`,
            );
        },
        async writeHashes(records) {
            const lines = (records ?? (await hashRecordsOf(users))).map((record) => `${JSON.stringify(record)}\n`);
            await writeFile(hashExport, lines.length === 0 ? '{"_id":"nobody"}\n' : lines.join(''));
        },
        async attempt(overrides) {
            try {
                const outcome = await runMigration({ clock, ...world.settings(overrides) });
                return { outcome, report: outcome.report as ConvergedReport | undefined };
            } catch (error) {
                if (!isMigrationError(error)) throw error;
                return { error };
            }
        },
        async complete(overrides) {
            const { report, error } = await world.attempt(overrides);
            assert.equal(error, undefined, `${error?.code ?? ''}: ${error?.message ?? ''}`);
            assert.ok(report);
            return report;
        },
        async close() {
            for (const { proxy, tenant } of [source, target]) {
                await proxy.close();
                await tenant.close();
            }
            await rm(folder, { recursive: true, force: true });
        },
    };
    await world.writeHashes();
    await world.edit({});
    return world;
}

/** Makes the records of a password hash export, as Auth0's support writes them. */
export async function hashRecordsOf(users: readonly Person[]): Promise<object[]> {
    const records = users.map(async ({ user_id, email, password }) =>
        password === undefined
            ? []
            : [{ _id: { $oid: user_id }, email, passwordHash: await hashOf(password), connection: SOURCE }],
    );
    return (await Promise.all(records)).flat();
}

/** Makes people who are known by their number; every second has a verified address, and two passwords take turns. */
export function people(count: number): (Person & { readonly password: string })[] {
    return Array.from({ length: count }, (_, index) => ({
        user_id: `u${String(index + 1).padStart(5, '0')}`,
        email: `user-${index + 1}@example.com`,
        email_verified: index % 2 === 0,
        name: `User ${index + 1}`,
        user_metadata: { number: index + 1 },
        password: index % 2 === 0 ? 'Pass-of-the-odd-1' : 'Pass-of-the-even-2',
    }));
}

/** Gives the settings of one endpoint. */
export function endpointOf({ tenant, proxy, connection }: WorldSide) {
    const { clientId, clientSecret } = tenant;
    return { credentials: { domain: proxy.domain, clientId, clientSecret }, connectionName: connection };
}

/** Starts a tenant with one connection and a proxy before it. */
export async function openSide(
    connection: string,
    users: readonly Person[],
    seed: readonly object[] = [],
    options: TenantOptions = {},
): Promise<WorldSide> {
    const entries = users.map(async ({ password, ...user }) => ({
        user: { connection, ...user, ...(password === undefined ? {} : { password_hash: await hashOf(password) }) },
    }));
    const tenant = await openTenant({
        ...options,
        seed: [{ connection: { name: connection } }, ...(await Promise.all(entries)), ...seed],
    });
    await allowManyLogins(tenant.management);
    const proxy = await startInterferingProxy(tenant.domain, readFileSync(tenant.caFile, 'utf8'));
    trust(tenant.caFile);
    trust(proxy.caFile);
    return { tenant, proxy, connection };
}
