import { classifyRejection, type IsImportedByPass } from '../ghosts/classify-rejection.ts';
import { type Ghost, repairGhosts } from '../ghosts/repair-ghosts.ts';
import { createImportContext } from '../imports/import-context.ts';
import type { RejectedUser } from '../imports/rejected-user.ts';
import { readItem, readWorkList } from '../imports/work-list.ts';
import {
    type ClassifiedRejection,
    type DecidedMigration,
    type ImportedMigration,
    MOST_NAMED,
    type NamedUser,
    type ReconciledMigration,
} from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type ListedGhost, writeGhostList } from '../run/awaited-ghosts.ts';
import type { Run } from '../run/run.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
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
export async function reconcileUsers(run: ReconcileNeeds, imported: ImportedMigration): Promise<ReconciledMigration> {
    const { decided } = imported;
    const { classified, repairable } = await classifyRejections(run, imported);
    const repaired = await repairWhereAllowed(run, repairable);
    const byRepair = new Map(repaired.map((rejection) => [rejection.line, rejection]));
    const rejections = classified.map(({ rejection }) => byRepair.get(rejection.line) ?? rejection);
    await rememberThere(run, rejections);
    const refusedUpdates = classified.filter(({ isUpdate }, at) => isUpdate && isRefused(rejections[at])).length;
    const { waiting } = decided.awaitedGhosts;
    const left = classified.filter((_, at) => rejections[at]?.class === 'ghost');
    const listed = [...waiting, ...left.map(({ rejection, email }) => listedGhostOf(rejection, email))];
    const ghostArtifact =
        listed.length === 0 ? undefined : await writeGhostList(run.store.artifacts, decided.pass.number, listed);
    const named = run.options.withIdentifiers
        ? classified.slice(0, MOST_NAMED).map(({ email }, at) => nameOf(email, rejections[at]))
        : [];
    return { ...imported, rejections, refusedUpdates, named, ghostArtifact };
}

function isRefused(rejection: ClassifiedRejection | undefined): boolean {
    return rejection?.class !== 'imported' && rejection?.class !== 'repaired';
}

function listedGhostOf({ sourceUserId }: ClassifiedRejection, email: string): ListedGhost {
    return { sourceUserId, email };
}

function nameOf(email: string, rejection: ClassifiedRejection | undefined): NamedUser {
    const what = `${rejection?.class ?? ''} ${rejection?.codes.join('+') ?? ''}`;
    return { sourceUserId: rejection?.sourceUserId ?? '', email, what };
}

// A user that turns out to be there as it was sent was not refused after all.
async function rememberThere({ store }: ReconcileNeeds, rejections: readonly ClassifiedRejection[]): Promise<void> {
    await store.ledger.append(
        rejections.flatMap(({ class: found, sourceUserId }): [string, LedgerRecord][] => {
            const known = found === 'imported' || found === 'repaired' ? store.ledger.get(sourceUserId) : undefined;
            return known === undefined ? [] : [[sourceUserId, { ...known, status: 'sent' }]];
        }),
    );
}

/** A classified rejection with the little that is kept of its user: a hundred thousand may be refused. */
interface Classified {
    readonly rejection: ClassifiedRejection;
    readonly email: string;
    readonly isUpdate: boolean;
}

async function classifyRejections(
    run: ReconcileNeeds,
    { decided, rejected }: ImportedMigration,
): Promise<{ readonly classified: readonly Classified[]; readonly repairable: readonly Ghost[] }> {
    const byLine = new Map(rejected.map((user) => [user.line, user]));
    const classified: Classified[] = [];
    const repairable: Ghost[] = [];
    if (byLine.size === 0) return { classified, repairable };
    const isRepairing = typeof run.definition.ghosts.repair !== 'string';
    const shared = new Map<string, readonly string[]>();
    const isImported = await importedAddresses(decided, byLine);
    for await (const items of readWorkList(decided.work)) {
        const pairs = items.flatMap((item): [WorkItem, RejectedUser][] => {
            const rejection = byLine.get(item.line);
            return rejection === undefined ? [] : [[readItem(item), rejection]];
        });
        for (let at = 0; at < pairs.length; at += LOOKUPS_AT_ONCE) {
            run.time.stopIfAsked();
            const some = pairs.slice(at, at + LOOKUPS_AT_ONCE).map(async ([user, rejected]) => {
                const { isIdTaken, ...rejection } = await classifyRejection(run, user, rejected, isImported);
                return { user, rejection, isIdTaken };
            });
            for (const { user, rejection, isIdTaken } of await Promise.all(some)) {
                const { email } = user.user;
                // The same few sentences stand beside most of them.
                const key = rejection.evidence.join('\n');
                const evidence = shared.get(key) ?? rejection.evidence;
                shared.set(key, evidence);
                classified.push({
                    rejection: { ...rejection, evidence },
                    email: typeof email === 'string' ? email : '',
                    isUpdate: user.kind !== 'new',
                });
                // A repair makes an account anew: of an update it would make one without its password.
                if (isRepairing && rejection.class === 'ghost' && user.kind === 'new')
                    repairable.push({ user, isIdTaken, rejection });
            }
            run.onProgress({ stage: 'reconcile', done: classified.length, total: byLine.size });
        }
    }
    return { classified, repairable };
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
