import { resolve } from 'node:path';
import { disabledConnection } from '../checks/enabled-client.ts';
import type { Finding } from '../checks/finding.ts';
import { checkDecommissionScopes } from '../checks/scopes.ts';
import type { Clock } from '../clock.ts';
import { refuseDecommission } from '../decommission/refuse-decommission.ts';
import { runPasses } from '../pipeline.ts';
import { notBuilt } from '../plan/not-built.ts';
import { type LoginProbes, NO_PROBES, openLoginProbes } from '../probes/login-probes.ts';
import { readProbeEnvironment } from '../probes/probe-environment.ts';
import { type Progress, steadyProgress } from '../progress.ts';
import type { Report } from '../report/report.ts';
import { chooseSettings } from '../run/choose-settings.ts';
import { budgetOf, type CheckedRun, checkRun, openRun } from '../run/open-run.ts';
import { refuseSkippedPhase } from '../run/refuse-skipped-phase.ts';
import type { Run } from '../run/run.ts';
import type { MigrationSettings } from '../run/settings.ts';
import { stoppedAt } from '../run/stopped-at.ts';
import { openEventFile } from '../run-store/event-file.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { openFolderStore } from '../run-store/folder/folder-store.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';
import type { Decommissioned } from '../stages/8-decommission.ts';
import { openLoginApi } from '../tenant/login-api.ts';

/** What a run came to. */
export interface RunOutcome {
    /** `prepared`, `complete`, or `incomplete` when something is left to do. */
    readonly status: 'prepared' | 'complete';
    /** What the run is known by. */
    readonly runId: string;
    /** Where it is remembered. */
    readonly folder: string;
    /** SHA-256 of the definition's file, in hex. */
    readonly definitionDigest: string;
    /** Undefined in the phase `prepare`, which moves nobody. */
    readonly report: Report | undefined;
    /** What became of the source; undefined in every phase but `decommission`. */
    readonly decommissioned: Decommissioned | undefined;
    /** What the checks of both endpoints found that forbids nothing. */
    readonly findings: readonly Finding[];
}

/**
 * Runs a migration, or goes on with one that was stopped: makes passes until what was asked for is true.
 *
 * @param settings - the migration
 * @throws {MigrationError} `NOT_IMPLEMENTED` for what the definition asks to copy beside profiles; `NOT_VERIFIED` for the phases `cutover` and
 * `decommission` of a run that has verified nobody; what `refuseDecommission` throws; `RUN_OF_OTHER_ENDPOINTS`; `DEFINITION_CHANGED` when users were sent by another mapping; `RUN_LOCKED`; the first refusal of
 * the checks; what the pipeline throws
 */
export async function runMigration(settings: MigrationSettings): Promise<RunOutcome> {
    // Nothing is ever deleted in another phase, whatever the settings say.
    const decommission = settings.phase === 'decommission' ? settings.decommission : undefined;
    const chosen = chooseSettings({ ...settings, decommission });
    const checked = await checkRun(chosen);
    const unbuilt = notBuilt(checked.definition);
    if (unbuilt !== undefined) throw unbuilt;
    if (checked.targetFacts.isEnabledForAnyClient === false) throw disabledConnection(checked.target.connection.name);
    const { id: runId, findings, definitionDigest, clock } = checked;
    const folder = runFolderOf(chosen, runId);
    const state = await readJournalState(folder);
    const { source, target } = checked;
    await refuseSkippedPhase(settings.phase, state, { source, target, clients: settings.switchedClients });
    if (settings.phase === 'decommission') {
        const { tenant } = await refuseDecommission(decommission, { source, state, definitionDigest });
        await checkDecommissionScopes(tenant, decommission);
    }
    const loginProbes = await loginProbesOf(settings, checked, clock);
    const outcome = { runId, folder, definitionDigest, findings };
    if (settings.phase === 'prepare')
        return { status: 'prepared', report: undefined, decommissioned: undefined, ...outcome };

    const { eventsFile, projectFolder } = chosen;
    const events = openEventFile(eventsFile && resolve(projectFolder, eventsFile), () => clock.now());
    let reached: Progress | undefined;
    let isOver = false;
    const listened: CheckedRun = {
        ...checked,
        onProgress: steadyProgress(
            (progress) => {
                if (isOver) return;
                reached = progress;
                events.progress(progress);
                checked.onProgress(progress);
            },
            () => clock.now(),
        ),
    };
    try {
        const { run, close } = await openRun(
            listened,
            budgetOf(chosen),
            (_runId, start) => openFolderStore(folder, start, new Date(clock.now()).toISOString(), events),
            loginProbes,
        );
        try {
            await nameSwitchedClients(run, settings);
            return { status: 'complete', ...(await runPasses(run)), ...outcome };
        } catch (error) {
            throw stoppedAt(error, run.store.journal.state, reached);
        } finally {
            await close();
        }
    } finally {
        isOver = true;
        await events.close();
    }
}

// A rollback isn't given the clients: it reads them here and asks the tenants, for the folder may be older than the cut-over.
async function nameSwitchedClients(
    { store: { journal }, time }: Run,
    { switchedClients: clients }: MigrationSettings,
): Promise<void> {
    if (clients === undefined || JSON.stringify(clients) === JSON.stringify(journal.state.switchedClients)) return;
    await journal.append({ type: 'switched-clients-named', clients, at: new Date(time.clock.now()).toISOString() });
}

async function loginProbesOf(
    { target }: MigrationSettings,
    { definition, stopCalls }: CheckedRun,
    clock: Clock,
): Promise<LoginProbes> {
    if (definition.loginProbes.length === 0) return NO_PROBES;
    const { client, passwords } = readProbeEnvironment(target.credentials);
    return await openLoginProbes(
        definition,
        passwords,
        openLoginApi(client, target.connectionName),
        clock,
        stopCalls.signal,
    );
}
