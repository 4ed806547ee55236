import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifacts } from '../../../migrator/artifacts/artifacts.ts';
import { openFolderArtifacts } from '../../../migrator/artifacts/folder-artifacts.ts';
import { systemClock } from '../../../migrator/clock.ts';
import { pathOfSourceFile } from '../../../migrator/definition/source-file.ts';
import { defineMigration, type MigrationDefinition } from '../../../migrator/definition.ts';
import type { ExportedConnection } from '../../../migrator/exports/exported-users.ts';
import { fileSide } from '../../../migrator/exports/file-side.ts';
import { copySourceFile } from '../../../migrator/inputs/source-file.ts';
import { openFileJournal } from '../../../migrator/journal/file-journal.ts';
import type { PlannedMigration } from '../../../migrator/migration.ts';
import { NO_FACTS, type TargetFacts } from '../../../migrator/plan/target-facts.ts';
import { NO_PROBES } from '../../../migrator/probes/login-probes.ts';
import { artifactName, type Run } from '../../../migrator/run.ts';
import { planUsers } from '../../../migrator/stages/2-transform.ts';
import { connectionRulesOf } from '../../../migrator/tenant/connection-rules.ts';
import { ImportSlots } from '../../../migrator/tenant/import-slots.ts';
import { openManagementApi } from '../../../migrator/tenant/management-api.ts';
import type { Batch } from '../../../migrator/users/batch.ts';
import type { ExcludedUser, UserFate } from '../../../migrator/users/user-fate.ts';

/** What a plan is made from, without a tenant: the exports as they lie on disk. */
export interface CaseParts {
    readonly definition: MigrationDefinition;
    /** The export of the source; left out where the definition names a file. */
    readonly source?: string | Buffer;
    /** The export of the target, as NDJSON. @default an empty target */
    readonly target?: string;
    /** Folder that the definition's paths are relative to. @default the folder of the case */
    readonly projectFolder?: string;
    /** The password hash export. */
    readonly hashes?: string | Buffer;
    /** The ID map of an earlier pass, as NDJSON. */
    readonly earlier?: string;
    readonly maxImportFileBytes?: number;
    readonly approvedPlan?: string;
    /** What was found out about the target. */
    readonly targetFacts?: Partial<TargetFacts>;
    /** The options of the target connection, as Auth0 shows them. */
    readonly targetOptions?: Readonly<Record<string, unknown>>;
}

/** What a plan came to, read back from where it lies. */
export interface PlannedCase {
    readonly run: Run;
    readonly planned: PlannedMigration;
    readonly fates: readonly UserFate[];
    readonly batches: readonly Batch[];
    readonly excluded: readonly ExcludedUser[];
}

/** Makes a plan in a folder of its own, which is gone afterwards. */
export async function withPlan<T>(parts: CaseParts, look: (found: PlannedCase) => Promise<T> | T): Promise<T> {
    return await withRun(parts, async (run, exported) => {
        const planned = await planUsers(run, exported);
        try {
            const fates: UserFate[] = [];
            for await (const some of planned.fates()) fates.push(...some);
            const batches: Batch[] = [];
            for await (const batch of planned.batches()) batches.push(batch);
            const lines = (await textOf(run.artifacts, planned.excludedArtifact)).split('\n').slice(0, -1);
            const excluded = lines.map((line) => JSON.parse(line) as ExcludedUser);
            return await look({ run, planned, fates, batches, excluded });
        } finally {
            planned.close();
        }
    });
}

/** Makes a run whose exports are done, in a folder that is gone afterwards. */
export async function withRun<T>(
    { definition: given, source = '', target = '', hashes, ...parts }: CaseParts,
    use: (run: Run, exported: { source: ExportedConnection; target: ExportedConnection }) => Promise<T>,
): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'planned-case-'));
    const definition = defineMigration(given);
    const projectFolder = parts.projectFolder ?? folder;
    const artifacts = await openFolderArtifacts(join(folder, 'run'));
    const journal = await openFileJournal(join(folder, 'run'));
    try {
        const hashExportPath = hashes === undefined ? undefined : join(folder, 'hashes');
        if (hashExportPath !== undefined && hashes !== undefined) await writeFile(hashExportPath, hashes);
        const tenant = openManagementApi({ domain: 'tenant.example.com', clientId: 'id', clientSecret: 'none' });
        const connection = (name: string) => ({
            ...{ id: 'con_0000000000000000', name, strategy: 'auth0' },
            ...{ isCustomDatabase: false, isImportMode: false },
        });
        const run: Run = {
            ...{ id: 'case', pass: 1, phase: 'prepare', definition, projectFolder, hashExportPath, journal, artifacts },
            approvedPlan: parts.approvedPlan,
            findings: [],
            targetFacts: { ...NO_FACTS, ...parts.targetFacts },
            awaitedGhosts: new Map(),
            loginProbes: NO_PROBES,
            withIdentifiers: false,
            source:
                definition.source === undefined
                    ? { tenant, connection: connection('legacy') }
                    : fileSide(definition.source),
            target: {
                tenant,
                connection: {
                    ...connection('customers'),
                    ...(parts.targetOptions === undefined ? {} : { rules: connectionRulesOf(parts.targetOptions) }),
                },
            },
            clock: systemClock,
            signal: new AbortController().signal,
            deadline: Number.POSITIVE_INFINITY,
            importSlots: new ImportSlots(folder, 2, systemClock),
            expectedUsersPerSecond: 50,
            maxImportFileBytes: parts.maxImportFileBytes ?? 510_500,
            onProgress: () => undefined,
        };
        if (parts.earlier !== undefined) await artifacts.write('pass-0-id-map.ndjson', [Buffer.from(parts.earlier)]);
        const sourceArtifact = artifactName(run, 'source.ndjson');
        const exported =
            definition.source === undefined
                ? await exportOf(artifacts, sourceArtifact, Buffer.from(source))
                : await copySourceFile(
                      join(projectFolder, pathOfSourceFile(definition.source)),
                      definition.source,
                      ...([artifacts, sourceArtifact, () => undefined] as const),
                  );
        return await use(run, {
            source: exported,
            target: await exportOf(artifacts, artifactName(run, 'target.ndjson'), Buffer.from(target)),
        });
    } finally {
        await journal.close();
        await rm(folder, { recursive: true, force: true });
    }
}

async function exportOf(artifacts: Artifacts, artifact: string, bytes: Buffer): Promise<ExportedConnection> {
    await artifacts.write(artifact, [bytes]);
    const users = bytes
        .toString('latin1')
        .split('\n')
        .filter((line) => line !== '').length;
    return { artifact, users, digest: createHash('sha256').update(bytes).digest('hex') };
}

async function textOf(artifacts: Artifacts, name: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of artifacts.read(name)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
}
