import { ASSIGNMENT_KINDS } from '../assignments/assignment-kinds.ts';
import { planPass } from '../pipeline.ts';
import type { Plan } from '../plan/plan.ts';
import { chooseSettings } from '../run/choose-settings.ts';
import { checkRun, openRun } from '../run/open-run.ts';
import { artifactName } from '../run/run.ts';
import type { MigrationSettings } from '../run/settings.ts';
import { makeFolder } from '../run-store/folder/make-folder.ts';
import { openPlanStore } from '../run-store/folder/plan-store.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';

/** What a plan needs to know: what a run needs, but for its phase. */
export type PlanSettings = Omit<MigrationSettings, 'phase' | 'timeBudgetMinutes' | 'approvedPlan'> & {
    /**
     * Counts roles, permissions and organizations of the users, also where the definition leaves them; costs a call for each
     * role and organization, and for each 100 of their users.
     *
     * @default false: counts what the definition says `copy` for
     */
    readonly countAssignments?: boolean;
};

/**
 * Makes the plan of a migration's next pass: exports both endpoints, decides every user's fate, and sends nothing.
 *
 * What the run has done so far counts, also while it works. The plan and the list of the excluded users lie in the folder `plan` of the
 * run; the exports are removed again.
 *
 * @param settings - the migration
 * @returns the plan, with everything that forbids the run in its `refusals`
 * @throws {MigrationError} the first refusal of the checks; `RUN_LOCKED` while another plan of the run is made; what the two stages throw
 */
export async function planMigration(settings: PlanSettings): Promise<Plan> {
    const chosen = chooseSettings(settings);
    const checked = await checkRun(chosen, {
        assignments: settings.countAssignments === true ? ASSIGNMENT_KINDS : undefined,
    });
    const folder = runFolderOf(chosen, checked.id);
    makeFolder(folder, `the run's folder ${folder}`);
    const { run, close } = await openRun(
        { ...checked, options: { ...checked.options, looksAtWholeTenant: true } },
        { budgetMs: Number.POSITIVE_INFINITY, signal: settings.signal },
        (_runId, start) => openPlanStore(folder, start),
    );
    try {
        const { plan, pass } = await planPass(run);
        const names = [
            'source.ndjson',
            'source-linked.ndjson',
            'source-unlinked.ndjson',
            'target.ndjson',
            'hashes.ndjson',
        ];
        await Promise.all(names.map((name) => run.store.artifacts.remove(artifactName(pass.number, name))));
        return plan;
    } finally {
        await close();
    }
}
