import { resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { refuseDecommission } from '../decommission/refuse-decommission.ts';
import { runPasses } from '../pipeline.ts';
import { disabledConnection } from '../plan/checks/enabled-client.ts';
import type { Finding } from '../plan/finding.ts';
import { notBuilt } from '../plan/not-built.ts';
import { type LoginProbes, NO_PROBES, openLoginProbes } from '../probes/login-probes.ts';
import { readProbeEnvironment } from '../probes/probe-environment.ts';
import { openEventFile } from '../report/event-file.ts';
import type { Report } from '../report/report.ts';
import { type CheckedRun, checkRun, openRun } from '../run/open-run.ts';
import { refuseSkippedPhase } from '../run/refuse-skipped-phase.ts';
import type { MigrationSettings } from '../run/settings.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { openFolderStore } from '../run-store/folder/folder-store.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';
import type { Decommissioned } from '../stages/8-decommission.ts';
import { openLoginApi } from '../tenant/login-api.ts';

/** What a run came to. */
export interface RunOutcome {
    readonly status: 'prepared' | 'complete';
    /** What the run is known by. */
    readonly runId: string;
    /** Where it is remembered. */
    readonly folder: string;
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
 * @throws {MigrationError} `NOT_IMPLEMENTED` for what the definition asks to copy beside profiles; `NOT_VERIFIED` for the phases `cutover` and
 * `decommission` of a run that has verified nobody; what `refuseDecommission` throws; `RUN_OF_OTHER_ENDPOINTS`; `DEFINITION_CHANGED` when users were sent by another mapping; `RUN_LOCKED`; the first refusal of
 * the checks; what the pipeline throws
 */
export async function runMigration(settings: MigrationSettings): Promise<RunOutcome> {
    // Nothing is ever deleted in another phase, whatever the settings say.
    const decommission = settings.phase === 'decommission' ? settings.decommission : undefined;
    const checked = await checkRun({ ...settings, decommission });
    const unbuilt = notBuilt(checked.definition);
    if (unbuilt !== undefined) throw unbuilt;
    if (checked.targetFacts.isEnabledForAnyClient === false) throw disabledConnection(checked.target.connection.name);
    const { id: runId, findings, definitionDigest, clock } = checked;
    const folder = runFolderOf(settings, runId);
    const state = await readJournalState(folder);
    refuseSkippedPhase(settings.phase, state);
    if (settings.phase === 'decommission')
        await refuseDecommission(decommission, { source: checked.source, state, definitionDigest });
    const loginProbes = await loginProbesOf(settings, checked, clock);
    const outcome = { runId, folder, definitionDigest, findings };
    if (settings.phase === 'prepare')
        return { status: 'prepared', report: undefined, decommissioned: undefined, ...outcome };

    const { eventsPath, projectFolder } = settings;
    const events = openEventFile(eventsPath && resolve(projectFolder, eventsPath), () => clock.now());
    const listened: CheckedRun = {
        ...checked,
        onProgress: (progress) => {
            events.progress(progress);
            checked.onProgress(progress);
        },
    };
    try {
        const { run, close } = await openRun(
            listened,
            settings,
            (_runId, start) => openFolderStore(folder, start, new Date(clock.now()).toISOString(), events),
            loginProbes,
        );
        try {
            return { status: 'complete', ...(await runPasses(run)), ...outcome };
        } finally {
            await close();
        }
    } finally {
        await events.close();
    }
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
