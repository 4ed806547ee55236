import type { ChangedPassword } from '../decisions/changed-passwords.ts';
import { readSourceUsers } from '../exports/source-users.ts';
import type { ClassifiedRejection, VerifiedMigration } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { artifactName, type Run } from '../run/run.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { readJsonLines } from '../run-store/json-lines.ts';
import type { LedgerRecord } from '../run-store/ledger.ts';
import type { ExcludedUser } from '../users/user-fate.ts';
import { deletionOf, showsFactors, type UserToDelete } from '../users/user-to-delete.ts';
import type { StayingUser, StayingUsers, StayReason } from './staying-users.ts';

/** Those who may be deleted, in a file that only this process can read. */
export interface Deletable {
    readonly artifact: string;
    readonly users: number;
}

/** A user of the source that may be deleted; personal data. */
export interface DeletableUser extends UserToDelete {
    /** The full ID that it has in the target. */
    readonly targetId: string;
    /** Whether its profile shows second factors, which are deleted before it. */
    readonly hasFactors: boolean;
}

type Needs = Pick<Run, 'definition' | 'source' | 'target' | 'store' | 'time'>;

/**
 * Goes through the source's export of a verified pass, and decides of each user whether it may be deleted.
 *
 * @param staying - gets everybody else
 */
export async function listDeletable(
    run: Needs,
    verified: VerifiedMigration,
    staying: StayingUsers,
): Promise<Deletable> {
    const { store } = run;
    const { pass, exported } = verified.decided;
    const artifact = artifactName(pass.number, 'deletions.ndjson');
    const doubled = await doubledAddresses(run, exported.source.artifact);
    const behind = await usersBehind(run, verified);
    const changedPasswords = await changedPasswordsOf(run, verified);
    const idMap = idMapOf(run, verified);
    let next = await idMap.next();
    const isReplacing = replacesSourceUsers(run);
    const writer = openArtifactWriter(store.ephemeral, artifact);
    let users = 0;
    await endOrAbort([writer], async () => {
        for await (const some of readSourceUsers(run, exported.source.artifact)) {
            run.time.stopIfAsked();
            const lines: string[] = [];
            const stay: StayingUser[] = [];
            const outdated: string[] = [];
            for (const { sourceUserId: userId, record: profile } of some) {
                // The map was made on the way through the same export, so it has its users in the same order.
                const targetId = next.done !== true && next.value.from === userId ? next.value.to : undefined;
                if (targetId !== undefined) next = await idMap.next();
                // Where users are replaced, one that shares its ID with a copy is on its way.
                const isShared = isReplacing && targetId === userId;
                const reason =
                    targetId === undefined || isShared
                        ? 'NOT_COPIED'
                        : stayReason(run, userId, profile, { doubled, behind, changedPasswords });
                if (reason !== undefined) {
                    stay.push({ userId, reason });
                    continue;
                }
                lines.push(
                    `${JSON.stringify({ ...deletionOf(userId, profile), targetId, hasFactors: showsFactors(profile) })}\n`,
                );
                if (changedPasswords.has(digest64(userId))) outdated.push(userId);
            }
            users += lines.length;
            await staying.add(stay);
            await rememberOutdated(run, outdated);
            if (lines.length > 0) await writer.write(Buffer.from(lines.join('')));
        }
        await staying.add(verified.decided.linkedElsewhere.map((userId) => ({ userId, reason: 'LINKED' })));
    });
    return { artifact, users };
}

/** Reads the list of those who may be deleted, some at a time. */
export async function* readDeletable(
    { store }: Pick<Run, 'store'>,
    artifact: string,
): AsyncGenerator<readonly DeletableUser[]> {
    yield* readJsonLines<DeletableUser>(store.ephemeral, artifact);
}

interface Exceptions {
    readonly doubled: DigestSet;
    readonly behind: DigestSet;
    readonly changedPasswords: DigestSet;
}

// Once the source has lost them, nothing else tells whose password in the target is not the newest: they are still to get a reset.
async function rememberOutdated({ store: { ledger } }: Needs, users: readonly string[]): Promise<void> {
    await ledger.append(
        users.flatMap((userId): [string, LedgerRecord][] => {
            const known = ledger.get(userId);
            return known === undefined || known.password !== undefined
                ? []
                : [[userId, { ...known, password: 'outdated' }]];
        }),
    );
}

function stayReason(
    { definition, store }: Needs,
    userId: string,
    profile: UserRecord,
    { doubled, behind, changedPasswords }: Exceptions,
): StayReason | undefined {
    const known = store.ledger.get(userId);
    if (known?.status !== 'verified' || known.targetId === undefined) return 'NOT_COPIED';
    if (behind.has(digest64(userId))) return 'NOT_UP_TO_DATE';
    // Nobody can log in with the newer password once the source is gone.
    const mustKeepPassword = definition.passwords.whenChanged !== 'reset';
    if (mustKeepPassword && changedPasswords.has(digest64(userId))) return 'PASSWORD_CHANGED';
    const { identities, updated_at: updatedAt } = profile;
    // The line of a secondary identity, which the exports do not have as a user of its own, has no time.
    if (updatedAt === undefined || (Array.isArray(identities) && identities.length > 1)) return 'LINKED';
    const { email } = deletionOf(userId, profile);
    return email !== undefined && doubled.has(digest64(email)) ? 'ADDRESS_NOT_UNIQUE' : undefined;
}

async function doubledAddresses(run: Needs, artifact: string): Promise<DigestSet> {
    const [seen, doubled] = [new DigestSet(), new DigestSet()];
    for await (const users of readSourceUsers(run, artifact)) {
        for (const { sourceUserId: userId, record: profile } of users) {
            const { email } = deletionOf(userId, profile);
            if (email === undefined) continue;
            const digest = digest64(email);
            if (seen.has(digest)) doubled.add(digest);
            seen.add(digest);
        }
    }
    return doubled;
}

// A user that this pass has not written for a reason has something in the source that the target lacks.
async function usersBehind({ store }: Needs, { decided, rejections }: VerifiedMigration): Promise<DigestSet> {
    const behind = new DigestSet();
    for await (const users of readJsonLines<ClassifiedRejection>(store.artifacts, rejections.artifact)) {
        for (const { sourceUserId, class: found } of users)
            if (found !== 'imported' && found !== 'repaired') behind.add(digest64(sourceUserId));
    }
    for await (const users of readJsonLines<ExcludedUser>(store.artifacts, decided.excludedArtifact)) {
        for (const { sourceUserId } of users) if (sourceUserId !== undefined) behind.add(digest64(sourceUserId));
    }
    return behind;
}

async function changedPasswordsOf({ store }: Needs, { decided }: VerifiedMigration): Promise<DigestSet> {
    const changed = new DigestSet();
    for await (const users of readJsonLines<ChangedPassword>(store.artifacts, decided.changedPasswordsArtifact)) {
        for (const { sourceUserId } of users) changed.add(digest64(sourceUserId));
    }
    return changed;
}

interface MappedId {
    readonly from: string;
    readonly to: string;
}

async function* idMapOf({ store }: Needs, { verification }: VerifiedMigration): AsyncGenerator<MappedId> {
    for await (const pairs of readJsonLines<MappedId>(store.artifacts, verification.idMapArtifact)) yield* pairs;
}
