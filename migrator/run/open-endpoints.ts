import { resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { pathOfSourceFile } from '../definition/source-file.ts';
import type { LoadedDefinition } from '../definition/definition-file.ts';
import { MigrationError } from '../errors.ts';
import { fileDigest } from '../exports/file-digest.ts';
import { fileSide } from '../exports/file-side.ts';
import { sourceFileNotFound } from '../inputs/source-file.ts';
import { readRunsFolder } from '../run-store/folder/runs-folder.ts';
import type { AttachmentKind } from '../plan/attachments/attachment-kinds.ts';
import { checkImportJobs } from '../plan/checks/import-jobs.ts';
import { observeTarget } from '../plan/target-facts.ts';
import { checkEndpoints, type Endpoint } from '../plan/tenant-checks.ts';
import { measuredSpeed } from '../report/measured-speed.ts';
import type { Run } from './run.ts';
import type { RunSide } from '../run-side.ts';
import type { EndpointSettings, MigrationSettings } from './settings.ts';
import { isSourceFile } from './source-file-settings.ts';
import { ImportSlots, importSlotsFolder } from '../imports/import-slots.ts';
import {
    EXPECTED_USERS_PER_SECOND_AND_JOB,
    MAX_CONCURRENT_IMPORT_JOBS,
    MAX_IMPORT_FILE_BYTES,
} from '../tenant/limits.ts';
import type { Connection } from '../tenant/tenant.ts';

/**
 * Opens and checks both ends of a migration.
 *
 * @param open - opens one end; no request is made by it
 * @param attachments - what the plan counts beside profiles; by default what the definition asks to copy
 * @throws {MigrationError} the first refusal of the checks; `SETTING_INVALID` when nothing says where the users come from
 */
export async function openEnds(
    settings: Pick<
        MigrationSettings,
        'source' | 'target' | 'runId' | 'runsFolder' | 'projectFolder' | keyof ImportLimitSettings
    >,
    loaded: LoadedDefinition,
    open: (settings: EndpointSettings) => Endpoint,
    clock: Clock,
    attachments?: readonly AttachmentKind[],
): Promise<
    Pick<Run, 'source' | 'target' | 'targetFacts' | 'findings' | 'measuredUsersPerSecond' | 'sourceFileDigest'> &
        ImportLimits
> {
    const source = sourceEndpointOf(settings, loaded, open);
    const target = open(settings.target);
    const checked = await checkEndpoints(source, target, loaded.definition, attachments);
    const [refusal] = checked.refusals;
    if (refusal !== undefined) throw refusal;
    if (checked.target === undefined) throw new Error('a checked end has a connection');
    const side = { tenant: target.tenant, connection: checked.target };
    const { domain } = target.tenant;
    const runs = await readRunsFolder(resolve(settings.projectFolder, settings.runsFolder));
    const limits = importLimitsOf(settings, side, clock);
    const { importSlots } = limits;
    const jobs = await checkImportJobs(
        target.tenant,
        { slots: importSlots.size, held: await importSlots.held() },
        runs.filter(({ runId }) => runId !== settings.runId),
        clock.now(),
    );
    return {
        ...limits,
        source: sourceSideOf(loaded, source, checked.source),
        target: side,
        targetFacts: await observeTarget(side),
        findings: [...checked.findings, ...jobs],
        measuredUsersPerSecond: measuredSpeed(runs, domain),
        sourceFileDigest: await sourceFileDigest(loaded, settings.projectFolder),
    };
}

type ImportLimitSettings = Pick<
    MigrationSettings,
    'maxConcurrentImportJobs' | 'expectedUsersPerSecond' | 'maxImportFileBytes'
>;

// What bounds the import of a run.
type ImportLimits = Pick<Run, 'importSlots' | 'expectedUsersPerSecond' | 'maxImportFileBytes'>;

// What the settings say, else what Auth0 allows and its staff saw.
function importLimitsOf(settings: ImportLimitSettings, target: RunSide, clock: Clock): ImportLimits {
    return {
        importSlots: new ImportSlots(
            importSlotsFolder(target.tenant.domain),
            settings.maxConcurrentImportJobs ?? MAX_CONCURRENT_IMPORT_JOBS,
            clock,
        ),
        expectedUsersPerSecond: settings.expectedUsersPerSecond ?? EXPECTED_USERS_PER_SECOND_AND_JOB,
        maxImportFileBytes: settings.maxImportFileBytes ?? MAX_IMPORT_FILE_BYTES,
    };
}

/**
 * Opens the source, unless the definition names a file.
 *
 * @throws {MigrationError} `SETTING_INVALID` when there is neither
 */
export function sourceEndpointOf(
    { source }: Pick<MigrationSettings, 'source'>,
    { definition }: LoadedDefinition,
    open: (settings: EndpointSettings) => Endpoint,
): Endpoint | undefined {
    if (definition.source !== undefined) return undefined;
    if (source !== undefined && !isSourceFile(source)) return open(source);
    throw new MigrationError(
        'SETTING_INVALID',
        'Nothing says where the users come from. Expected the source tenant and connection, or a file of users, ' +
            'as `new DatabaseExport(...)` in the program or `source: { file: ... }` in the definition.',
    );
}

// A connection, or the file that the definition names.
function sourceSideOf(
    { definition }: LoadedDefinition,
    endpoint: Endpoint | undefined,
    connection: Connection | undefined,
): RunSide {
    if (definition.source !== undefined) return fileSide(definition.source);
    if (endpoint === undefined || connection === undefined) throw new Error('a checked end has a connection');
    return { tenant: endpoint.tenant, connection };
}

/**
 * Digests the file of users that a definition names.
 *
 * @returns SHA-256 of the file as it lies on the disk, in hex; undefined where the source is a connection
 * @throws {MigrationError} `SOURCE_FILE_NOT_FOUND`
 */
export async function sourceFileDigest(
    { definition }: LoadedDefinition,
    projectFolder: string,
): Promise<string | undefined> {
    if (definition.source === undefined) return undefined;
    const path = resolve(projectFolder, pathOfSourceFile(definition.source));
    try {
        return await fileDigest(path);
    } catch (error) {
        throw sourceFileNotFound(path, error);
    }
}
