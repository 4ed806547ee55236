import { listedGhostOf, writeGhostList } from '../ghosts/awaited-ghosts.ts';
import { awaitedOutcomeOf } from '../ghosts/awaited-outcome.ts';
import { classifyRejection, type IsImportedByPass } from '../ghosts/classify-rejection.ts';
import { type Ghost, repairGhosts } from '../ghosts/repair-ghosts.ts';
import { createImportContext } from '../imports/import-context.ts';
import {
    type ClassifiedRejection,
    type ImportedMigration,
    MOST_NAMED,
    type NamedUser,
    type PlannedMigration,
    type ReconciledMigration,
} from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { type Run, stopIfAsked } from '../run/run.ts';
import type { DatabaseScripts } from '../tenant/tenant.ts';
import { emailKey } from '../users/import-record.ts';
import type { RejectedUser } from '../users/rejected-user.ts';
import type { PlannedUser } from '../users/user-fate.ts';

const LOOKUPS_AT_ONCE = 4;

/**
 * Finds out what the rejected users are, each by evidence from the target, and repairs ghosts where the definition says so.
 *
 * Where it does not, ghosts are listed in an artifact: for a decision, or for a message that asks their users to log in. Those
 * who were asked by an earlier pass are looked for, and stay on the list until they are whole.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function reconcileUsers(run: Run, imported: ImportedMigration): Promise<ReconciledMigration> {
    const { plan } = imported;
    const found = await classifyRejections(run, imported);
    const ghosts = found.flatMap(({ user, isIdTaken, rejection }): Ghost[] =>
        rejection.class === 'ghost' ? [{ user, isIdTaken, rejection }] : [],
    );
    const repaired = await repairWhereAllowed(run, ghosts);
    const byRepair = new Map(repaired.map((rejection) => [rejection.line, rejection]));
    const rejections = found.map(({ rejection }) => byRepair.get(rejection.line) ?? rejection);
    const { healed, waiting } = await awaitedOutcomeOf(run.awaitedGhosts, plan);
    const left = ghosts.filter(({ user }) => byRepair.get(user.line)?.class !== 'repaired');
    const listed = [...waiting, ...left.map(({ user }) => listedGhostOf(user))];
    const ghostArtifact = listed.length === 0 ? undefined : await writeGhostList(run, listed);
    const named = run.withIdentifiers
        ? found.slice(0, MOST_NAMED).map(({ user }, at) => nameOf(user, rejections[at]))
        : [];
    return { plan, rejections, awaitedGhosts: { healed, waiting: waiting.length }, named, ghostArtifact };
}

function nameOf({ sourceUserId, user }: PlannedUser, rejection: ClassifiedRejection | undefined): NamedUser {
    return { sourceUserId, email: user.email, what: `${rejection?.class ?? ''} ${rejection?.codes.join('+') ?? ''}` };
}

type Classified = { readonly user: PlannedUser; readonly rejection: ClassifiedRejection; readonly isIdTaken: boolean };

async function classifyRejections(run: Run, { plan, rejected }: ImportedMigration): Promise<Classified[]> {
    const byLine = new Map(rejected.map((user) => [user.line, user]));
    const classified: Classified[] = [];
    if (byLine.size === 0) return classified;
    const isImported = await importedAddresses(plan, byLine);
    for await (const fates of plan.fates()) {
        const pairs = fates.flatMap((fate): [PlannedUser, RejectedUser][] => {
            const rejection = fate.fate === 'planned' ? byLine.get(fate.line) : undefined;
            return rejection === undefined || fate.fate !== 'planned' ? [] : [[fate, rejection]];
        });
        for (let at = 0; at < pairs.length; at += LOOKUPS_AT_ONCE) {
            stopIfAsked(run);
            const some = pairs.slice(at, at + LOOKUPS_AT_ONCE).map(async ([user, rejected]): Promise<Classified> => {
                const { isIdTaken, ...rejection } = await classifyRejection(run, user, rejected, isImported);
                return { user, rejection, isIdTaken };
            });
            classified.push(...(await Promise.all(some)));
            run.onProgress({ stage: 'reconcile', done: classified.length, total: byLine.size });
        }
    }
    return classified;
}

// Whoever was sent and not refused: a rejected user that turns out to be one of them has a double in the source.
async function importedAddresses(
    plan: PlannedMigration,
    byLine: ReadonlyMap<number, RejectedUser>,
): Promise<IsImportedByPass> {
    const addresses = new DigestSet(plan.counts.planned);
    for await (const fates of plan.fates()) {
        for (const fate of fates) {
            if (fate.fate === 'planned' && !byLine.has(fate.line)) addresses.add(digest64(emailKey(fate.user.email)));
        }
    }
    return (email) => addresses.has(digest64(email));
}

async function repairWhereAllowed(run: Run, ghosts: readonly Ghost[]): Promise<readonly ClassifiedRejection[]> {
    const { repair } = run.definition.ghosts;
    if (typeof repair === 'string' || ghosts.length === 0) return [];
    const forbidden = whyNotToRepair(
        await run.target.tenant.readDatabaseScripts(run.target.connection.id),
        repair.evenWithDeleteScript,
    );
    if (forbidden !== undefined) {
        return ghosts.map(({ rejection }) => ({ ...rejection, evidence: [...rejection.evidence, forbidden] }));
    }
    const context = createImportContext(run, ghosts.length, run.signal);
    return await repairGhosts(context, ghosts.slice(0, repair.max));
}

// A delete might run the Delete script, and so delete the user from the customer's own database.
function whyNotToRepair(
    { areReadable, isCustomDatabase, scripts }: DatabaseScripts,
    evenWithDeleteScript: boolean,
): string | undefined {
    if (evenWithDeleteScript) return undefined;
    if (!areReadable)
        return 'not repaired: without read:connections_options nobody can see if there is a Delete script';
    return isCustomDatabase && scripts['delete'] !== undefined
        ? 'not repaired: the custom database has a Delete script'
        : undefined;
}
