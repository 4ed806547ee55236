import { goesThroughTarget } from '../cutover/goes-through-target.ts';
import { enabledClients } from '../cutover/login-side.ts';
import { loginSides } from '../cutover/open-sides.ts';
import type { StayReason } from '../decommission/staying-users.ts';
import type { ExportedUsers } from '../exports/exported-users.ts';
import { findLinkedUsers } from '../exports/linked-elsewhere.ts';
import { evidenceOf, evidencePathOf } from '../identity/remembered-id.ts';
import type { TargetIndex } from '../identity/target-index.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { withDatabasePrefix, withoutDatabasePrefix } from '../identity/user-id.ts';
import { type Digest64, isSameDigest } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import type { Run } from '../run/run.ts';
import { jsonLines, readJsonLines } from '../run-store/json-lines.ts';
import { type LedgerRecord, LIVE_STATUSES } from '../run-store/ledger.ts';
import { readLines } from '../run-store/read-lines.ts';
import { readSourceLine } from '../users/source-record.ts';
import { deletionOf, type UserToDelete } from '../users/user-to-delete.ts';
import { whyKept } from './why-kept.ts';

type Needs = Pick<Run, 'definition' | 'source' | 'store' | 'time'>;

/** Users are looked up one by one; after a decommissioning, everybody is gone. Search shows no more either. */
const MOST_LOOKS = 1_000;
const CALLS_AT_ONCE = 8;

/** A user that was moved and is no longer in the source; personal data. */
export interface GoneUser extends UserToDelete {
    /** The full ID that it had; undefined where nobody can say. */
    readonly sourceUserId: string | undefined;
    /** As the target shows it. */
    readonly createdAt: unknown;
    /** Why it stays in the target; undefined where it may be deleted. */
    readonly reason: StayReason | undefined;
}

/**
 * Tells whether users who were deleted in the source are deleted in the target, too: not once logins go through it, for then it is the truth.
 *
 * The run's folder may be older than the cut-over and the decommissioning, so a source that nobody can log in through, or none of the clients that
 * change sides, has no say either.
 *
 * @throws {MigrationError} what the tenant throws
 */
export async function deletesGoneUsers({
    definition,
    store,
    source,
    target,
}: Pick<Run, 'definition' | 'store' | 'source' | 'target'>): Promise<boolean> {
    if (definition.deleted === 'report' || source.kind === 'file') return false;
    const { switched, switchedClients: clients, decommission } = store.journal.state;
    if (switched?.to === 'target' || decommission !== undefined) return false;
    if (clients !== undefined && (await goesThroughTarget(loginSides({ source, target }, { clients })))) return false;
    return (await enabledClients(source)).size > 0;
}

/** Moved users of whom the source's export has no line. */
export interface UnexportedUsers {
    readonly gone: readonly GoneUser[];
    /** Full IDs in the source of those who are linked to a user of another connection there. */
    readonly linkedElsewhere: readonly string[];
}

/**
 * Finds the users who were moved and are no longer in the source, and writes them into a list.
 *
 * A user is gone when the ledger knows its account in the target, no line of the source's export, linked identities included, is of it, and
 * it is not linked to a user of another connection. An account that no pass has seen yet, since the attempt ended before its verification,
 * is known by what it says itself.
 *
 * @param index - of the export of the target
 */
export async function listGoneUsers(
    run: Needs,
    exported: ExportedUsers,
    index: TargetIndex,
    artifact: string,
): Promise<UnexportedUsers> {
    const { ledger, artifacts } = run.store;
    const { present, presentUnseen, isWhole } = await presentUsers(run, exported.source.artifact);
    const candidates: Digest64[] = [];
    let unseen = 0;
    ledger.forEach((known) => {
        const { status, targetId } = known;
        if (isUnseen(known)) unseen += 1;
        else if (targetId !== undefined && LIVE_STATUSES.has(status) && !present.has(targetId))
            candidates.push(targetId);
    });
    const goneUser = (user: TargetUser, sourceUserId: string | undefined): GoneUser => {
        const reason = isWhole ? reasonOf(run, user, sourceUserId) : 'SOURCE_UNREADABLE';
        const { created_at: createdAt } = user.profile;
        return { ...deletionOf(user.userId, user.profile), sourceUserId, createdAt, reason };
    };
    const unexported = candidates.flatMap((targetId): GoneUser[] => {
        const user = index.byIdDigest(targetId);
        return user === undefined ? [] : [goneUser(user, sourceIdOf(run, user, targetId))];
    });
    if (unseen > presentUnseen.size) {
        for await (const { user, sourceUserId } of unseenUsers(run, exported.target.artifact, index, presentUnseen))
            unexported.push(goneUser(user, sourceUserId));
    }
    const linked = await linkedElsewhere(run, unexported);
    const gone = unexported.filter(({ sourceUserId = '' }) => !linked.has(sourceUserId));
    await artifacts.write(artifact, jsonLines(gone));
    return { gone, linkedElsewhere: [...linked] };
}

async function linkedElsewhere({ source, time }: Needs, users: readonly GoneUser[]): Promise<ReadonlySet<string>> {
    const linked = new Set<string>();
    if (source.kind === 'file' || source.isDeleted === true || users.length === 0) return linked;
    const count = await source.tenant.countLinkedUsers(source.connection.name);
    if (count === 0) return linked;
    const ids = users.flatMap(({ sourceUserId }) => sourceUserId ?? []);
    if (ids.length > MOST_LOOKS) return count > MOST_LOOKS ? linked : await linkedAmong(source, time, new Set(ids));
    for (let at = 0; at < ids.length; at += CALLS_AT_ONCE) {
        time.stopIfAsked();
        const some = ids.slice(at, at + CALLS_AT_ONCE);
        const answers = await Promise.all(some.map((id) => isLinkedInSource(source, id)));
        for (const [place, id] of some.entries()) if (answers[place] === true) linked.add(id);
    }
    return linked;
}

// Where everybody is gone, few are linked: those are listed instead.
async function linkedAmong(
    source: ConnectionEndpoint,
    time: Needs['time'],
    ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
    const linked = new Set<string>();
    for (const user of await findLinkedUsers(source, time))
        for (const id of linkedIds(user, source.connection.name)) if (ids.has(id)) linked.add(id);
    return linked;
}

/**
 * Tells whether a user of the source is linked to another one. One that is linked to a user of another connection has no record of its own in
 * an export, and is found by search only.
 *
 * @throws {MigrationError} what the tenant throws
 */
export async function isLinkedInSource(
    { tenant, connection }: ConnectionEndpoint,
    sourceUserId: string,
): Promise<boolean> {
    const id = withoutDatabasePrefix(sourceUserId);
    return (await tenant.searchUsers(connection.name, 'identities.user_id', id)).length > 0;
}

// A line that nobody can read may be anybody's.
async function presentUsers(
    { definition, source, store, time }: Needs,
    artifact: string,
): Promise<{ readonly present: DigestSet; readonly presentUnseen: DigestSet; readonly isWhole: boolean }> {
    const [present, presentUnseen] = [new DigestSet(), new DigestSet()];
    const connection = source.kind === 'file' ? undefined : source.connection.name;
    let isWhole = true;
    for await (const lines of readLines(store.artifacts, artifact)) {
        time.stopIfAsked();
        for (const line of lines) {
            const read = readSourceLine(line, definition.source, connection);
            if (read.sourceUserId === undefined) isWhole = false;
            for (const id of [read.sourceUserId, ...linkedIds(read.record, connection)]) {
                const known = id === undefined ? undefined : store.ledger.get(id);
                if (id === undefined || known === undefined) continue;
                if (known.targetId !== undefined) present.add(known.targetId);
                else if (isUnseen(known)) presentUnseen.add(store.ledger.digest(id));
            }
        }
    }
    return { present, presentUnseen, isWhole };
}

// Whether a user was sent, and no pass has seen the account.
function isUnseen({ status, targetId }: LedgerRecord): boolean {
    return targetId === undefined && LIVE_STATUSES.has(status);
}

// Who was sent, is in the target, and has left the source before any pass saw its account: the ledger does not know the account's ID.
async function* unseenUsers(
    run: Needs,
    artifact: string,
    index: TargetIndex,
    presentUnseen: DigestSet,
): AsyncGenerator<{ readonly user: TargetUser; readonly sourceUserId: string }> {
    const { ledger, artifacts } = run.store;
    const isGone = (id: string): boolean => {
        const known = ledger.get(id);
        return known !== undefined && isUnseen(known) && !presentUnseen.has(ledger.digest(id));
    };
    for await (const profiles of readJsonLines<UserRecord>(artifacts, artifact)) {
        run.time.stopIfAsked();
        for (const profile of profiles) {
            const userId = String(profile['user_id']);
            const sourceUserId = sourceIdsIn(run, { profile, userId }).find(isGone);
            const user = sourceUserId === undefined ? undefined : index.byId(userId);
            // Whose profile that is says nothing about a linked identity.
            if (sourceUserId !== undefined && user?.isLinked === false) yield { user, sourceUserId };
        }
    }
}

function linkedIds(record: UserRecord | undefined, connection: string | undefined): string[] {
    const { identities } = record ?? {};
    if (!Array.isArray(identities)) return [];
    return (identities as unknown[]).flatMap((identity) =>
        isRecord(identity) && identity['connection'] === connection && typeof identity['user_id'] === 'string'
            ? [withDatabasePrefix(identity['user_id'])]
            : [],
    );
}

// The target says which ID it was, and the ledger proves it.
function sourceIdOf(run: Needs, user: TargetUser, targetId: Digest64): string | undefined {
    return sourceIdsIn(run, user).find((id) => {
        const known = run.store.ledger.get(id)?.targetId;
        return known !== undefined && isSameDigest(known, targetId);
    });
}

// Which ID a user of the target may have had in the source.
function sourceIdsIn(
    { definition: { userIds } }: Needs,
    { profile, userId }: Pick<TargetUser, 'profile' | 'userId'>,
): readonly string[] {
    const path = evidencePathOf(userIds);
    const prefix = userIds.policy === 'prefix' ? userIds.prefix : '';
    const bare = withoutDatabasePrefix(userId);
    const byPolicy =
        userIds.policy === 'regenerate'
            ? undefined
            : withDatabasePrefix(bare.slice(bare.startsWith(prefix) ? prefix.length : 0));
    const remembered = path === undefined ? undefined : evidenceOf(profile, path);
    return [byPolicy, remembered].filter((id) => id !== undefined);
}

function reasonOf({ store }: Needs, user: TargetUser, sourceUserId: string | undefined): StayReason | undefined {
    const known = sourceUserId === undefined ? undefined : store.ledger.get(sourceUserId);
    if (known === undefined) return 'SOURCE_ID_UNKNOWN';
    const submission = store.journal.state.submissions.get(known.submission);
    return whyKept(known, submission, user, (text) => store.ledger.digest(text));
}
