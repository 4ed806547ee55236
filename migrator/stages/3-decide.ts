import { hasAssignments } from '../assignments/assignment-kinds.ts';
import { countAssignments } from '../assignments/count-assignments.ts';
import { planRemovals } from '../assignments/plan-removals.ts';
import { changedPasswordLine } from '../decisions/changed-passwords.ts';
import type { DecideNeeds } from '../decisions/decide-needs.ts';
import { decideUser } from '../decisions/decide-user.ts';
import { type DecideIndexes, openDecideIndexes } from '../decisions/open-indexes.ts';
import { ReplacedList } from '../decisions/replaced-list.ts';
import type { ErrorCode } from '../errors.ts';
import type { ExportedUsers } from '../exports/exported-users.ts';
import { BatchMeter } from '../imports/batches.ts';
import { workLineOf } from '../imports/work-list.ts';
import type { DecidedMigration, Pass } from '../migration.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { UnmatchedEntries } from '../plan/plan.ts';
import { PlanCounter } from '../plan/plan-counter.ts';
import { refusalsOf } from '../plan/refusals.ts';
import { digest64 } from '../records/digest.ts';
import { refuseReplacement } from '../replacement/refuse-replacement.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { deletesGoneUsers, listGoneUsers } from '../rollback/list-gone.ts';
import type { ListedGhost } from '../run/awaited-ghosts.ts';
import { fileDigest } from '../run/file-digest.ts';
import { artifactName, type Run } from '../run/run.ts';
import { type ArtifactWriter, endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { isFollowUp } from '../run-store/is-follow-up.ts';
import { isFoundBeside, type LedgerRecord, LIVE_STATUSES } from '../run-store/ledger.ts';
import { readLines } from '../run-store/read-lines.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { UserFate } from '../users/user-fate.ts';

const USERS_AT_ONCE = 32;

/** What another approval lifts. */
const AWAITS_APPROVAL: ReadonlySet<ErrorCode> = new Set(['PLAN_NOT_APPROVED', 'SOURCE_USERS_REPLACED']);

/**
 * Decides every user's fate by what is true now, writes the plan and the list of what is to be sent, and refuses a run that the
 * plan forbids.
 *
 * Every user is decided and transformed once; what is sent is kept in a list that only this process can read.
 *
 * @throws {MigrationError} what {@link planUsers} throws, and the plan's first refusal: `PASSWORD_HASHES_MISSING`,
 * `EXISTING_USERS_REFUSED`, `PLAN_NOT_APPROVED`; what `refuseReplacement` throws
 */
export async function decideUsers(run: DecideNeeds, pass: Pass, exported: ExportedUsers): Promise<DecidedMigration> {
    const { decided, refusals } = await decide(run, pass, exported, true);
    const { approvedPlan } = run.options;
    const { journal } = run.store;
    // What was approved is done: what came after it waits for an approval of its own, and stops nothing else.
    const isDone = approvedPlan !== undefined && journal.state.approvedPlan === approvedPlan && isFollowUp(run.store);
    const standing = isDone ? refusals.filter(({ code }) => !AWAITS_APPROVAL.has(code)) : refusals;
    const [refusal] = standing;
    if (refusal !== undefined) throw refusal;
    if (standing.length < refusals.length) return await withoutWork(decided);
    if (replacesSourceUsers(run)) await refuseReplacement(run, decided.counts.planned - decided.counts.updates);
    if (approvedPlan !== undefined && journal.state.approvedPlan !== approvedPlan) {
        const at = new Date(run.time.clock.now()).toISOString();
        await journal.append({ type: 'plan-approved', digest: approvedPlan, at });
    }
    return decided;
}

/**
 * Decides every user's fate and writes the plan, with its refusals in it; nothing is kept to be sent.
 *
 * Memory holds some 64-bit digests a user, whatever their number.
 *
 * @throws {MigrationError} for files that the definition names and that cannot be used; `DEFINITION_INVALID`; `STORAGE_FULL`
 */
export async function planUsers(run: DecideNeeds, pass: Pass, exported: ExportedUsers): Promise<DecidedMigration> {
    return (await decide(run, pass, exported, false)).decided;
}

async function withoutWork(decided: DecidedMigration): Promise<DecidedMigration> {
    const { counts, work } = decided;
    await work.artifacts.write(work.artifact, []);
    return {
        ...decided,
        counts: { ...counts, planned: 0, updates: 0, deletions: 0, blocks: 0 },
        awaitingApproval: counts.planned,
    };
}

async function decide(run: DecideNeeds, pass: Pass, exported: ExportedUsers, isForSending: boolean) {
    run.time.stopIfAsked();
    const { artifacts } = run.store;
    const indexes = await openDecideIndexes(run, pass, exported, isForSending);
    const excludedArtifact = artifactName(pass.number, 'excluded.ndjson');
    const changedPasswordsArtifact = artifactName(pass.number, 'changed-passwords.ndjson');
    const goneArtifact = artifactName(pass.number, 'gone.ndjson');
    const workArtifact = artifactName(pass.number, 'work.ndjson');
    // The records hold password hashes; nobody but this process needs them.
    const workArtifacts = run.store.ephemeral;
    try {
        const kinds = run.options.assignmentsToCount;
        const counter = new PlanCounter(kinds.length > 0 || hasAssignments(run.definition));
        let live = 0;
        const awaited = { healed: 0, waiting: [] as ListedGhost[] };
        const excluded = openArtifactWriter(artifacts, excludedArtifact);
        const changedPasswords = openArtifactWriter(artifacts, changedPasswordsArtifact);
        const work = isForSending ? openArtifactWriter(workArtifacts, workArtifact) : undefined;
        const replaced = isForSending ? new ReplacedList(run.store, pass.number) : undefined;
        const writers = [excluded, changedPasswords, work, replaced].filter((writer) => writer !== undefined);
        await endOrAbort(writers, async () => {
            for await (const users of walk(run, exported, indexes, counter)) {
                const [excludedLines, workLines] = [[] as string[], [] as string[]];
                const adopted: [string, LedgerRecord][] = [];
                for (const user of users) {
                    const { fate } = user;
                    if (fate.kind === 'excluded') excludedLines.push(`${JSON.stringify(fate)}\n`);
                    if (work !== undefined) workLines.push(workLineOf(user) ?? '');
                    if (isForSending) adopted.push(...adoptedRecord(run, user));
                    countAwaited(run, user, awaited);
                }
                await replaced?.add(users);
                await run.store.ledger.append(adopted);
                live += users.filter(({ fate }) => isLive(run, fate)).length;
                await writeText(excluded, excludedLines.join(''));
                await writeText(changedPasswords, users.map(changedPasswordLine).join(''));
                if (work !== undefined) await writeText(work, workLines.join(''));
            }
        });
        const linkedElsewhere = await countGone(run, { live, exported, indexes, artifact: goneArtifact }, counter);
        const counts = counter.counts();
        const digest = counter.digest(run);
        // A later pass of the attempt finishes what the first has counted.
        const isCounted = counter.kept !== undefined && (!isForSending || pass.isFirstOfAttempt);
        const question = { kinds, artifact: exported.source.artifact };
        const isKept = (sourceUserId: string): boolean => counter.kept?.has(digest64(sourceUserId)) === true;
        const planned = isCounted ? await countAssignments(run, { ...question, users: counter.kept }) : undefined;
        const removals =
            planned === undefined ? undefined : await planRemovals(run, { pass, exported, isKept }, indexes.target);
        const assignments = planned === undefined || removals === undefined ? planned : { ...planned, removals };
        const refusals = refusalsOf(run, {
            counts,
            digest,
            missingExports: indexes.missingExports,
            unfound: indexes.unfoundPaths(),
            assignments,
        });
        const unmatched = await writeUnmatched(run, pass, indexes.unmatchedLines());
        const plan = makePlan(run, {
            exported,
            inTarget: indexes.target.users,
            counts,
            traits: counter.traits,
            assignments,
            digest,
            refusals,
            excludedArtifact,
            changedPasswordsArtifact,
            goneArtifact,
            unmatched,
            hashExportDigest: await digestOf(run.hashExport),
            factorExportDigest: await digestOf(run.factorExport),
        });
        await artifacts.write('plan.json', [Buffer.from(`${JSON.stringify(plan, undefined, 2)}\n`)]);
        const decided: DecidedMigration = {
            pass,
            exported,
            counts,
            plan,
            excludedArtifact,
            changedPasswordsArtifact,
            goneArtifact,
            work: { artifacts: workArtifacts, artifact: workArtifact },
            linkedElsewhere,
            awaitedGhosts: awaited,
            awaitingApproval: 0,
            isKept,
        };
        return { decided, refusals };
    } finally {
        indexes.close();
        // Nobody needs the hashes any more, and none should be left when the hash export is deleted after the migration.
        await artifacts.remove(artifactName(pass.number, 'hashes.ndjson'));
        await run.store.ephemeral.remove(artifactName(pass.number, 'mfa-factors.ndjson'));
    }
}

function isLive({ store }: DecideNeeds, fate: UserFate): boolean {
    const { sourceUserId } = fate;
    // A file may give a user twice, who is one user all the same.
    if (sourceUserId === undefined || (fate.kind === 'excluded' && fate.reason === 'DUPLICATE_SOURCE_ID')) return false;
    return LIVE_STATUSES.has(store.ledger.get(sourceUserId)?.status ?? 'refused');
}

// Both sides are read once more only where somebody may be gone. Gives those who are linked to a user of another connection.
async function countGone(
    run: DecideNeeds,
    {
        live,
        exported,
        indexes,
        artifact,
    }: {
        readonly live: number;
        readonly exported: ExportedUsers;
        readonly indexes: DecideIndexes;
        readonly artifact: string;
    },
    counter: PlanCounter,
): Promise<readonly string[]> {
    const byStatus = run.store.ledger.countByStatus();
    const known = [...LIVE_STATUSES].reduce((sum, status) => sum + byStatus[status], 0);
    // Replaced users are gone from the source for that reason.
    if (known <= live || replacesSourceUsers(run)) {
        await run.store.artifacts.write(artifact, []);
        return [];
    }
    const { gone, linkedElsewhere } = await listGoneUsers(run, exported, indexes.target, artifact);
    const removable = (await deletesGoneUsers(run)) ? gone.filter(({ reason }) => reason === undefined) : [];
    counter.addGone(
        gone.length,
        removable.map(({ userId }) => userId),
    );
    return linkedElsewhere;
}

async function writeText(writer: ArtifactWriter, text: string): Promise<void> {
    if (text !== '') await writer.write(Buffer.from(text));
}

async function writeUnmatched(
    { store: { artifacts } }: DecideNeeds,
    pass: Pass,
    lines: readonly number[],
): Promise<UnmatchedEntries | undefined> {
    if (lines.length === 0) return undefined;
    const artifact = artifactName(pass.number, 'unmatched.ndjson');
    await artifacts.write(artifact, [Buffer.from(lines.map((line) => `{"line":${line}}\n`).join(''))]);
    return { entries: lines.length, list: artifacts.locate(artifact) };
}

async function digestOf(named: { readonly path: string } | undefined): Promise<string | undefined> {
    return named === undefined ? undefined : await fileDigest(named.path).catch(() => undefined);
}

async function* walk(
    run: DecideNeeds,
    exported: ExportedUsers,
    indexes: DecideIndexes,
    counter: PlanCounter,
): AsyncGenerator<DecidedUser[]> {
    const meter = new BatchMeter(run.limits.maxFileBytes);
    for await (const lines of readLines(run.store.artifacts, exported.source.artifact, USERS_AT_ONCE)) {
        run.time.stopIfAsked();
        const users = lines.map((line) => decideUser(line, indexes.context));
        for (const user of users) {
            counter.add(user);
            const { fate, record } = user;
            const full = fate.kind === 'new' && record !== undefined ? meter.add(record) : undefined;
            if (full !== undefined) counter.addBatch(full);
        }
        yield users;
        run.onProgress({ stage: 'decide', done: counter.users, total: exported.source.users });
    }
    const last = meter.finish();
    if (last !== undefined) counter.addBatch(last);
}

// Whom the target has, and the ledger does not know or knows as it was once: from now on it does.
function adoptedRecord({ store }: DecideNeeds, user: DecidedUser): [string, LedgerRecord][] {
    const { fate, adopted, source, decision, kept = [] } = user;
    const targetUserId = fate.kind === 'moved' ? fate.targetUserId : user.targetUserId;
    if (adopted === undefined || source === undefined || targetUserId === undefined || fate.sourceUserId === undefined)
        return [];
    const targetId = store.ledger.digest(targetUserId);
    const known = store.ledger.get(fate.sourceUserId);
    const { isOurs = true, password, factors, movedByLogin = user.movedByLogin } = known ?? {};
    const isFound = isFoundBeside(known);
    const rest = {
        isOurs,
        isFound,
        password,
        factors,
        movedByLogin,
        submission: 0,
        written: [],
        writtenAt: 0,
    } as const;
    return [[fate.sourceUserId, { status: 'verified', targetId, source, decision, fields: adopted, kept, ...rest }]];
}

// Of those whose login is waited for: the target shows them now, or they are still kept out.
function countAwaited(
    { awaitedGhosts }: Pick<Run, 'awaitedGhosts'>,
    { fate }: DecidedUser,
    awaited: { healed: number; readonly waiting: ListedGhost[] },
): void {
    const ghost = fate.sourceUserId === undefined ? undefined : awaitedGhosts.get(fate.sourceUserId);
    if (ghost === undefined) return;
    if (fate.kind === 'excluded' && fate.reason === 'GHOST_AWAITS_LOGIN') awaited.waiting.push(ghost);
    else if (fate.kind === 'existing' || fate.kind === 'moved' || fate.kind === 'update') awaited.healed += 1;
}
