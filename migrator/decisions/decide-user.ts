import { hash as cryptoHash } from 'node:crypto';
import { updatesAccounts } from '../definition/existing-users.ts';
import type { CheckedDefinition } from '../definition.ts';
import { digestFields } from '../identity/field-digests.ts';
import type { IdentityClaims } from '../identity/identity-claims.ts';
import { isPlausible } from '../identity/is-plausible.ts';
import { findKnownUser, type KnownUser } from '../identity/known-user.ts';
import { evidencePathOf, rememberedIdsOf } from '../identity/remembered-id.ts';
import { seenUserOf } from '../identity/seen-user.ts';
import { digestSource } from '../identity/source-digest.ts';
import type { TargetUser, TargetUsers } from '../identity/target-users.ts';
import { withDatabasePrefix } from '../identity/user-id.ts';
import { wasTouched } from '../identity/was-touched.ts';
import { writtenAtOf } from '../identity/written-at.ts';
import { type Digest64, isSameDigest } from '../records/digest.ts';
import type { UserRecord } from '../records/user-record.ts';
import {
    type FieldDigests,
    LEDGER_FIELDS,
    type Ledger,
    type LedgerField,
    type LedgerRecord,
} from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import { importUserProblems } from '../users/import-schema.ts';
import type { PlanNotice } from '../users/plan-notice.ts';
import { isOnList, isSelected, type SelectionList } from '../users/selection.ts';
import { readSourceLine, type SourceLine, type SourceUser } from '../users/source-record.ts';
import type { Exclusion, SentRecord, UpdatedUser } from '../users/user-fate.ts';
import type { SourcePasswordHash } from '../users/user-hash.ts';
import { deletionOf } from '../users/user-to-delete.ts';
import { blockAnyway } from './block-anyway.ts';
import { changeOf, patchOf, type UserChange } from './change-of.ts';
import { keptFields, mergedMetadata, withKeptFields } from './kept-fields.ts';
import { type MadeRecord, makeRecord, NO_SECRETS } from './make-record.ts';
import { withPassword } from './newer-password.ts';
import { whyNotReplaced, withoutOwnCopy } from './replaced-user.ts';
import { updateRecordOf } from './update-record.ts';

/** What the decision about a user asks about the world. */
export interface DecideContext {
    readonly definition: CheckedDefinition;
    /** Name of the target connection. */
    readonly targetConnection: string;
    /** Gives the user's hash from the password hash export; undefined when there is none. */
    readonly findHash: (userId: string, email: string) => SourcePasswordHash | undefined;
    /** Gives the user's second factors from the MFA export; undefined when there are none. */
    readonly findFactors: (userId: string) => readonly unknown[] | undefined;
    readonly target: TargetUsers;
    readonly ledger: Pick<Ledger, 'get' | 'digest'>;
    /** Tells whether a user was sent after the snapshot of the target and nothing says that it was refused. */
    isPresumedThere(known: LedgerRecord): boolean;
    /** Gives the last submission of a user that was sent; undefined for one that was written by itself. */
    submissionOf(known: LedgerRecord): SubmissionState | undefined;
    /** Tells whether an account of the target is that of a user whom this migration moved. */
    isOfMovedUser?: ((targetUserId: string) => boolean) | undefined;
    /** Name of the source connection; undefined where the source is a file. */
    readonly sourceConnection?: string | undefined;
    readonly claims: IdentityClaims;
    /** The users of the selection file; undefined where the definition names none. */
    readonly selection: SelectionList | undefined;
    /** Users of the source, by ID, whose ghosts wait for a login. */
    readonly awaitedGhosts: { has(sourceUserId: string): boolean };
    /** Tells whether the source has a user with this full ID; only where an ID policy keeps IDs and accounts are adopted. */
    isSourceUser?: ((userId: string) => boolean) | undefined;
    /** Whether each user of the source is deleted once its copy with the same ID is in the target. */
    readonly replacesSource?: boolean;
    /** Whether a pass of the run was completed before: who has no password hash is then listed, and stops nobody else. */
    readonly isFollowUp: boolean;
    /** Whether what is decided will be sent, and the ledger is to keep what was. */
    readonly isForSending: boolean;
    /** Bytes of one record at the most, so that it fits into a file. */
    readonly maxRecordBytes: number;
}

/**
 * Decides the fate of one user of the source, by what is true now.
 *
 * Pure but for the identifiers that it claims.
 *
 * @param line - the line's bytes and its number in the source, from 1
 * @throws {MigrationError} `DEFINITION_INVALID` for a function of the definition that no user can go by
 */
export function decideUser(line: SourceLine, context: DecideContext): DecidedUser {
    const read = readSourceLine(line, context.definition.source, context.sourceConnection);
    if ('reason' in read) return exclude(line.number, read.sourceUserId, read);
    const { definition, ledger } = context;
    const { sourceUserId } = read;
    const id = { line: line.number, sourceUserId };
    // Whoever moved before is on the list as well, though only new users are asked for it.
    if (context.selection !== undefined) isOnList(read.profile, sourceUserId, context.selection);
    if (definition.source !== undefined && !context.claims.claimSourceId(sourceUserId)) {
        return exclude(line.number, sourceUserId, {
            reason: 'DUPLICATE_SOURCE_ID',
            detail: 'an earlier user of the source has the same ID',
        });
    }
    if (context.replacesSource === true) return decideReplaced(id, read, context);
    const recorded = ledger.get(sourceUserId);
    const found = findKnownUser(context, read, recorded, (user, { fields }) =>
        isAsSent(fields, user, (text) => ledger.digest(text)),
    );
    const { known, user: counterpart } = found;
    if (counterpart !== undefined)
        return withPassword(decideMoved(id, read, counterpart, found, context), read, found, context);
    if (known !== undefined) {
        if (known.status === 'verified' || known.status === 'deleted') {
            if (definition.deletedInTarget === 'leave')
                return { fate: { kind: 'deleted', ...id }, decision: known.decision };
        } else if (context.isPresumedThere(known)) {
            const fate = { kind: 'moved', state: 'presumed', targetUserId: undefined, ...id } as const;
            return { fate, decision: known.decision };
        }
    }
    return decideNew(id, read, context);
}

interface UserKey {
    readonly line: number;
    readonly sourceUserId: string;
}

// A user that takes its ID along: whoever is still in the source was not replaced yet, whatever an earlier attempt began.
function decideReplaced(id: UserKey, read: SourceUser, context: DecideContext): DecidedUser {
    const { sourceUserId, profile } = read;
    const decided = decideNew(id, read, { ...context, target: withoutOwnCopy(context.target, sourceUserId) });
    if (decided.fate.kind !== 'new') return decided;
    const refused = whyNotReplaced(profile, sourceUserId, context);
    if (refused !== undefined) return exclude(id.line, sourceUserId, refused, decided.dropped);
    return { ...decided, replaces: deletionOf(sourceUserId, profile) };
}

// A user that the target has by identity.
function decideMoved(
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
    const made = makeRecord(read, definition, NO_SECRETS);
    // Who is there stays there; what the source has made of the user since cannot be written, and is listed.
    if ('reason' in made) return exclude(id.line, id.sourceUserId, made, made.dropped);
    const decision = known?.decision ?? digestOf(id, 'there', '');
    const { dropped } = made;
    if (known === undefined && !isPlausible(id.sourceUserId, made.user, counterpart.profile)) {
        return exclude(id.line, id.sourceUserId, sameIdOnly(definition), dropped);
    }
    const user =
        known === undefined
            ? mergedWith(made.user, counterpart, definition)
            : withKeptFields(made.user, counterpart.profile, known.kept, definition.existingUsers);
    const wanted = 'reason' in user ? made.user : user;
    const kept = known?.kept ?? keptFields(digestFields(made.user, digest), digestFields(wanted, digest));
    const isTouched = known !== undefined && wasTouched(counterpart.profile, writtenAtOf(known, submission));
    const base = known === undefined ? baseOf(read.profile, wanted, counterpart, digest) : known.fields;
    // What somebody has written since is theirs, also where it was wrong before.
    const owed = known?.status === 'wrong' && !isTouched ? known.written : [];
    const excluded = (exclusion: Exclusion): DecidedUser => {
        const isBlocked = wanted['blocked'] === true;
        const decided = exclude(id.line, id.sourceUserId, exclusion, dropped, isBlocked ? 'blocked' : '');
        return blockAnyway(decided, { user: wanted, counterpart, known, base, kept, owed }, context);
    };
    if ('reason' in user) return excluded(user as Exclusion);
    const change = changeOf(user, counterpart, base, digest, definition.conflicts, owed);
    // Whatever is decided now, later passes compare with what was sent as far as anybody can know.
    const adopted = { kept, ...(known === undefined ? { adopted: adoptedFields(user, base, digest) } : {}) };
    if (change.kind === 'none') {
        // An older backup of the ledger knows of earlier values only: what both sides have now is what later changes are told from.
        const now = digestFields(user, digest);
        const isAhead =
            known !== undefined && !change.isChangedInTarget && known.fields.some((field, at) => field !== now[at]);
        return {
            ...moved(change.isChangedInTarget ? 'changed-in-target' : 'unchanged', decision),
            dropped,
            ...adopted,
            ...(isAhead ? { adopted: now } : {}),
        };
    }
    if (change.kind === 'conflict') {
        const fields = change.fields.map((field) => `\`${field}\``).join(', ');
        const detail = `source and target have both changed ${fields}`;
        const conflict = excluded({ reason: 'CHANGED_ON_BOTH_SIDES', detail });
        return { source, targetUserId: counterpart.userId, ...adopted, ...conflict };
    }
    const taken = whoHoldsNew(user, change, counterpart, context);
    if (taken !== undefined) return excluded(taken);
    if (target.isIdShared(counterpart.userId)) {
        return exclude(id.line, id.sourceUserId, anotherConnection(context), dropped);
    }
    const { patch, fields, written } = change;
    const seen = seenUserOf(counterpart.profile, digest);
    const isReplaced = !isPlausible(id.sourceUserId, user, counterpart.profile);
    const update = { isAdoption: false, patch: { body: patch, seen, isReplaced } };
    return updated(id, update, counterpart, { record: JSON.stringify(patch), source, fields, written, kept, dropped });
}

// An identifier that an update would write must be free.
function whoHoldsNew(
    user: SentRecord,
    { written }: UserChange & { kind: 'update' },
    counterpart: TargetUser,
    { target }: DecideContext,
): Exclusion | undefined {
    const holderOf = {
        email: () => target.byEmail(user.email),
        username: () => (typeof user['username'] === 'string' ? target.byUsername(user['username']) : undefined),
        phone_number: () =>
            typeof user['phone_number'] === 'string' ? target.byPhoneNumber(user['phone_number']) : undefined,
    };
    for (const field of ['email', 'username', 'phone_number'] as const) {
        if (!written.includes(field)) continue;
        const holder = holderOf[field]();
        if (holder === undefined || holder.userId === counterpart.userId) continue;
        return {
            reason: 'HELD_BY_ANOTHER_USER',
            detail: `the user was moved, and another account in the target has its new \`${field}\``,
        };
    }
    return undefined;
}

function updated(
    id: UserKey,
    update: Pick<UpdatedUser, 'isAdoption' | 'patch'>,
    { userId: targetUserId, profile: found }: TargetUser,
    sent: {
        readonly record: string;
        readonly source: Digest64;
        readonly fields: FieldDigests;
        readonly written: readonly LedgerField[];
        readonly kept: readonly LedgerField[];
        readonly dropped: readonly string[];
    },
    replaced: readonly string[] = sent.written,
    notices: readonly PlanNotice[] = [],
): DecidedUser {
    return {
        fate: { kind: 'update', ...id, targetUserId, ...update },
        decision: digestOf(id, 'update', sent.record),
        ...sent,
        replaced,
        notices,
        found,
    };
}

// A user that the target does not have by identity; another account may hold its address.
function decideNew(id: UserKey, read: SourceUser, context: DecideContext): DecidedUser {
    const { definition, ledger } = context;
    const { profile, sourceUserId } = read;
    const selected = isSelected(profile, sourceUserId, definition.only, context.selection);
    if (selected !== true) return exclude(id.line, sourceUserId, selected);
    const made = makeRecord(read, definition, context, context.replacesSource);
    if ('reason' in made) return exclude(id.line, sourceUserId, made, made.dropped);
    const { user, hash, dropped } = made;
    const holder = whoIsInTheWay(user, sourceUserId, context);
    if (holder !== undefined && 'reason' in holder) return exclude(id.line, sourceUserId, holder, dropped);
    if (holder !== undefined) return decideExisting(id, read, made, holder, context);
    if (context.awaitedGhosts.has(sourceUserId)) {
        const detail = 'an earlier pass found a ghost in its place';
        return exclude(id.line, sourceUserId, { reason: 'GHOST_AWAITS_LOGIN', detail }, dropped);
    }
    const { whenMissing } = definition.passwords;
    if ('problem' in hash && (whenMissing === 'lazy' || (whenMissing === 'refuse' && context.isFollowUp))) {
        return exclude(id.line, sourceUserId, { reason: hash.problem, detail: hash.detail }, dropped);
    }
    const record = JSON.stringify(user);
    const problem = tooLarge(record, context) ?? claim(user, context.claims);
    if (problem !== undefined) return exclude(id.line, sourceUserId, problem, dropped);
    const { notices } = made;
    if ('field' in hash && hash.isOutdated) notices.push('OUTDATED_HASH_USED');
    if ('field' in hash && hash.isUndated && read.hash === undefined) notices.push('HASH_OF_UNKNOWN_AGE');
    if (context.target.isElsewhere(user)) notices.push('IN_ANOTHER_CONNECTION');
    const digest = (text: string) => ledger.digest(text);
    return {
        fate: { kind: 'new', ...id, user, hashAlgorithm: 'field' in hash ? hash.algorithm : undefined },
        record,
        // The record holds the user's ID, or remembers it: it says whom it is about.
        decision: cryptoHash('sha256', record).slice(0, DECISION_LETTERS),
        // A plan sends nobody, and millions pass through it.
        ...(context.isForSending
            ? { source: digestSource(profile, digest), fields: digestFields(user, digest), written: LEDGER_FIELDS }
            : undefined),
        dropped,
        notices,
        ...('problem' in hash ? { hashProblem: hash.problem, password: 'none' } : {}),
        ...('field' in hash && hash.isOutdated ? { password: 'outdated', hasNewerPassword: true } : {}),
    };
}

// Another account that has the user's address and may be touched, or why the user cannot go.
function whoIsInTheWay(
    user: SentRecord,
    sourceUserId: string,
    context: DecideContext,
): TargetUser | Exclusion | undefined {
    const { target, targetConnection, definition } = context;
    const fullId = typeof user['user_id'] === 'string' ? withDatabasePrefix(user['user_id']) : undefined;
    const connection = fullId === undefined ? undefined : target.connectionOfId(fullId);
    if (connection !== undefined && connection !== targetConnection) {
        return {
            reason: 'USER_ID_IN_ANOTHER_CONNECTION',
            detail: `the connection ${connection} of the target tenant has a user with this ID, and ${targetConnection} would have another`,
        };
    }
    const holder = target.byEmail(user.email);
    if (holder === undefined) {
        const { username, phone_number: phoneNumber } = user;
        if (typeof username === 'string' && target.byUsername(username) !== undefined) {
            return {
                reason: 'USERNAME_IN_TARGET',
                detail: 'an account with another address in the target has the `username`',
            };
        }
        if (typeof phoneNumber === 'string' && target.byPhoneNumber(phoneNumber) !== undefined) {
            return {
                reason: 'PHONE_NUMBER_IN_TARGET',
                detail: 'an account with another address in the target has the `phone_number`',
            };
        }
        return undefined;
    }
    const path = evidencePathOf(definition.userIds);
    const remembered = path === undefined ? [] : rememberedIdsOf(holder.profile, path);
    if (
        remembered.some((other) => other !== sourceUserId) ||
        context.isSourceUser?.(holder.userId) === true ||
        context.isOfMovedUser?.(holder.userId) === true
    ) {
        return {
            reason: 'HELD_BY_ANOTHER_USER',
            detail: 'the account in the target with this address is another user of the source',
        };
    }
    return holder;
}

function decideExisting(
    id: UserKey,
    { profile }: SourceUser,
    { user, dropped }: MadeRecord,
    holder: TargetUser,
    context: DecideContext,
): DecidedUser {
    const { definition, ledger, target } = context;
    const { existingUsers } = definition;
    const existing: DecidedUser = {
        fate: { kind: 'existing', ...id },
        decision: digestOf(id, 'existing', ''),
        dropped,
    };
    if (!updatesAccounts(existingUsers) || holder.isLinked) return existing;
    if (holder.profile['email_verified'] !== true) {
        const detail = 'the account in the target with this address has not verified it';
        return exclude(id.line, id.sourceUserId, { reason: 'TARGET_UNVERIFIED', detail }, dropped);
    }
    if (user['email_verified'] !== true) {
        const detail = 'the address is not verified in the source, and an account in the target has it';
        return exclude(id.line, id.sourceUserId, { reason: 'SOURCE_UNVERIFIED', detail }, dropped);
    }
    const update = updateRecordOf(user, holder.profile, existingUsers);
    if (update.kind === 'unchanged') return existing;
    if (update.kind === 'conflict') {
        const detail = 'source and target have different values in the same place of the metadata';
        return exclude(id.line, id.sourceUserId, { reason: 'MERGE_CONFLICT', detail }, dropped);
    }
    const wanted = update.user as SentRecord;
    const [problem] = importUserProblems(wanted);
    if (problem !== undefined) {
        return exclude(
            id.line,
            id.sourceUserId,
            { reason: problem.code, detail: `after the merge: ${problem.message}` },
            dropped,
        );
    }
    const shared = target.isIdShared(holder.userId) ? anotherConnection(context) : undefined;
    const refused = shared ?? tooLarge(JSON.stringify(wanted), context) ?? claim(wanted, context.claims);
    if (refused !== undefined) return exclude(id.line, id.sourceUserId, refused, dropped);
    const digest = (text: string) => ledger.digest(text);
    const [sent, found] = [digestFields(wanted, digest), digestFields(holder.profile, digest)];
    const { changed: written } = update;
    // What is not written is the account's own, and stays the base of later comparisons.
    const fields = LEDGER_FIELDS.map((field, at) => (written.includes(field) ? sent[at] : found[at]) ?? 0);
    const kept = keptFields(digestFields(user, digest), fields);
    const body = patchOf(wanted, holder.profile, written);
    const patch = { body, seen: seenUserOf(holder.profile, digest), isReplaced: false };
    const facts = { source: digestSource(profile, digest), fields, written, kept, dropped };
    return updated(
        id,
        { isAdoption: true, patch },
        holder,
        { record: JSON.stringify(body), ...facts },
        update.replaced,
        update.notices,
    );
}

function sameIdOnly({ userIds }: CheckedDefinition): Exclusion {
    return userIds.policy === 'regenerate'
        ? {
              reason: 'REMEMBERED_ID_IN_TARGET',
              detail: 'an account in the target remembers the ID, and nothing else matches',
          }
        : { reason: 'USER_ID_IN_TARGET', detail: 'an account in the target has the ID, and nothing else matches' };
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

// Where the ledger was lost, times show whose change a difference is: the target's, if somebody has touched the user there since it
// was made and the source has not; both, if the source has too.
function baseOf(
    profile: UserRecord,
    user: SentRecord,
    counterpart: TargetUser,
    digest: Ledger['digest'],
): FieldDigests {
    const [sent, found] = [digestFields(user, digest), digestFields(counterpart.profile, digest)];
    const isSourceNewer =
        Date.parse(String(profile['updated_at'])) > Date.parse(String(counterpart.profile['created_at']));
    const isTouched = wasTouched(counterpart.profile);
    // What the source does not have was never sent.
    return sent.map((wanted, at) =>
        wanted === 0 ? 0 : isTouched ? (isSourceNewer ? UNKNOWN_BASE : wanted) : (found[at] ?? 0),
    );
}

/** A base that neither side agrees with: a difference is a conflict. */
const UNKNOWN_BASE = 1;

function adoptedFields(user: SentRecord, base: FieldDigests, digest: Ledger['digest']): FieldDigests {
    const sent = digestFields(user, digest);
    return base.map((before, at) => (before === UNKNOWN_BASE ? (sent[at] ?? 0) : before));
}

function isAsSent(base: FieldDigests, { profile, isLinked }: TargetUser, digest: Ledger['digest']): boolean {
    if (isLinked) return false;
    const found = digestFields(profile, digest);
    return base.every((before, at) => before === 0 || before === found[at]);
}

function tooLarge(record: string, { maxRecordBytes }: DecideContext): Exclusion | undefined {
    // A character has three bytes at the most; only of a long record are they counted.
    const bytes = record.length * 3 > maxRecordBytes ? Buffer.byteLength(record) : record.length;
    if (bytes <= maxRecordBytes) return undefined;
    return { reason: 'RECORD_TOO_LARGE', detail: `the record has ${bytes} bytes; the limit is ${maxRecordBytes}` };
}

function claim(user: UserRecord & { readonly email: string }, claims: IdentityClaims): Exclusion | undefined {
    const text = (field: string): string | undefined => (typeof user[field] === 'string' ? user[field] : undefined);
    return claims.claim({
        email: user.email,
        username: text('username'),
        phoneNumber: text('phone_number'),
        userId: text('user_id'),
    });
}

function anotherConnection({ targetConnection }: DecideContext): Exclusion {
    return {
        reason: 'USER_ID_IN_ANOTHER_CONNECTION',
        detail: `another connection of the target tenant has a user with the ID of this one in ${targetConnection}, and a call by ID could hit either`,
    };
}

function exclude(
    line: number,
    sourceUserId: string | undefined,
    { reason, detail }: Exclusion,
    dropped?: readonly string[],
    record = '',
): DecidedUser {
    return {
        fate: { kind: 'excluded', line, sourceUserId, reason, detail },
        decision: digestOf({ sourceUserId: sourceUserId ?? String(line) }, reason, record),
        ...(dropped === undefined ? {} : { dropped }),
    };
}

const DECISION_LETTERS = 32;

function digestOf({ sourceUserId }: { readonly sourceUserId: string }, what: string, record: string): string {
    return cryptoHash('sha256', `${sourceUserId}\n${what}\n${record}`).slice(0, DECISION_LETTERS);
}
