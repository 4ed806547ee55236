import { join, resolve } from 'node:path';
import { openRunArtifacts } from '../run-store/folder/open-run-artifacts.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type LoadedDefinition, loadDefinition } from '../definition/definition-file.ts';
import { MigrationError } from '../errors.ts';
import { privateKeySettings } from '../inputs/pgp/private-key.ts';
import { readAwaitedGhosts } from '../ghosts/awaited-ghosts.ts';
import { openFileJournal } from '../run-store/folder/file-journal.ts';
import type { Journal } from '../run-store/journal.ts';
import { readRunState } from '../run-store/run-state.ts';
import { openEnds } from '../run/open-endpoints.ts';
import { runPipeline } from '../pipeline.ts';
import { disabledConnection } from '../plan/checks/enabled-client.ts';
import type { Finding } from '../plan/finding.ts';
import { notBuilt } from '../plan/not-built.ts';
import { type LoginProbes, NO_PROBES, openLoginProbes } from '../probes/login-probes.ts';
import { readProbeEnvironment } from '../probes/probe-environment.ts';
import { steadyProgress } from '../progress.ts';
import { refuseBadSettings } from '../run/refuse-bad-settings.ts';
import { openEventFile } from '../report/event-file.ts';
import type { Report } from '../report/report.ts';
import type { Run } from '../run/run.ts';
import type { EndpointSettings, MigrationSettings } from '../run/settings.ts';
import { withSourceFile } from '../run/source-file-settings.ts';
import { openLoginApi } from '../tenant/login-api.ts';
import { openManagementApi } from '../tenant/management-api.ts';
import { patientTenant } from '../tenant/retrying-tenant.ts';
import { RateLimiter } from '../tenant/rate-limiter.ts';
import { readUnheardReport } from '../unheard-report.ts';

/** What a run came to. */
export interface RunOutcome {
    readonly status: 'prepared' | 'complete';
    readonly definitionDigest: string;
    /** Undefined in the phase `prepare`, which moves nobody. */
    readonly report: Report | undefined;
    /** What the checks of both ends found that forbids nothing. */
    readonly findings: readonly Finding[];
}

const DEFAULT_TIME_BUDGET_MS = 45 * 60 * 1000;

/**
 * Runs a migration, or goes on with one that was stopped.
 *
 * @throws {MigrationError} `DEFINITION_CHANGED` when users were sent by another version of the definition; `NOT_IMPLEMENTED`
 * for the phase `cutover` and for what the definition asks to copy beside profiles; `RUN_LOCKED`; the first refusal of the checks; what the pipeline throws
 */
export async function runMigration(settings: MigrationSettings): Promise<RunOutcome> {
    refuseBadSettings(settings);
    const clock = settings.clock ?? systemClock;
    const signal = settings.signal ?? new AbortController().signal;
    const loaded = withSourceFile(
        await loadDefinition(settings.definitionPath, settings.projectFolder),
        settings.source,
    );
    const unbuilt = notBuilt(loaded.definition);
    if (unbuilt !== undefined) throw unbuilt;
    const limiters = new Map<string, RateLimiter>();
    const open = ({ credentials, connectionName }: EndpointSettings) => {
        // Source and target may be one tenant, with one budget.
        const rateLimiter = limiters.get(credentials.domain) ?? new RateLimiter(clock, settings.rateShare);
        limiters.set(credentials.domain, rateLimiter);
        const tenant = openManagementApi(credentials, rateLimiter.note);
        return { tenant: patientTenant(tenant, clock, { signal, rateLimiter }), connectionName };
    };
    const ends = await openEnds(settings, loaded, open, clock);
    if (ends.targetFacts.isEnabledForAnyClient === false) throw disabledConnection(ends.target.connection.name);
    const { findings } = ends;
    const loginProbes = await loginProbesOf(settings, loaded, clock, signal);
    if (settings.phase === 'prepare') {
        return { status: 'prepared', definitionDigest: loaded.digest, report: undefined, findings };
    }

    const folder = runFolderOf(settings);
    const artifacts = await openRunArtifacts(folder);
    const { eventsPath } = settings;
    const events = openEventFile(eventsPath && resolve(settings.projectFolder, eventsPath), () => clock.now());
    const journal = events.following(await openFileJournal(folder));
    const onProgress = steadyProgress(
        (progress) => {
            events.progress(progress);
            settings.onProgress?.(progress);
        },
        () => clock.now(),
    );
    try {
        const { digest } = loaded;
        const unheard = await readUnheardReport(journal, artifacts, ends, digest, settings.lastHeard);
        if (unheard !== undefined) return { status: 'complete', definitionDigest: digest, report: unheard, findings };
        const pass = await beginPass(journal, loaded, ends.target.tenant.domain, clock);
        const run: Run = {
            id: settings.runId,
            pass,
            phase: settings.phase,
            ...definedBy(loaded, settings.projectFolder),
            approvedPlan: settings.approvedPlan,
            // What a plan has seen must be seen again, or an approved plan could differ by it.
            looksAtWholeTenant: settings.approvedPlan !== undefined,
            ...ends,
            awaitedGhosts: await readAwaitedGhosts(artifacts, loaded.definition, pass),
            journal,
            artifacts,
            clock,
            signal,
            deadline: clock.now() + (settings.timeBudgetMs ?? DEFAULT_TIME_BUDGET_MS),
            loginProbes,
            withIdentifiers: settings.withIdentifiers ?? false,
            onProgress,
        };
        const report = await runPipeline(run);
        await journal.append({ type: 'pass-completed', pass: run.pass, at: new Date(clock.now()).toISOString() });
        return { status: 'complete', definitionDigest: loaded.digest, report, findings };
    } finally {
        await journal.close();
        await events.close();
    }
}

/** Gives the folder of a run's journal and artifacts. */
export function runFolderOf(settings: Pick<MigrationSettings, 'projectFolder' | 'runsFolder' | 'runId'>): string {
    return join(resolve(settings.projectFolder, settings.runsFolder), settings.runId);
}

/**
 * Gives what a run takes from its definition: itself, and where the password hash export and its key lie.
 */
export function definedBy(
    { definition }: LoadedDefinition,
    projectFolder: string,
): Pick<Run, 'definition' | 'projectFolder' | 'hashExportPath' | 'hashExportKey'> {
    const { hashExport, privateKey } = definition.passwords;
    return {
        definition,
        projectFolder,
        hashExportPath: hashExport === undefined ? undefined : resolve(projectFolder, hashExport),
        hashExportKey: privateKeySettings(privateKey, projectFolder, process.env),
    };
}

async function loginProbesOf(
    { target }: MigrationSettings,
    { definition }: LoadedDefinition,
    clock: Clock,
    signal: AbortSignal,
): Promise<LoginProbes> {
    if (definition.loginProbes.length === 0) return NO_PROBES;
    const { client, passwords } = readProbeEnvironment(target.credentials);
    return await openLoginProbes(definition, passwords, openLoginApi(client, target.connectionName), clock, signal);
}

async function beginPass(
    journal: Journal,
    loaded: LoadedDefinition,
    targetDomain: string,
    clock: Clock,
): Promise<number> {
    const at = new Date(clock.now()).toISOString();
    const state = readRunState(journal.entries);
    const isChanged = state.definitionDigest !== undefined && state.definitionDigest !== loaded.digest;
    if (isChanged) refuseChangedDefinition(journal);
    if (state.definitionDigest === undefined || isChanged) {
        await journal.append({
            type: 'run-started',
            schemaVersion: 1,
            definitionDigest: loaded.digest,
            targetDomain,
            at,
        });
    }
    if (state.pass > 0 && !state.isPassCompleted && !isChanged) return state.pass;
    await journal.append({ type: 'pass-started', pass: state.pass + 1, at });
    return state.pass + 1;
}

/**
 * Refuses another definition than the one that users were sent by; before the first was sent it may still be edited.
 *
 * @throws {MigrationError} `DEFINITION_CHANGED`
 */
export function refuseChangedDefinition({ entries }: Pick<Journal, 'entries'>): void {
    if (!entries.some(({ type }) => type === 'batch-submitting')) return;
    throw new MigrationError(
        'DEFINITION_CHANGED',
        'The migration definition was edited after users were sent by it, so the rest would go by other rules. Put it back as it was, ' +
            'and write what should be different into a new definition with the next number (migrations/0002-....ts).',
    );
}
