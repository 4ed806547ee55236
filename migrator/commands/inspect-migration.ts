import { basename } from 'node:path';
import { hasAssignments } from '../assignments/assignment-kinds.ts';
import { disabledConnectionFinding } from '../checks/enabled-client.ts';
import { existingTargetFinding } from '../checks/existing-target.ts';
import type { Finding } from '../checks/finding.ts';
import { checkEndpoints, type Endpoint } from '../checks/tenant-checks.ts';
import { systemClock } from '../clock.ts';
import { mappingDigestOf } from '../definition/mapping-digest.ts';
import { shownPath } from '../disclosure/shown-text.ts';
import { isMigrationError, MigrationError } from '../errors.ts';
import { checkFactorExport } from '../inputs/factor-index.ts';
import { checkPgpKey } from '../inputs/pgp/decrypt.ts';
import { isPgpFile } from '../inputs/pgp/is-pgp-file.ts';
import { refuseChangedMapping } from '../passes.ts';
import { notBuilt } from '../plan/not-built.ts';
import type { Plan } from '../plan/plan.ts';
import { refusedDeletions } from '../plan/refused-deletions.ts';
import { unconfirmedReplacement } from '../replacement/refuse-replacement.ts';
import { replacementFinding } from '../replacement/replacement-finding.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { chooseSettings } from '../run/choose-settings.ts';
import { deletedSourceOf, explainMissingSource, isSourceMissing } from '../run/deleted-source.ts';
import { describeEndpoint, refuseOtherEndpoints, runIdOf, runStartOf } from '../run/endpoints.ts';
import { fileDigest } from '../run/file-digest.ts';
import { fileEndpointOf, sourceTenantOf } from '../run/open-endpoints.ts';
import { factorExportOf, hashExportOf, loadRunDefinition } from '../run/open-run.ts';
import { refuseSkippedPhase } from '../run/refuse-skipped-phase.ts';
import type { Phase } from '../run/run.ts';
import type { EndpointSettings, MigrationSettings } from '../run/settings.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { readPlans } from '../run-store/folder/read-plan.ts';
import { readRuns, runFolderOf } from '../run-store/folder/run-folders.ts';
import { type RunProgress, runProgress } from '../run-store/folder/run-progress.ts';
import type { RunState } from '../run-store/run-state.ts';
import {
    EXPECTED_USERS_PER_SECOND_AND_JOB,
    MAX_CONCURRENT_IMPORT_JOBS,
    MAX_IMPORT_REQUEST_BYTES,
} from '../tenant/limits.ts';
import { openManagementApi } from '../tenant/open-management-api.ts';
import { QUICK_RETRIES } from '../tenant/retry.ts';
import { retryingTenant } from '../tenant/retrying-tenant.ts';
import type { Connection } from '../tenant/tenant.ts';

/** What a user's record takes in an import file, as a first guess: profiles with some metadata and a hash. */
const GUESSED_RECORD_BYTES = 900;

/** What is known before a run without an export: numbers for a preview. */
export interface Inspection {
    /** SHA-256 of the definition's file, in hex; undefined where it cannot be read. */
    readonly definitionDigest: string | undefined;
    /** The definition's sentence about itself; undefined where it cannot be read. */
    readonly description: string | undefined;
    /** Users of the source connection, by search; undefined where they cannot be counted, as in a file. */
    readonly sourceUsers: number | undefined;
    /** Time of the newest change in the source connection, in ISO 8601, by search; a login is one too. */
    readonly newestSourceChange: string | undefined;
    /** SHA-256 of the password hash export, in hex; undefined when the definition names none, or it was deleted after the migration. */
    readonly hashExportDigest: string | undefined;
    /** The same of the MFA export. */
    readonly factorExportDigest: string | undefined;
    /** SHA-256 of the file of users, in hex; undefined where the source is a connection. */
    readonly sourceFileDigest: string | undefined;
    /** Import jobs, roughly. */
    readonly importJobs: number | undefined;
    /** Minutes that the import takes at the speed that Auth0's staff saw, rounded up. */
    readonly minutes: number | undefined;
    /** Users of the target that a pass deletes at most, since they were deleted in the source; undefined where it deletes none. */
    readonly mostDeletions?: number;
    /** Assignments of the target that a pass removes at most, since the source no longer has them; undefined where none are copied. */
    readonly mostRemovals?: number;
    /** What the run is known by; undefined while an endpoint is not known. */
    readonly runId: string | undefined;
    /** How far the run has come; undefined before its first attempt, and while the target is still to be made. */
    readonly run: RunProgress | undefined;
    /** The last plan, where the definition and the number of users are still those of its time. */
    readonly plan?: Plan;
    /** What the checks of both endpoints found that forbids nothing. */
    readonly findings: readonly Finding[];
    /** Everything that forbids the run. */
    readonly refusals: readonly MigrationError[];
}

/** What an inspection needs to know. */
export type InspectionSettings = Pick<
    MigrationSettings,
    | 'runId'
    | 'runsFolder'
    | 'projectFolder'
    | 'definitionPath'
    | 'source'
    | 'switchedClients'
    | 'confirmReplacement'
    | 'maxReplacements'
> & {
    /** Undefined where nothing is known of the target. */
    readonly target: EndpointSettings | undefined;
    /** Whether the target connection may still be missing, as in a preview whose `up` makes it. */
    readonly isTargetToBeMade?: boolean;
    /** How far `up` is to go. @default 'copy' */
    readonly phase?: Phase;
};

/**
 * Looks at a migration without changing anything, in seconds: it counts, digests and checks, and never starts an export.
 *
 * @param given - the migration
 * @returns every refusal at once; what could not be found out is undefined
 */
export async function inspectMigration(given: InspectionSettings): Promise<Inspection> {
    const settings = chooseSettings(given);
    const refusals: MigrationError[] = [];
    const collect = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
        try {
            return await work();
        } catch (error) {
            if (!isMigrationError(error)) throw error;
            refusals.push(error);
            return undefined;
        }
    };
    const open = async ({ credentials, connectionName }: EndpointSettings): Promise<Endpoint> => ({
        tenant: retryingTenant(await openManagementApi(credentials), systemClock, { policy: QUICK_RETRIES }),
        connectionName,
    });
    const loaded = await collect(() => loadRunDefinition(settings));
    if (loaded === undefined) return { ...NOTHING, findings: [], refusals };
    const { definition, digest } = loaded;
    const { projectFolder } = settings;

    const unbuilt = notBuilt(definition);
    if (unbuilt !== undefined) refusals.push(unbuilt);
    const source = await collect(() => sourceTenantOf(settings, loaded, open));
    const file = await collect(() => fileEndpointOf(loaded, projectFolder));
    const target = settings.target === undefined ? undefined : await open(settings.target);
    const checked = await checkEndpoints(source, target, definition);
    const isMissing = ({ code, subject }: MigrationError) => code === 'CONNECTION_NOT_FOUND' && subject === 'target';
    const { source: sourceConnection, target: targetConnection } = checked;
    const targetEndpoint =
        target === undefined || targetConnection === undefined
            ? undefined
            : ({ kind: 'connection', tenant: target.tenant, connection: targetConnection } as const);
    const deleted =
        checked.refusals.some(isSourceMissing) && source !== undefined && targetEndpoint !== undefined
            ? deletedSourceOf(await readRuns(settings), settings, source, targetEndpoint)
            : undefined;
    const kept = checked.refusals.filter((refusal) => settings.isTargetToBeMade !== true || !isMissing(refusal));
    refusals.push(...kept.map((refusal) => explainMissingSource(refusal, deleted)));
    const findings = [...checked.findings];
    if (target !== undefined && targetConnection !== undefined) {
        const { deleted } = definition;
        refusals.push(
            ...refusedDeletions({ deleted, isFile: file !== undefined, target: targetConnection.name, deletions: 0 }),
        );
        const isEnabled = await collect(() => target.tenant.isEnabledForAnyClient(targetConnection.id));
        if (isEnabled === false) findings.push(disabledConnectionFinding(targetConnection.name));
        if (settings.isTargetToBeMade === true)
            findings.push(existingTargetFinding(targetConnection.name, target.tenant.domain));
    }

    const sourceEndpoint =
        file ??
        (source === undefined || sourceConnection === undefined
            ? undefined
            : ({ kind: 'connection', tenant: source.tenant, connection: sourceConnection } as const));
    let runId: string | undefined;
    let known: { readonly runId: string; readonly folder: string; readonly state: RunState } | undefined;
    if (sourceEndpoint !== undefined && targetEndpoint !== undefined) {
        const start = runStartOf(settings.definitionPath, sourceEndpoint, targetEndpoint);
        const id = settings.runId ?? runIdOf(start);
        runId = id;
        const folder = runFolderOf(settings, id);
        const state = await collect(() => readJournalState(folder));
        if (state?.start !== undefined) {
            const { start: begun } = state;
            await collect(() => {
                refuseOtherEndpoints(id, begun, start);
                refuseChangedMapping(state.sentMapping, mappingDigestOf(definition));
            });
            known = { runId: id, folder, state };
        }
    }

    const { phase = 'copy', switchedClients: clients } = settings;
    await collect(() =>
        refuseSkippedPhase(phase, known?.state, { source: sourceEndpoint, target: targetEndpoint, clients }),
    );
    const hashExport = hashExportOf(loaded, projectFolder);
    const isFollowUp = (known?.state.passes.length ?? 0) > 0;
    let hashExportDigest: string | undefined;
    if (hashExport !== undefined) {
        const { path, key } = hashExport;
        if (await isPgpFile(path)) await collect(() => checkPgpKey(path, key));
        hashExportDigest = isFollowUp
            ? await fileDigest(path).catch(() => undefined)
            : await collect(() => digestOf(path));
    }
    const factorExport = factorExportOf(loaded, projectFolder);
    let factorExportDigest: string | undefined;
    if (factorExport !== undefined) {
        if (!isFollowUp) await collect(() => checkFactorExport(factorExport));
        factorExportDigest = await fileDigest(factorExport.path).catch(() => undefined);
    }
    if (
        hashExport === undefined &&
        definition.source === undefined &&
        definition.passwords.whenMissing === 'refuse' &&
        !isFollowUp
    ) {
        refusals.push(
            new MigrationError(
                'PASSWORD_HASHES_MISSING',
                "The definition says `passwords: { whenMissing: 'refuse' }` but names no `hashExport`, so no user would have a password. Name the " +
                    "file from Auth0's support, or say 'reset' or 'lazy'.",
            ),
        );
    }
    const counted = await collect(() => countSource(source, sourceConnection));
    const sourceUsers = counted?.users;
    const isReplacing =
        sourceEndpoint !== undefined &&
        targetEndpoint !== undefined &&
        replacesSourceUsers({ definition, source: sourceEndpoint, target: targetEndpoint });
    if (isReplacing && sourceEndpoint.kind === 'connection' && (sourceUsers ?? 0) > 0) {
        const { name } = sourceEndpoint.connection;
        findings.push(
            replacementFinding(sourceUsers ?? 0, describeEndpoint(sourceEndpoint), EXPECTED_USERS_PER_SECOND_AND_JOB),
        );
        const confirmed = { confirm: settings.confirmReplacement, maxDeletions: settings.maxReplacements };
        // Later, the users that are left may stay for good; if anybody is to be replaced, the run itself asks.
        const isDue = settings.phase !== 'prepare' && (!isFollowUp || confirmed.confirm !== undefined);
        const unconfirmed = isDue ? unconfirmedReplacement(confirmed, name) : undefined;
        if (unconfirmed !== undefined) refusals.push(unconfirmed);
    }
    const [plan] = runId === undefined || isFollowUp ? [] : await readPlans(runFolderOf(settings, runId));
    const isPlanValid =
        plan?.definitionDigest === digest &&
        plan.sourceFileDigest === file?.digest &&
        plan.hashExportDigest === hashExportDigest &&
        plan.factorExportDigest === factorExportDigest &&
        (sourceUsers === undefined || plan.users.source === sourceUsers);
    return {
        ...(isPlanValid ? { plan } : {}),
        definitionDigest: digest,
        description: definition.description,
        ...(definition.deleted === 'report' ? {} : { mostDeletions: definition.deleted.maxDeletions }),
        ...(hasAssignments(definition) ? { mostRemovals: definition.maxRemovedAssignments } : {}),
        sourceUsers,
        newestSourceChange: counted?.newestChange,
        ...{ hashExportDigest, factorExportDigest },
        sourceFileDigest: file?.digest,
        runId,
        run: known === undefined ? undefined : runProgress(known.runId, known.folder, known.state),
        importJobs:
            sourceUsers === undefined
                ? undefined
                : Math.ceil((sourceUsers * GUESSED_RECORD_BYTES) / MAX_IMPORT_REQUEST_BYTES),
        minutes:
            sourceUsers === undefined
                ? undefined
                : Math.ceil(sourceUsers / (EXPECTED_USERS_PER_SECOND_AND_JOB * MAX_CONCURRENT_IMPORT_JOBS) / 60),
        findings,
        refusals,
    };
}

const NOTHING = {
    definitionDigest: undefined,
    description: undefined,
    sourceUsers: undefined,
    newestSourceChange: undefined,
    hashExportDigest: undefined,
    factorExportDigest: undefined,
    sourceFileDigest: undefined,
    importJobs: undefined,
    minutes: undefined,
    runId: undefined,
    run: undefined,
};

async function countSource(
    source: Endpoint | undefined,
    connection: Connection | undefined,
): Promise<{ readonly users: number; readonly newestChange: string | undefined } | undefined> {
    if (source === undefined || connection === undefined) return undefined;
    const [users, newestChange] = await Promise.all([
        source.tenant.countUsers(connection.name),
        source.tenant.newestChange(connection.name),
    ]);
    return { users, newestChange };
}

async function digestOf(path: string): Promise<string> {
    try {
        return await fileDigest(path);
    } catch (error) {
        throw new MigrationError(
            'HASH_EXPORT_NOT_FOUND',
            `The password hash export ${shownPath(basename(path))} cannot be read. Expected the file from Auth0's support at the path given in ` +
                "`passwords.hashExport`, relative to the project's folder.",
            { cause: error },
        );
    }
}
