import type { DecidedMigration } from './migration.ts';
import { Attempt, completePass } from './passes.ts';
import { refreshReport } from './report/refresh-report.ts';
import type { Report } from './report/report.ts';
import { writeReport } from './report/write-report.ts';
import type { Run } from './run/run.ts';
import { settleRun } from './stages/1-settle.ts';
import { exportUsers } from './stages/2-export.ts';
import { decideUsers, planUsers } from './stages/3-decide.ts';
import { importUsers } from './stages/4-import.ts';
import { reconcileUsers } from './stages/5-reconcile.ts';
import { attachAssignments } from './stages/6-attach.ts';
import { verifyUsers } from './stages/7-verify.ts';
import { type Decommissioned, decommissionSource } from './stages/8-decommission.ts';
import { refuseMismatches } from './verification/refuse-mismatches.ts';

/**
 * Moves the users: settle, and then in each pass export, decide, import, reconcile, attach, verify; decommission
 * after the last one, where that is asked for.
 *
 * Each line's output is the next line's input. A pass exports both endpoints, compares them with what this migration did, does
 * what is missing, and verifies. Nothing depends on a pass being finished: whatever stopped it, the next one starts by exporting.
 * An attempt makes passes until what was asked for is true. Users are a stream from the first stage to the last, so a run of millions
 * needs no more memory than a run of thousands, but for tables of 64-bit digests.
 *
 * @returns the report, which is also written as an artifact
 * @throws {MigrationError} what the stages throw; `VERIFICATION_FAILED` after the report was written
 */
export async function runPasses(run: Run): Promise<{
    readonly report: Report;
    /** Undefined where the source stays. */
    readonly decommissioned: Decommissioned | undefined;
}> {
    await settleRun(run);
    const attempt = new Attempt(run);
    for (;;) {
        const pass = await attempt.begin();
        // The page of an earlier pass must not be taken for the outcome of this one, should it end early.
        await refreshReport(run);
        const exported = await exportUsers(run, pass);
        const decided = await decideUsers(run, pass, exported);
        const imported = await importUsers(run, decided);
        const reconciled = await reconcileUsers(run, imported);
        const attached = await attachAssignments(run, reconciled);
        const verified = await verifyUsers(run, attached);
        await completePass(run, verified);
        const report = await writeReport(run, verified);
        if (attempt.isAnotherPassDue(verified)) continue;
        refuseMismatches(verified);
        const decommissioned = await decommissionSource(run, verified);
        if (decommissioned !== undefined) await refreshReport(run);
        return { report, decommissioned };
    }
}

/**
 * Decides every user's fate and sends nothing.
 *
 * @returns what would be done, and in its plan what forbids it
 * @throws {MigrationError} what the two stages throw
 */
export async function planPass(run: Run): Promise<DecidedMigration> {
    const pass = await new Attempt(run).begin();
    return await planUsers(run, pass, await exportUsers(run, pass));
}
