import { resolve } from 'node:path';
import { type AssignmentKind, asksForAssignments } from '../assignments/assignment-kinds.ts';
import { checkImportJobs } from '../checks/import-jobs.ts';
import { observeTarget } from '../checks/target-facts.ts';
import { checkEndpoints, type Endpoint } from '../checks/tenant-checks.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type LoadedDefinition, loadDefinition } from '../definition/definition-file.ts';
import type { MigrationError } from '../errors.ts';
import { privateKeySettings } from '../inputs/pgp/private-key.ts';
import { ImportSlots, importSlotsFolder } from '../locks/import-slots.ts';
import { type LoginProbes, NO_PROBES } from '../probes/login-probes.ts';
import { steadyProgress } from '../progress.ts';
import { readPlans } from '../run-store/folder/read-plan.ts';
import { readRuns, runFolderOf } from '../run-store/folder/run-folders.ts';
import { measuredSpeed } from '../run-store/measured-speed.ts';
import type { RunStart, RunStore } from '../run-store/run-store.ts';
import { openManagementApi } from '../tenant/open-management-api.ts';
import { RateLimiter } from '../tenant/rate-limiter.ts';
import { retryingTenant } from '../tenant/retrying-tenant.ts';
import type { Connection } from '../tenant/tenant.ts';
import { readAwaitedGhosts } from './awaited-ghosts.ts';
import { deletedSourceOf, explainMissingSource, isSourceMissing } from './deleted-source.ts';
import { type ConnectionEndpoint, refuseOtherEndpoints, runIdOf, runStartOf } from './endpoints.ts';
import { sourceEndpointOf, sourceTenantOf } from './open-endpoints.ts';
import type { PlannedUsers } from './planned-users.ts';
import type { NamedExport, Run } from './run.ts';
import { startRunTime, stopped } from './run-time.ts';
import type { EndpointSettings, MigrationSettings } from './settings.ts';
import type { DefaultSettings } from './settings-table.ts';
import { withSourceFile } from './source-file-settings.ts';

const HOUR_MS = 3_600_000;

/** Settings that were checked, with the defaults of those that nobody chose. */
export type ChosenSettings = Omit<MigrationSettings, 'phase' | 'timeBudgetMinutes'> &
    Partial<Pick<MigrationSettings, 'phase'>> &
    DefaultSettings;

/** Where a run is remembered, once it is known which one it is. */
export type OpenStore = (runId: string, start: RunStart, clock: Clock) => Promise<RunStore>;

/** A run whose endpoints were checked, and that is not remembered anywhere yet. */
export interface CheckedRun extends Omit<Run, 'store' | 'time' | 'awaitedGhosts' | 'loginProbes'> {
    readonly start: RunStart;
    readonly clock: Clock;
    /** Ends the waits of calls that are repeated, once the run is to stop. */
    readonly stopCalls: AbortController;
}

// What differs between the commands that check a run.
interface CheckChoice {
    /** What the plan counts beside profiles. @default what the definition asks to copy */
    readonly assignments?: readonly AssignmentKind[] | undefined;
    /** Whether the command works without the source, once its connection was deleted. */
    readonly mayLackSource?: boolean;
}

/**
 * Loads the definition, and opens and checks both endpoints.
 *
 * @throws {MigrationError} `SETTING_INVALID`, `DEFINITION_NOT_FOUND`, `DEFINITION_INVALID`; the first refusal of the checks
 */
export async function checkRun(
    settings: ChosenSettings,
    { assignments, mayLackSource = false }: CheckChoice = {},
): Promise<CheckedRun> {
    const { projectFolder, definitionPath } = settings;
    const clock = settings.clock ?? systemClock;
    const loaded = await loadRunDefinition(settings);
    const { definition } = loaded;
    const stopCalls = new AbortController();
    const { signal } = settings;
    const onAbort = () => {
        stopCalls.abort(stopped(signal?.reason));
    };
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const open = tenantOpener(settings, clock, stopCalls.signal);
    const source = await sourceTenantOf(settings, loaded, open);
    const target = await open(settings.target);
    const counted = assignments ?? asksForAssignments(definition);
    const checked = await checkEndpoints(source, target, definition, counted);
    const runs = await readRuns(settings);
    const deleted =
        checked.refusals.some(isSourceMissing) && source !== undefined && checked.target !== undefined
            ? deletedSourceOf(runs, settings, source, connectionOf(target, checked.target))
            : undefined;
    const isAccepted = (found: MigrationError) => mayLackSource && deleted !== undefined && isSourceMissing(found);
    const refusal = checked.refusals.find((found) => !isAccepted(found));
    if (refusal !== undefined) throw explainMissingSource(refusal, deleted);
    if (checked.target === undefined) throw new Error('a checked endpoint has a connection');
    const targetEndpoint = connectionOf(target, checked.target);
    const sourceEndpoint = deleted?.endpoint ?? (await sourceEndpointOf(loaded, projectFolder, source, checked.source));
    const start = runStartOf(definitionPath, sourceEndpoint, targetEndpoint);
    const id = settings.runId ?? runIdOf(start);
    const known = runs.find(({ runId }) => runId === id)?.state.start;
    if (known !== undefined) refuseOtherEndpoints(id, known, start);
    const { domain } = target.tenant;
    const slots = new ImportSlots(importSlotsFolder(domain), settings.maxConcurrentJobs, clock);
    const others = runs.filter(({ runId }) => runId !== id);
    const jobs = await checkImportJobs(
        target.tenant,
        { slots: slots.size, held: await slots.held() },
        others,
        clock.now(),
    );
    return {
        ...{ id, start, clock, stopCalls, definition, projectFolder },
        definitionDigest: loaded.digest,
        hashExport: hashExportOf(loaded, projectFolder),
        factorExport: factorExportOf(loaded, projectFolder),
        source: sourceEndpoint,
        target: targetEndpoint,
        targetFacts: await observeTarget(target.tenant, checked.target),
        findings: [...checked.findings, ...jobs],
        limits: {
            slots,
            expectedUsersPerSecond: settings.expectedUsersPerSecond,
            measuredUsersPerSecond: measuredSpeed(runs, domain),
            maxFileBytes: settings.maxImportFileBytes,
        },
        options: {
            phase: settings.phase,
            approvedPlan: settings.approvedPlan,
            approvedUsers: await approvedUsersOf(settings, id),
            withIdentifiers: settings.withIdentifiers,
            maxSnapshotAgeMs: settings.maxSnapshotAgeHours * HOUR_MS,
            // What a plan has seen must be seen again, or an approved plan could differ by it.
            looksAtWholeTenant: settings.approvedPlan !== undefined,
            assignmentsToCount: counted,
            replacement: { confirm: settings.confirmReplacement, maxDeletions: settings.maxReplacements },
            decommission: settings.decommission,
        },
        onProgress: steadyProgress(settings.onProgress ?? (() => undefined), () => clock.now()),
    };
}

function connectionOf({ tenant }: Endpoint, connection: Connection): ConnectionEndpoint {
    return { kind: 'connection', tenant, connection };
}

async function approvedUsersOf(settings: ChosenSettings, runId: string): Promise<PlannedUsers | undefined> {
    if (settings.approvedPlan === undefined) return undefined;
    const plans = await readPlans(runFolderOf(settings, runId));
    return plans.find(({ digest }) => digest === settings.approvedPlan)?.users;
}

/** Loads the definition of a run, joined with what the settings say of a file of users. */
export async function loadRunDefinition(
    settings: Pick<MigrationSettings, 'definitionPath' | 'projectFolder' | 'source'>,
): Promise<LoadedDefinition> {
    return withSourceFile(await loadDefinition(settings.definitionPath, settings.projectFolder), settings.source);
}

/** Gives where the password hash export of a definition lies, and its key; undefined where it names none. */
export function hashExportOf(loaded: LoadedDefinition, projectFolder: string): NamedExport | undefined {
    return namedExportOf(loaded, loaded.definition.passwords.hashExport, projectFolder);
}

/** Gives where the MFA export of a definition lies, and its key; undefined where it names none. */
export function factorExportOf(loaded: LoadedDefinition, projectFolder: string): NamedExport | undefined {
    return namedExportOf(loaded, loaded.definition.mfaFactors?.file, projectFolder);
}

// Support encrypts both for one key.
function namedExportOf(
    { definition }: LoadedDefinition,
    path: string | undefined,
    projectFolder: string,
): NamedExport | undefined {
    if (path === undefined) return undefined;
    return {
        path: resolve(projectFolder, path),
        key: privateKeySettings(definition.passwords.privateKey, projectFolder, process.env),
    };
}

const MINUTE_MS = 60_000;

/** Gives the time that an attempt has, and what stops it. */
export function budgetOf({ timeBudgetMinutes, signal }: Pick<ChosenSettings, 'timeBudgetMinutes' | 'signal'>): {
    readonly budgetMs: number;
    readonly signal: AbortSignal | undefined;
} {
    return { budgetMs: timeBudgetMinutes * MINUTE_MS, signal };
}

/**
 * Opens where a checked run is remembered, and starts its time.
 *
 * @throws {MigrationError} what the store throws
 */
export async function openRun(
    checked: CheckedRun,
    { budgetMs, signal }: { readonly budgetMs: number; readonly signal: AbortSignal | undefined },
    openStore: OpenStore,
    loginProbes: LoginProbes = NO_PROBES,
): Promise<{ readonly run: Run; readonly close: () => Promise<void> }> {
    const { start, clock, stopCalls, ...rest } = checked;
    const store = await openStore(rest.id, start, clock);
    const time = startRunTime({
        clock,
        budgetMs,
        signal,
        lost: store.lost,
        takeStopRequest: () => store.takeStopRequest(),
    });
    time.signal.addEventListener('abort', () => {
        stopCalls.abort(time.signal.reason);
    });
    const close = async () => {
        time.close();
        // A call that is still repeated has nobody left who waits for it.
        stopCalls.abort();
        await store.close();
    };
    try {
        const awaitedGhosts = await readAwaitedGhosts(store.artifacts, rest.definition);
        return { run: { ...rest, store, time, awaitedGhosts, loginProbes }, close };
    } catch (error) {
        await close();
        throw error;
    }
}

// Source and target may be one tenant, with one budget.
function tenantOpener(
    { rateShare }: Pick<DefaultSettings, 'rateShare'>,
    clock: Clock,
    stopCalls: AbortSignal,
): (settings: EndpointSettings) => Promise<Endpoint> {
    const limiters = new Map<string, RateLimiter>();
    return async ({ credentials, connectionName }) => {
        const rateLimiter = limiters.get(credentials.domain) ?? new RateLimiter(clock, rateShare);
        limiters.set(credentials.domain, rateLimiter);
        const tenant = await openManagementApi(credentials, rateLimiter.record);
        return { tenant: retryingTenant(tenant, clock, { signal: stopCalls, rateLimiter }), connectionName };
    };
}
