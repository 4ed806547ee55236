import type { StayingUser, StayReason } from '../decommission/staying-users.ts';
import type { Batch } from '../imports/batch.ts';
import { BatchPacker } from '../imports/batches.ts';
import { importBatch } from '../imports/import-batch.ts';
import type { ImportContext } from '../imports/import-context.ts';
import type { RejectedUser } from '../imports/rejected-user.ts';
import { jsonLines } from '../run-store/json-lines.ts';
import { LIVE_STATUSES } from '../run-store/ledger.ts';
import { type HeldAssignments, readHeld } from './held-assignments.ts';
import { type Look, look, lookLater } from './look.ts';
import { openOrganizations } from './open-organizations.ts';
import { replaceOne, takeBack } from './replace-one.ts';
import type { ReplacedUser, Replacement, SnapshotLine } from './replacement.ts';

/** Looks and deletes at once; the rate limiter keeps them within the tenant's budget. */
const AT_ONCE = 8;

/** What became of a group. */
export interface GroupOutcome {
    readonly replaced: number;
    /** Users that Auth0 refused. */
    readonly rejected: readonly RejectedUser[];
    /** Users whose copy was taken back, so that another pass may try again. */
    readonly postponed: number;
}

/** A user whose replacement has begun. */
interface Begun {
    readonly user: ReplacedUser;
    readonly seen: Look;
    readonly held: HeldAssignments;
}

/**
 * Replaces some users of the source: remembers what they have, imports them, and deletes each in the source once its copy is proven.
 *
 * Until then an ID has two users, so a group is small. One that is stopped in between is settled by the next attempt.
 *
 * @param artifact - name of the file that remembers them
 * @throws {MigrationError} `ID_STILL_TAKEN`; what an import and the tenants throw
 */
export async function replaceGroup(
    replacement: Replacement,
    context: ImportContext,
    users: readonly ReplacedUser[],
    artifact: string,
): Promise<GroupOutcome> {
    const { run } = replacement;
    const now = () => new Date(run.time.clock.now()).toISOString();
    const begun = await begin(replacement, users);
    if (begun.length === 0) return { replaced: 0, rejected: [], postponed: 0 };
    await run.store.artifacts.write(artifact, jsonLines(begun.map(snapshotLineOf)));
    await run.store.journal.append({ type: 'replacement-started', artifact, users: begun.length, at: now() });
    await openOrganizations(
        replacement,
        begun.map(({ held }) => held),
    );

    const { finished, fresh } = await sortCopies(replacement, begun);
    const refused = await importAll(context, fresh, run.limits.maxFileBytes);
    const refusedLines = new Set(refused.map(({ line }) => line));
    const { rejected, postponed: takenBack } = await settleRefused(replacement, fresh, refused);

    const there = [...finished, ...fresh.filter(({ user }) => !refusedLines.has(user.item.line))];
    let [replaced, postponed] = [0, takenBack];
    // The first alone: whatever a delete does here, it does to one user.
    for (let at = 0; at < there.length; at += at === 0 ? 1 : AT_ONCE) {
        const some = there.slice(at, at === 0 ? 1 : at + AT_ONCE);
        const outcomes = await all(some.map(({ user, held }) => replaceOne(replacement, user, held)));
        for (const outcome of outcomes) {
            if (outcome === 'replaced') replaced += 1;
            if (outcome === 'taken-back') postponed += 1;
        }
    }
    await run.store.journal.append({ type: 'replacement-finished', replaced, at: now() });
    return { replaced, rejected, postponed };
}

// A user who has changed since the export is not even copied.
async function begin(replacement: Replacement, users: readonly ReplacedUser[]): Promise<Begun[]> {
    const { run, staying } = replacement;
    const begun: Begun[] = [];
    for (let at = 0; at < users.length; at += AT_ONCE) {
        const some = users.slice(at, at + AT_ONCE).map(async (user): Promise<Begun | StayingUser> => {
            const seen = await look(replacement, user);
            if (seen.stays !== undefined) return { userId: user.source.userId, reason: seen.stays };
            const held = await readHeld(run, run.target.tenant.assignments, user.source.userId);
            return { user, seen, held };
        });
        for (const result of await all(some)) {
            if ('user' in result) begun.push(result);
            else await staying.add([result]);
        }
    }
    return begun;
}

function snapshotLineOf({ user, seen, held }: Begun): SnapshotLine {
    const { source, targetEmail } = user;
    return { userId: source.userId, email: source.email, targetEmail, profile: seen.source ?? {}, held };
}

/**
 * Tells copies of an earlier attempt apart. One that the ledger proves to be this very record, password hash included, is finished; any other that
 * nobody has touched is taken back and made again, since nobody knows what it was made of.
 */
async function sortCopies(
    replacement: Replacement,
    begun: readonly Begun[],
): Promise<{ readonly finished: readonly Begun[]; readonly fresh: readonly Begun[] }> {
    const { ledger } = replacement.run.store;
    const [finished, fresh]: [Begun[], Begun[]] = [[], []];
    for (const each of begun) {
        const { user, held } = each;
        const known = ledger.get(user.source.userId);
        const isSame = known?.decision === user.item.decision && LIVE_STATUSES.has(known.status);
        const seen = known === undefined ? await lookLater(replacement, user, each.seen) : each.seen;
        if (seen.stays !== undefined) await stay(replacement, user, seen.stays);
        else if (seen.copy === undefined) fresh.push(each);
        else if (isSame && seen.isAsSent) finished.push(each);
        else if (seen.isTouched) await stay(replacement, user, 'COPY_CHANGED');
        else if (await takeBack(replacement, user, held, seen)) fresh.push(each);
        else await stay(replacement, user, 'CHANGED_SINCE');
    }
    return { finished, fresh };
}

async function importAll(
    context: ImportContext,
    users: readonly Begun[],
    maxFileBytes: number,
): Promise<readonly RejectedUser[]> {
    const packer = new BatchPacker(maxFileBytes);
    const rejected: RejectedUser[] = [];
    const send = async (batch: Batch) => {
        rejected.push(...(await importBatch(context, batch, () => undefined)));
    };
    for (const { user } of users) {
        const full = packer.add(user.item);
        if (full !== undefined) await send(full);
    }
    const last = packer.finish();
    if (last !== undefined) await send(last);
    return rejected;
}

// Where the answer to an import was lost, the second one is refused for users that the first one has made.
async function settleRefused(
    replacement: Replacement,
    sent: readonly Begun[],
    refused: readonly RejectedUser[],
): Promise<{ readonly rejected: readonly RejectedUser[]; readonly postponed: number }> {
    const byLine = new Map(sent.map((each) => [each.user.item.line, each]));
    const rejected: RejectedUser[] = [];
    for (const refusal of refused) {
        const each = byLine.get(refusal.line);
        if (each === undefined) {
            rejected.push(refusal);
            continue;
        }
        const { user, held } = each;
        const seen = await lookLater(replacement, user, await look(replacement, user));
        if (seen.isAsSent && !seen.isTouched && (await takeBack(replacement, user, held, seen)))
            await stay(replacement, user, 'NOT_COPIED');
        else rejected.push(refusal);
    }
    return { rejected, postponed: refused.length - rejected.length };
}

async function stay({ staying }: Replacement, { source }: ReplacedUser, reason: StayReason): Promise<void> {
    await staying.add([{ userId: source.userId, reason }]);
}

// One that fails must not leave others half done: all come to their end before the first failure is thrown.
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
    const outcomes = await Promise.allSettled(promises);
    return outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
    });
}
