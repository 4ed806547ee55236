import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openRunArtifacts } from '../run-store/folder/open-run-artifacts.ts';
import { systemClock } from '../clock.ts';
import { type LoadedDefinition, loadDefinition } from '../definition/definition-file.ts';
import { readAwaitedGhosts } from '../ghosts/awaited-ghosts.ts';
import { openFileJournal, readJournalEntries } from '../run-store/folder/file-journal.ts';
import { readRunState } from '../run-store/run-state.ts';
import { openEnds } from '../run/open-endpoints.ts';
import { planPipeline } from '../pipeline.ts';
import { ATTACHMENT_KINDS, asksForAttachments } from '../plan/attachments/attachment-kinds.ts';
import type { Plan } from '../plan/plan.ts';
import { NO_PROBES } from '../probes/login-probes.ts';
import { artifactName, type Run } from '../run/run.ts';
import { definedBy, runFolderOf } from './run-migration.ts';
import type { EndpointSettings, MigrationSettings } from '../run/settings.ts';
import { withSourceFile } from '../run/source-file-settings.ts';
import { openManagementApi } from '../tenant/management-api.ts';
import { patientTenant } from '../tenant/retrying-tenant.ts';

/** What a plan needs to know: what a run needs, but for its phase. */
export type PlanSettings = Omit<MigrationSettings, 'phase' | 'timeBudgetMs' | 'approvedPlan'> & {
    /**
     * Counts roles, permissions and organizations of the users, also where the definition leaves them; costs a call for each
     * role and organization, and for each 100 of their users.
     *
     * @default false: counts what the definition says `copy` for
     */
    readonly countAttachments?: boolean;
};

/**
 * Makes the plan of a migration: exports both ends, decides every user's fate, and sends nothing.
 *
 * Everything lies in the folder `plan` of the run. The exports are removed again; the plan and the list of the excluded users stay.
 *
 * @returns the plan, with everything that forbids the run in its `refusals`
 * @throws {MigrationError} the first refusal of the checks; what the first two stages throw
 */
export async function planMigration(settings: PlanSettings): Promise<Plan> {
    const clock = settings.clock ?? systemClock;
    const signal = settings.signal ?? new AbortController().signal;
    const loaded = withSourceFile(
        await loadDefinition(settings.definitionPath, settings.projectFolder),
        settings.source,
    );
    const open = ({ credentials, connectionName }: EndpointSettings) => ({
        tenant: patientTenant(openManagementApi(credentials), clock, { signal }),
        connectionName,
    });
    const attachments = settings.countAttachments === true ? ATTACHMENT_KINDS : asksForAttachments(loaded.definition);
    const ends = await openEnds(settings, loaded, open, clock, attachments);

    const folder = planFolderOf(settings);
    const artifacts = await openRunArtifacts(folder);
    const journal = await openFileJournal(folder);
    try {
        const at = new Date(clock.now()).toISOString();
        // Always a new pass: what an interrupted plan has exported is older than this one.
        const pass = readRunState(journal.entries).pass + 1;
        await journal.append({ type: 'run-started', schemaVersion: 1, definitionDigest: loaded.digest, at });
        await journal.append({ type: 'pass-started', pass, at });
        const run: Run = {
            id: settings.runId,
            pass,
            phase: 'prepare',
            ...definedBy(loaded, settings.projectFolder),
            ...ends,
            attachmentsToCount: attachments,
            looksAtWholeTenant: true,
            ...(await leftByEarlierPasses(settings, loaded)),
            journal,
            artifacts,
            clock,
            signal,
            deadline: Number.POSITIVE_INFINITY,
            loginProbes: NO_PROBES,
            withIdentifiers: false,
            onProgress: settings.onProgress ?? (() => undefined),
        };
        try {
            const planned = await planPipeline(run);
            planned.close();
            return planned.plan;
        } finally {
            const names = ['source.ndjson', 'target.ndjson', 'hashes.ndjson'];
            await Promise.all(names.map((name) => artifacts.remove(artifactName(run, name))));
        }
    } finally {
        await journal.close();
    }
}

/**
 * Reads the last plan of a migration, be it of `planMigration` or of a run.
 *
 * @param since - milliseconds since the Unix epoch; an older plan was carried out already
 * @returns undefined when none was made, or it cannot be read
 */
export async function readLastPlan(
    settings: Pick<MigrationSettings, 'projectFolder' | 'runsFolder' | 'runId'>,
    since: number,
): Promise<Plan | undefined> {
    for (const folder of [planFolderOf(settings), runFolderOf(settings)]) {
        try {
            const file = join(folder, 'plan.json');
            const plan = JSON.parse(await readFile(file, 'utf8')) as { schemaVersion?: unknown };
            if (plan.schemaVersion === 2 && (await stat(file)).mtimeMs > since) return plan as Plan;
        } catch {
            // A preview does without: the quick count takes its place.
        }
    }
    return undefined;
}

// A plan lies in a folder of its own; what earlier passes have left lies with the run, for whose next pass the plan is made.
async function leftByEarlierPasses(
    settings: PlanSettings,
    { definition }: LoadedDefinition,
): Promise<Pick<Run, 'earlier' | 'awaitedGhosts'>> {
    const folder = runFolderOf(settings);
    const state = readRunState(await readJournalEntries(folder));
    const pass = state.pass === 0 || state.isPassCompleted ? state.pass + 1 : state.pass;
    const artifacts = await openRunArtifacts(folder);
    return { earlier: { artifacts, pass }, awaitedGhosts: await readAwaitedGhosts(artifacts, definition, pass) };
}

function planFolderOf(settings: Pick<MigrationSettings, 'projectFolder' | 'runsFolder' | 'runId'>): string {
    return join(runFolderOf(settings), 'plan');
}
