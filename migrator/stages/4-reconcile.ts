import { classifyRejection } from '../ghosts/classify-rejection.ts';
import { type Ghost, repairGhosts } from '../ghosts/repair-ghosts.ts';
import { ImportProgress } from '../import-progress.ts';
import type {
    ClassifiedRejection,
    ImportedMigration,
    PlannedUser,
    ReconciledMigration,
    RejectedUser,
} from '../migration.ts';
import { artifactName, type Run, stopIfAsked } from '../run.ts';
import { JobPace } from '../tenant/job-pace.ts';

const LOOKUPS_AT_ONCE = 4;

/**
 * Finds out what the rejected users are, each by evidence from the target, and repairs ghosts where the definition says so.
 *
 * Where it does not, ghosts are listed in an artifact: for a decision, or for a message that asks their users to log in.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function reconcileUsers(run: Run, { plan, rejected }: ImportedMigration): Promise<ReconciledMigration> {
    const byLine = new Map(rejected.map((user) => [user.line, user]));
    const rejections: ClassifiedRejection[] = [];
    if (byLine.size === 0) return { plan, rejections };
    const ghosts: Ghost[] = [];
    for await (const fates of plan.fates()) {
        const pairs = fates.flatMap((fate): [PlannedUser, RejectedUser][] => {
            const rejection = fate.fate === 'planned' ? byLine.get(fate.line) : undefined;
            return rejection === undefined || fate.fate !== 'planned' ? [] : [[fate, rejection]];
        });
        for (let at = 0; at < pairs.length; at += LOOKUPS_AT_ONCE) {
            stopIfAsked(run);
            const some = pairs.slice(at, at + LOOKUPS_AT_ONCE);
            const found = await Promise.all(
                some.map(async ([user, rejection]) => ({ user, ...(await classifyRejection(run, user, rejection)) })),
            );
            for (const { user, isIdTaken, ...rejection } of found) {
                rejections.push(rejection);
                if (rejection.class === 'ghost') ghosts.push({ user, rejection, isIdTaken });
            }
            run.onProgress({ stage: 'reconcile', done: rejections.length, total: byLine.size });
        }
    }
    const repaired = await repairWhereAllowed(run, ghosts);
    const byRepair = new Map(repaired.map((rejection) => [rejection.line, rejection]));
    await listGhosts(
        run,
        ghosts.filter(({ user }) => byRepair.get(user.line)?.class !== 'repaired'),
    );
    return { plan, rejections: rejections.map((rejection) => byRepair.get(rejection.line) ?? rejection) };
}

async function repairWhereAllowed(run: Run, ghosts: readonly Ghost[]): Promise<readonly ClassifiedRejection[]> {
    const { repair } = run.definition.ghosts;
    if (typeof repair === 'string' || ghosts.length === 0) return [];
    const { isCustomDatabase, scripts } = await run.target.tenant.readDatabaseScripts(run.target.connection.id);
    if (isCustomDatabase && scripts['delete'] !== undefined && !repair.evenWithDeleteScript) {
        // A delete might run the script, and so delete the user from the customer's own database.
        return ghosts.map(({ rejection }) => ({
            ...rejection,
            evidence: [...rejection.evidence, 'not repaired: the custom database has a Delete script'],
        }));
    }
    const context = {
        run,
        pace: new JobPace(run.expectedUsersPerSecond),
        progress: new ImportProgress(run, ghosts.length),
        noMoreJobs: run.signal,
    };
    return await repairGhosts(context, ghosts.slice(0, repair.max));
}

async function listGhosts(run: Run, ghosts: readonly Ghost[]): Promise<void> {
    if (ghosts.length === 0) return;
    const lines = ghosts.map(({ user: { line, sourceUserId, user } }) =>
        Buffer.from(`${JSON.stringify({ line, sourceUserId, email: user.email })}\n`),
    );
    await run.artifacts.write(artifactName(run, 'ghosts.ndjson'), lines);
}
