import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_FACTS, type TargetFacts } from '../../../migrator/checks/target-facts.ts';
import { systemClock } from '../../../migrator/clock.ts';
import { decideUser } from '../../../migrator/decisions/decide-user.ts';
import { openDecideIndexes } from '../../../migrator/decisions/open-indexes.ts';
import { pathOfSourceFile } from '../../../migrator/definition/source-file.ts';
import { defineMigration, type MigrationDefinition } from '../../../migrator/definition.ts';
import type { ExportedUsers, Snapshot } from '../../../migrator/exports/exported-users.ts';
import { digestFields } from '../../../migrator/identity/field-digests.ts';
import { digestSource } from '../../../migrator/identity/source-digest.ts';
import type { Batch } from '../../../migrator/imports/batch.ts';
import { BatchPacker } from '../../../migrator/imports/batches.ts';
import { readWorkList, type UnreadItem, workLineOf } from '../../../migrator/imports/work-list.ts';
import { copySourceFile } from '../../../migrator/inputs/source-file.ts';
import { ImportSlots } from '../../../migrator/locks/import-slots.ts';
import type { DecidedMigration, Pass } from '../../../migrator/migration.ts';
import { NO_PROBES } from '../../../migrator/probes/login-probes.ts';
import { splitLines } from '../../../migrator/records/lines.ts';
import type { UserRecord } from '../../../migrator/records/user-record.ts';
import {
    type ConnectionEndpoint,
    type FileEndpoint,
    runStartOf,
    type SourceEndpoint,
} from '../../../migrator/run/endpoints.ts';
import { fileDigest } from '../../../migrator/run/file-digest.ts';
import { artifactName, type Run } from '../../../migrator/run/run.ts';
import { startRunTime } from '../../../migrator/run/run-time.ts';
import type { Artifacts } from '../../../migrator/run-store/artifacts.ts';
import { openFolderStore } from '../../../migrator/run-store/folder/folder-store.ts';
import { LEDGER_FIELDS, type LedgerRecord, type LedgerStatus } from '../../../migrator/run-store/ledger.ts';
import type { RunStore } from '../../../migrator/run-store/run-store.ts';
import { planUsers } from '../../../migrator/stages/3-decide.ts';
import { connectionRulesOf } from '../../../migrator/tenant/connection-rules.ts';
import { openManagementApi } from '../../../migrator/tenant/open-management-api.ts';
import type { DecidedUser } from '../../../migrator/users/decided-user.ts';
import type { ExcludedUser, UserFate } from '../../../migrator/users/user-fate.ts';

/** The moment at which the exports of a case began. */
const TAKEN_AT = '2026-11-21T10:00:00.000Z';
const PASS: Pass = { number: 1, startedAt: TAKEN_AT, isFirstOfAttempt: true };

/** What a pass before this one has sent, as a case says it. */
export interface SentBefore {
    readonly status: LedgerStatus;
    /** The user's profile in the source as it was then. */
    readonly source: UserRecord & { readonly user_id: string };
    /** The record that was sent. */
    readonly sent: UserRecord;
    /** The full ID in the target, once an export has shown it. */
    readonly targetUserId?: string;
}

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
    /** Users that passes before this one have sent: one {@link SentBefore} a line. */
    readonly ledger?: string;
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
    readonly decided: DecidedMigration;
    readonly fates: readonly UserFate[];
    readonly batches: readonly Batch[];
    /** What goes by itself, since no import job can write it. */
    readonly patches: readonly UnreadItem[];
    readonly excluded: readonly ExcludedUser[];
    /** The list of those with a newer password in the source. */
    readonly changedPasswords: string;
}

/** Makes a plan in a folder of its own, which is gone afterwards. */
export async function withPlan<T>(parts: CaseParts, look: (found: PlannedCase) => Promise<T> | T): Promise<T> {
    return await withRun(parts, async (run, exported) => {
        const decided = await planUsers(run, PASS, exported);
        const users = await decideEach(run, exported);
        const sent = await workOf(run.store.artifacts, users);
        const packer = new BatchPacker(run.limits.maxFileBytes);
        const inFiles = sent.filter(({ kind }) => kind === 'new');
        const batches = [...inFiles.flatMap((item) => packer.add(item) ?? []), packer.finish() ?? []].flat();
        const lines = (await textOf(run.store.artifacts, decided.excludedArtifact)).split('\n').slice(0, -1);
        return await look({
            ...{ run, decided, batches },
            fates: users.map(({ fate }) => fate),
            patches: sent.filter(({ kind }) => kind !== 'new'),
            changedPasswords: await textOf(run.store.artifacts, decided.changedPasswordsArtifact),
            excluded: lines.map((line) => JSON.parse(line) as ExcludedUser),
        });
    });
}

/** Makes a run whose exports are done, in a folder that is gone afterwards. */
export async function withRun<T>(
    { definition: given, source = '', target = '', hashes, ...parts }: CaseParts,
    use: (run: Run, exported: ExportedUsers, pass: Pass) => Promise<T>,
): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'planned-case-'));
    const definition = defineMigration(given);
    const projectFolder = parts.projectFolder ?? folder;
    const endpointOf = async (
        name: string,
        options?: Readonly<Record<string, unknown>>,
    ): Promise<ConnectionEndpoint> => ({
        kind: 'connection',
        tenant: await openManagementApi({ domain: 'tenant.example.com', clientId: 'id', clientSecret: 'none' }),
        connection: {
            ...{ id: `con_${name}`, name, strategy: 'auth0', isCustomDatabase: false, isImportMode: false },
            ...(options === undefined ? {} : { rules: connectionRulesOf(options) }),
        },
    });
    const sourceEndpoint = await sourceOf(definition, projectFolder, await endpointOf('legacy'));
    const targetEndpoint = await endpointOf('customers', parts.targetOptions);
    const start = runStartOf('case.ts', sourceEndpoint, targetEndpoint);
    const store = await openFolderStore(join(folder, 'runs', 'case'), start, TAKEN_AT);
    const time = startRunTime({ clock: systemClock, budgetMs: Number.POSITIVE_INFINITY });
    try {
        const hashExport = hashes === undefined ? undefined : { path: join(folder, 'hashes'), key: undefined };
        if (hashExport !== undefined && hashes !== undefined) await writeFile(hashExport.path, hashes);
        const { mfaFactors } = definition;
        const factorExport =
            mfaFactors === undefined ? undefined : { path: join(projectFolder, mfaFactors.file), key: undefined };
        await remember(store, parts.ledger);
        const run: Run = {
            ...{ id: 'case', definition, definitionDigest: 'of a case', projectFolder, store, time },
            ...{ hashExport, factorExport },
            source: sourceEndpoint,
            target: targetEndpoint,
            findings: [],
            targetFacts: { ...NO_FACTS, ...parts.targetFacts },
            limits: {
                slots: new ImportSlots(folder, 2, systemClock),
                expectedUsersPerSecond: 50,
                measuredUsersPerSecond: undefined,
                maxFileBytes: parts.maxImportFileBytes ?? 510_500,
            },
            options: {
                approvedPlan: parts.approvedPlan,
                withIdentifiers: false,
                maxSnapshotAgeMs: 6 * 60 * 60_000,
                looksAtWholeTenant: false,
                assignmentsToCount: [],
            },
            awaitedGhosts: new Map(),
            loginProbes: NO_PROBES,
            onProgress: () => undefined,
        };
        const exported = {
            source:
                sourceEndpoint.kind === 'file'
                    ? await copied(store.artifacts, sourceEndpoint.path, sourceEndpoint.file)
                    : await exportOf(store.artifacts, artifactName(PASS.number, 'source.ndjson'), Buffer.from(source)),
            target: await exportOf(store.artifacts, artifactName(PASS.number, 'target.ndjson'), Buffer.from(target)),
        };
        return await use(run, exported, PASS);
    } finally {
        time.close();
        await store.close();
        await rm(folder, { recursive: true, force: true });
    }
}

// The plan keeps counts only; its decisions are made once more, to look at each.
async function decideEach(run: Run, exported: ExportedUsers): Promise<DecidedUser[]> {
    const indexes = await openDecideIndexes(run, PASS, exported, true);
    try {
        const users: DecidedUser[] = [];
        const chunks = run.store.artifacts.read(exported.source.artifact) as AsyncIterable<Buffer>;
        for await (const lines of splitLines(chunks)) {
            for (const line of lines) users.push(decideUser(line, indexes.context));
        }
        return users;
    } finally {
        indexes.close();
    }
}

async function workOf(artifacts: Artifacts, users: readonly DecidedUser[]): Promise<UnreadItem[]> {
    const artifact = artifactName(PASS.number, 'work.ndjson');
    await artifacts.write(artifact, [Buffer.from(users.map((user) => workLineOf(user) ?? '').join(''))]);
    const items: UnreadItem[] = [];
    for await (const some of readWorkList({ artifacts, artifact })) items.push(...some);
    return items;
}

async function remember({ ledger }: RunStore, lines = ''): Promise<void> {
    const digest = (text: string) => ledger.digest(text);
    await ledger.append(
        lines
            .split('\n')
            .filter((line) => line !== '')
            .map((line): [string, LedgerRecord] => {
                const { status, source, sent, targetUserId } = JSON.parse(line) as SentBefore;
                const record: LedgerRecord = {
                    ...{
                        status,
                        isOurs: true,
                        submission: 0,
                        decision: 'of a pass before',
                        writtenAt: 0,
                        written: [],
                        kept: [],
                    },
                    targetId: targetUserId === undefined ? undefined : digest(targetUserId),
                    source: digestSource(source, digest),
                    fields: digestFields(sent, digest),
                    written: LEDGER_FIELDS.filter((field) => Object.hasOwn(sent, field)),
                };
                return [source.user_id, record];
            }),
    );
}

async function sourceOf(
    { source }: ReturnType<typeof defineMigration>,
    projectFolder: string,
    connection: ConnectionEndpoint,
): Promise<SourceEndpoint> {
    if (source === undefined) return connection;
    const file = pathOfSourceFile(source);
    const path = join(projectFolder, file);
    return { kind: 'file', path, file: { ...source, file }, digest: await fileDigest(path) };
}

async function copied(artifacts: Artifacts, path: string, file: FileEndpoint['file']): Promise<Snapshot> {
    const artifact = artifactName(PASS.number, 'source.ndjson');
    return { ...(await copySourceFile(path, file, artifacts, artifact, () => undefined)), takenAt: TAKEN_AT };
}

async function exportOf(artifacts: Artifacts, artifact: string, bytes: Buffer): Promise<Snapshot> {
    await artifacts.write(artifact, [bytes]);
    const users = bytes
        .toString('latin1')
        .split('\n')
        .filter((line) => line !== '').length;
    return { artifact, users, digest: createHash('sha256').update(bytes).digest('hex'), takenAt: TAKEN_AT };
}

async function textOf(artifacts: Artifacts, name: string): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of artifacts.read(name)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
}
