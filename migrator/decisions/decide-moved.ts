import type { CheckedDefinition } from '../definition.ts';
import { digestFields } from '../identity/field-digests.ts';
import { isMisplacedMemory } from '../identity/is-misplaced-memory.ts';
import { isPlausible } from '../identity/is-plausible.ts';
import type { KnownUser } from '../identity/known-user.ts';
import { seenUserOf } from '../identity/seen-user.ts';
import { digestSource, noVersion } from '../identity/source-digest.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { wasTouched, wasWrittenOver } from '../identity/was-touched.ts';
import { writtenAtOf } from '../identity/written-at.ts';
import { isSameDigest } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type FieldDigests, LEDGER_FIELDS, type Ledger } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import { isSelected } from '../users/selection.ts';
import type { SourceUser } from '../users/source-record.ts';
import type { Exclusion, SentRecord } from '../users/user-fate.ts';
import { rememberIfAdopted, remembers } from './adopted-id.ts';
import { blockRefused, excludeMoved } from './block-anyway.ts';
import { changeOf, type UserChange } from './change-of.ts';
import type { DecideContext, UserKey } from './decide-context.ts';
import { anotherConnection, digestOf, exclude, updated } from './decided-as.ts';
import { claim } from './fits-import.ts';
import { isAsSent } from './is-as-sent.ts';
import { isGivenToNewcomer, isRenumbered } from './is-renumbered.ts';
import { keptFields, mergedMetadata, withKeptFields } from './kept-fields.ts';
import { isMadeUp } from './made-up.ts';
import { makeRecord, NO_SECRETS } from './make-record.ts';
import { sameIdOnly } from './same-id-only.ts';

/** Decides about a user that the target has by identity. */
export function decideMoved(
    id: UserKey,
    read: SourceUser,
    counterpart: TargetUser,
    { known, submission }: KnownUser,
    context: DecideContext,
): DecidedUser {
    const { definition, ledger, target } = context;
    const digest = (text: string) => ledger.digest(text);
    const source = digestSource(read.profile, digest);
    // Another run may have moved the user, by another definition.
    const selected =
        known !== undefined || isSelected(read.profile, id.sourceUserId, definition.only, context.selection);
    if (selected !== true) return exclude(id.line, id.sourceUserId, selected);
    const moved = (state: 'unchanged' | 'changed-in-target', decision: string): DecidedUser => ({
        fate: { kind: 'moved', state, targetUserId: counterpart.userId, ...id },
        decision,
        source,
    });
    if (known !== undefined && known.status !== 'wrong' && isSameDigest(known.source, source)) {
        return moved(isAsSent(known.fields, counterpart, digest) ? 'unchanged' : 'changed-in-target', known.decision);
    }
    // An update brings no hash, which Auth0 takes with the first import only, and no factors: whose were changed since, nobody knows.
    // Whom a column blocks that nothing explains is not let in, but who is in already is blocked.
    const made = makeRecord({ ...read, overlookedBlock: undefined }, definition, NO_SECRETS);
    const isTouched = known !== undefined && wasWrittenOver(counterpart.profile, writtenAtOf(known, submission));
    // What somebody has written since is theirs, also where it was wrong before.
    const owed = known?.status === 'wrong' && !isTouched ? known.written : [];
    // Who is there stays there; what the source has made of the user since cannot be written, and is listed.
    if ('reason' in made) return blockRefused(id, made, { user: read.profile, counterpart, known, owed }, context);
    const carried = rememberIfAdopted(made.user, id.sourceUserId, counterpart, known, definition.userIds);
    if ('reason' in carried) return exclude(id.line, id.sourceUserId, carried as Exclusion, made.dropped);
    const decision = known?.decision ?? digestOf(id, 'there', '');
    const { dropped } = made;
    const notIt = known === undefined ? whyNotIt(id, carried, counterpart, context) : undefined;
    if (notIt !== undefined) return exclude(id.line, id.sourceUserId, notIt, dropped);
    // A block would be another person's.
    const renumbered = (exclusion: Exclusion): DecidedUser => ({
        ...exclude(id.line, id.sourceUserId, exclusion, dropped),
        isRenumbered: true,
    });
    if (isGivenToNewcomer(id.sourceUserId, carried, counterpart, context))
        return renumbered(sameIdOnly(id.sourceUserId, counterpart.profile, definition.userIds));
    const user =
        known === undefined
            ? mergedWith(carried, counterpart, definition)
            : withKeptFields(carried, counterpart.profile, known.kept, definition.existingUsers);
    const wanted = 'reason' in user ? carried : user;
    const kept = known?.kept ?? keptFields(digestFields(carried, digest), digestFields(wanted, digest));
    const before = known === undefined ? baseOf(read.profile, wanted, counterpart, digest) : known.fields;
    const base = withAgreed(before, wanted, counterpart, digest);
    // Both sides made one change, or an older backup of the ledger knows of earlier values only.
    const isAhead = known !== undefined && known.fields.some((field, at) => field !== base[at]);
    const excluded = (exclusion: Exclusion): DecidedUser => {
        const move = { user: wanted, counterpart, base, kept, owed };
        const isBlocked = wanted['blocked'] === true;
        const decided = excludeMoved(id, { exclusion, dropped, isBlocked }, move, context);
        // Of what the two disagree on the ledger learns nothing: until they agree, every pass says so, and a definition that decides it is heard.
        const isNews = known === undefined || (isAhead && known.status !== 'wrong');
        const learnt = isNews ? { source: noVersion(digest), adopted: base } : {};
        return { targetUserId: counterpart.userId, kept, ...learnt, ...decided };
    };
    if ('reason' in user) return excluded(user as Exclusion);
    const change = changeOf(user, counterpart, base, digest, definition.conflicts, owed);
    // Whatever is decided now, later passes compare with what was sent as far as anybody can know.
    const adopted = { kept, ...(known === undefined ? { adopted: adoptedFields(user, base, digest) } : {}) };
    if (change.kind === 'none') {
        const { isChangedInTarget } = change;
        const isWhole = !isChangedInTarget && known !== undefined && isSameDigest(known.source, noVersion(digest));
        return {
            ...moved(isChangedInTarget ? 'changed-in-target' : 'unchanged', decision),
            dropped,
            ...adopted,
            ...(isAhead || isWhole ? { adopted: base } : {}),
            // A definition that decides otherwise is heard later.
            ...(isAhead && isChangedInTarget ? { source: noVersion(digest) } : {}),
        };
    }
    if (change.kind === 'conflict') {
        const fields = change.fields.map((field) => `\`${field}\``).join(', ');
        const detail = `source and target have both changed ${fields}`;
        return excluded({ reason: 'CHANGED_ON_BOTH_SIDES', detail });
    }
    const taken = whoHoldsNew(user, change, counterpart, context);
    if (taken !== undefined) {
        return isRenumbered(id.sourceUserId, user, counterpart, context) ? renumbered(taken) : excluded(taken);
    }
    if (target.isIdShared(counterpart.userId)) {
        return exclude(id.line, id.sourceUserId, anotherConnection(context), dropped);
    }
    const { patch, written } = change;
    const fields = adoptedFields(user, change.fields, digest);
    const seen = seenUserOf(counterpart.profile, digest);
    const isReplaced = !isPlausible(id.sourceUserId, user, counterpart.profile);
    const update = { isAdoption: false, patch: { body: patch, seen, isReplaced } };
    return updated(id, update, counterpart, { record: JSON.stringify(patch), source, fields, written, kept, dropped });
}

// An identifier that an update would write must be free, and nobody else of the source may be about to get it.
function whoHoldsNew(
    user: SentRecord,
    { written }: UserChange & { kind: 'update' },
    counterpart: TargetUser,
    { target, claims }: DecideContext,
): Exclusion | undefined {
    const holderOf = {
        email: () => target.byEmail(user.email),
        username: () => (typeof user['username'] === 'string' ? target.byUsername(user['username']) : undefined),
        phone_number: () =>
            typeof user['phone_number'] === 'string' ? target.byPhoneNumber(user['phone_number']) : undefined,
    };
    const identifiers = (['email', 'username', 'phone_number'] as const).filter((field) => written.includes(field));
    for (const field of identifiers) {
        const holder = holderOf[field]();
        if (holder === undefined || holder.userId === counterpart.userId) continue;
        return {
            reason: 'HELD_BY_ANOTHER_USER',
            detail: `the user was moved, and another account in the target has its new \`${field}\``,
        };
    }
    return identifiers.length === 0 ? undefined : claim(user, claims);
}

// Of a user whom the ledger does not know: says why the account with its ID may be another person's.
function whyNotIt(
    { sourceUserId }: UserKey,
    user: SentRecord,
    counterpart: TargetUser,
    { target, definition }: DecideContext,
): Exclusion | undefined {
    const { profile } = counterpart;
    const isRemembered = remembers(profile, sourceUserId, definition.userIds);
    if (isRemembered && target.isDoubled(undefined, sourceUserId)) {
        return { reason: 'REMEMBERED_ID_IN_TARGET', detail: 'two accounts in the target remember the ID' };
    }
    if (isRemembered && isMisplacedMemory(user, counterpart, target))
        return sameIdOnly(sourceUserId, profile, definition.userIds);
    return isPlausible(sourceUserId, user, profile) ? undefined : sameIdOnly(sourceUserId, profile, definition.userIds);
}

// Where the ledger knows nothing of a user, a definition that merges takes nothing away from the target's metadata.
function mergedWith(
    user: SentRecord,
    { profile }: TargetUser,
    { existingUsers }: CheckedDefinition,
): SentRecord | Exclusion {
    if (existingUsers.policy !== 'merge') return user;
    // Whom nobody has touched there since it was made has nothing of the target's own to win.
    const rule = wasTouched(profile) ? existingUsers.conflicts : 'take-source';
    return mergedMetadata(user, user, profile, rule);
}

// Where the ledger was lost, or a login has moved the user, times show whose change a difference is: the target's, if somebody has touched the
// user there since it was made and the source has not; both, if the source has too. A block is the source's then: nobody who is blocked there can
// have moved by a login, and whom it has shut out since must not stay in because of an edit. That goes for a block of the hours before as well, in
// which the pass that created the user had its snapshot already.
function baseOf(
    profile: UserRecord,
    user: SentRecord,
    counterpart: TargetUser,
    digest: Ledger['digest'],
): FieldDigests {
    const [sent, found] = [digestFields(user, digest), digestFields(counterpart.profile, digest)];
    const changedAt = Date.parse(String(profile['updated_at']));
    const createdAt = Date.parse(String(counterpart.profile['created_at']));
    const isSourceNewer = changedAt > createdAt;
    const mayBeMissed = changedAt > createdAt - LONGEST_PASS_MS;
    const isTouched = wasTouched(counterpart.profile);
    const { profile: there } = counterpart;
    return LEDGER_FIELDS.map((field, at) => {
        const wanted = sent[at] ?? 0;
        const isAuth0s = wanted === 0 && typeof there[field] === 'string' && isMadeUp(field, there);
        if (!isTouched) return isAuth0s ? 0 : (found[at] ?? 0);
        // What the source does not have was never sent, as far as anybody can tell.
        if (wanted === 0) return 0;
        if (field === 'blocked' && mayBeMissed) return 0;
        return isSourceNewer ? UNKNOWN_BASE : wanted;
    });
}

// Where both sides have the same value now, later changes are compared with it, whatever it was before.
function withAgreed(
    base: FieldDigests,
    user: SentRecord,
    { profile }: TargetUser,
    digest: Ledger['digest'],
): FieldDigests {
    const [sent, found] = [digestFields(user, digest), digestFields(profile, digest)];
    return base.map((before, at) => (sent[at] === found[at] ? (sent[at] ?? 0) : before));
}

/** What lies between a snapshot of the source and the creation of its last user, at most. */
const LONGEST_PASS_MS = 24 * 60 * 60_000;
/** A base that neither side agrees with: a difference is a conflict. */
const UNKNOWN_BASE = 1;

function adoptedFields(user: SentRecord, base: FieldDigests, digest: Ledger['digest']): FieldDigests {
    const sent = digestFields(user, digest);
    return base.map((before, at) => (before === UNKNOWN_BASE ? (sent[at] ?? 0) : before));
}
