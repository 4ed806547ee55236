import { classifyRejection, type IsImportedByPass } from '../ghosts/classify-rejection.ts';
import { RejectionList } from '../ghosts/rejection-list.ts';
import { type Ghost, repairGhosts } from '../ghosts/repair-ghosts.ts';
import { createImportContext } from '../imports/import-context.ts';
import type { RejectedUser } from '../imports/rejected-user.ts';
import { readItem, readWorkList } from '../imports/work-list.ts';
import {
    type ClassifiedRejection,
    type DecidedMigration,
    type ImportedMigration,
    type ReconciledMigration,
} from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Run } from '../run/run.ts';
import { endOrAbort } from '../run-store/artifact-writer.ts';
import { changeRecords } from '../run-store/change-records.ts';
import type { DatabaseScripts } from '../tenant/tenant.ts';
import { emailKey } from '../users/email-key.ts';
import type { WorkItem } from '../users/user-fate.ts';

const LOOKUPS_AT_ONCE = 4;

/** What the reconcile stage takes from a run. */
export type ReconcileNeeds = Pick<
    Run,
    'id' | 'definition' | 'target' | 'store' | 'time' | 'limits' | 'options' | 'onProgress'
>;

/**
 * Finds out what the rejected users are, each by evidence from the target, and repairs ghosts where the definition says so.
 *
 * Where it does not, ghosts are listed in an artifact: for a decision, or for a message that asks their users to log in. Those
 * who were asked by an earlier pass are looked for, and stay on the list until they are whole.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function reconcileUsers(
    run: ReconcileNeeds,
    { rejected, ...imported }: ImportedMigration,
): Promise<ReconciledMigration> {
    const { decided } = imported;
    const list = new RejectionList(run.store.artifacts, decided.pass.number, run.options.withIdentifiers);
    await endOrAbort([list], async () => {
        for (const ghost of decided.awaitedGhosts.waiting) await list.addGhost(ghost);
        const repairable = await classifyRejections(run, decided, rejected, list);
        const repaired = await repairWhereAllowed(run, repairable);
        await rememberThere(run, repaired);
        for (const [at, { user, rejection }] of repairable.entries())
            await list.add(repaired[at] ?? rejection, addressOf(user), false);
    });
    return { ...imported, ...list.counts() };
}

function addressOf({ user: { email } }: WorkItem): string {
    return typeof email === 'string' ? email : '';
}

// A user that turned out to be there as it was sent was not refused after all.
async function rememberThere(
    { store }: Pick<ReconcileNeeds, 'store'>,
    rejections: readonly ClassifiedRejection[],
): Promise<void> {
    const there = rejections.filter(({ class: found }) => found === 'imported' || found === 'repaired');
    await changeRecords(
        store.ledger,
        there.map(({ sourceUserId }) => sourceUserId),
        { status: 'sent' },
    );
}

/** Lists all but those whose ghosts may be repaired, and gives these. */
async function classifyRejections(
    run: ReconcileNeeds,
    decided: DecidedMigration,
    rejected: readonly RejectedUser[],
    list: RejectionList,
): Promise<readonly Ghost[]> {
    const byLine = new Map(rejected.map((user) => [user.line, user]));
    const repairable: Ghost[] = [];
    if (byLine.size === 0) return repairable;
    const isRepairing = typeof run.definition.ghosts.repair !== 'string';
    const isImported = await importedAddresses(decided, byLine);
    let done = 0;
    for await (const items of readWorkList(decided.work)) {
        const pairs = items.flatMap((item): [WorkItem, RejectedUser][] => {
            const rejection = byLine.get(item.line);
            return rejection === undefined ? [] : [[readItem(item), rejection]];
        });
        const classifiedSoFar: ClassifiedRejection[] = [];
        for (let at = 0; at < pairs.length; at += LOOKUPS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = pairs.slice(at, at + LOOKUPS_AT_ONCE).map(async ([user, refused]) => {
                const { isIdTaken, ...rejection } = await classifyRejection(run, user, refused, isImported);
                return { user, rejection, isIdTaken };
            });
            const classified = await Promise.all(some);
            classifiedSoFar.push(...classified.map(({ rejection }) => rejection));
            for (const { user, rejection, isIdTaken } of classified) {
                // A repair makes an account anew: of an update it would make one without its password.
                if (isRepairing && rejection.class === 'ghost' && user.kind === 'new')
                    repairable.push({ user, isIdTaken, rejection });
                else await list.add(rejection, addressOf(user), user.kind !== 'new');
            }
            done += classified.length;
            run.onProgress({ stage: 'reconcile', done, total: byLine.size });
        }
        await rememberThere(run, classifiedSoFar);
    }
    return repairable;
}

// Users that were sent and not refused: a rejected user that turns out to be one of them has a double in the source.
async function importedAddresses(
    decided: DecidedMigration,
    byLine: ReadonlyMap<number, RejectedUser>,
): Promise<IsImportedByPass> {
    const addresses = new DigestSet(decided.counts.planned);
    for await (const items of readWorkList(decided.work)) {
        for (const { line, record, kind } of items) {
            if (byLine.has(line) || kind !== 'new') continue;
            const { email } = JSON.parse(record) as UserRecord;
            addresses.add(digest64(emailKey(String(email))));
        }
    }
    return (email) => addresses.has(digest64(email));
}

async function repairWhereAllowed(
    run: ReconcileNeeds,
    ghosts: readonly Ghost[],
): Promise<readonly ClassifiedRejection[]> {
    const { repair } = run.definition.ghosts;
    if (typeof repair === 'string' || ghosts.length === 0) return [];
    const forbidden = whyNotToRepair(
        await run.target.tenant.readDatabaseScripts(run.target.connection.id),
        repair.evenWithDeleteScript,
    );
    if (forbidden !== undefined) {
        return ghosts.map(({ rejection }) => ({ ...rejection, evidence: [...rejection.evidence, forbidden] }));
    }
    const context = createImportContext(run, ghosts.length, run.time.signal);
    return await repairGhosts(context, run, ghosts, repair.max);
}

// A delete might run the Delete script, and so delete the user from the customer's own database.
function whyNotToRepair(
    { areReadable, isCustomDatabase, scripts }: DatabaseScripts,
    evenWithDeleteScript: boolean,
): string | undefined {
    if (evenWithDeleteScript) return undefined;
    if (!areReadable)
        return 'not repaired: without read:connections_options it is unknown whether there is a Delete script';
    return isCustomDatabase && scripts['delete'] !== undefined
        ? 'not repaired: the custom database has a Delete script'
        : undefined;
}
