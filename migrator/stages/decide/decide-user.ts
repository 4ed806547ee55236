import type { CheckedDefinition } from '../../definition.ts';
import { valueAt, withValueAt } from '../../records/json-path.ts';
import type { UserRecord } from '../../records/user-record.ts';
import { applyTransform } from '../../users/custom-transform.ts';
import type { EarlierUsers } from '../../users/earlier-users.ts';
import type { IdentifierTaken, IdentityClaims } from '../../identity/identity-claims.ts';
import { toImportRecord } from '../../users/import-record.ts';
import { importUserProblems } from '../../users/import-schema.ts';
import { OldIdSearch, rewriteIds } from '../../users/old-id-references.ts';
import type { PlanNotice } from '../../users/plan-notice.ts';
import { isSelected, type SelectionList } from '../../users/selection.ts';
import { readSourceLine, type SourceLine, type SourceUser } from '../../users/source-record.ts';
import type { TargetUsers } from '../../identity/target-users.ts';
import { updateRecordOf } from './update-record.ts';
import type { ExclusionReason, UserFate } from '../../users/user-fate.ts';
import { type SourcePasswordHash, userHashOf } from '../../users/user-hash.ts';
import { mapUserId, withDatabasePrefix } from '../../identity/user-id.ts';

/** Lines at the beginning of a source for which `transform` is called twice. */
const LINES_TRANSFORMED_TWICE = 200;

/** What the transformation of a user asks about the world. */
export interface TransformContext {
    readonly definition: CheckedDefinition;
    /** Name of the target connection. */
    readonly targetConnection: string;
    /** Gives the user's hash from the password hash export; undefined when there is none. */
    findHash(userId: string, email: string): SourcePasswordHash | undefined;
    readonly target: TargetUsers;
    /** Whom earlier passes have moved; undefined in the first pass. */
    readonly earlier?: EarlierUsers | undefined;
    /** Name of the source connection; undefined where the source is a file. */
    readonly sourceConnection?: string | undefined;
    readonly claims: IdentityClaims;
    /** The users of the selection file; undefined where the definition names none. */
    readonly selection: SelectionList | undefined;
    /** Users of the source, by ID, whose ghosts wait for a login. */
    readonly awaitedGhosts: { has(sourceUserId: string): boolean };
    /** Bytes of one record at the most, so that it fits into a file. */
    readonly maxRecordBytes: number;
}

/** The fate of one user, with its record as it goes into the file. */
export interface TransformedUser {
    readonly fate: UserFate;
    /** The record's JSON; only of a planned user. */
    readonly record?: string;
    /** Why a planned new user has no usable hash; only of one that has none. */
    readonly hashProblem?: ExclusionReason;
    /** Profile fields that no import can carry; only of a selected user. */
    readonly dropped?: readonly string[];
    /** Fields of the target that an update replaces. */
    readonly replaced?: readonly string[];
    readonly notices?: readonly PlanNotice[];
}

/**
 * Decides the fate of one user of the source.
 *
 * Pure but for the identifiers that it claims: the same line in the same place of the same source has the same fate.
 *
 * @param line - the line's bytes and its number in the source, from 1
 */
export function transformUser(line: SourceLine, context: TransformContext): TransformedUser {
    const { definition } = context;
    const read = readSourceLine(line, definition.source, context.sourceConnection);
    const exclude = (
        { reason, detail }: { readonly reason: ExclusionReason; readonly detail: string },
        dropped?: readonly string[],
    ): TransformedUser => ({
        fate: { fate: 'excluded', line: line.number, sourceUserId: read.sourceUserId, reason, detail },
        ...(dropped === undefined ? {} : { dropped }),
    });
    if ('reason' in read) return exclude(read);
    const { profile, sourceUserId } = read;
    const selected = isSelected(profile, sourceUserId, definition.only, context.selection);
    if (selected !== true) return exclude(selected);

    const { user: carried, dropped } = toImportRecord(profile);
    const { email } = carried;
    if (typeof email !== 'string') {
        return exclude({ reason: 'WITHOUT_EMAIL', detail: 'an import needs `email`' }, dropped);
    }
    const withId = applyIdPolicy(carried, read, definition);
    if ('refused' in withId) return exclude({ reason: 'ID_POLICY_REFUSED', detail: withId.refused }, dropped);
    const { notices } = withId;
    const hash = userHashOf(profile, read.hash ?? context.findHash(sourceUserId, email), definition.passwords);
    let user: UserRecord = 'field' in hash ? { ...withId.user, ...hash.field } : withId.user;
    if (definition.transform !== undefined) {
        const result = applyTransform(definition.transform, user, line.number <= LINES_TRANSFORMED_TWICE);
        if ('failed' in result) return exclude({ reason: 'TRANSFORM_FAILED', detail: result.failed }, dropped);
        user = result.user;
    }
    const oldId = definition.userIds.policy === 'retain' ? undefined : new OldIdSearch(sourceUserId);
    const [problem] = importUserProblems(user, oldId);
    if (problem !== undefined) return exclude({ reason: problem.code, detail: problem.message }, dropped);
    if (oldId !== undefined && oldId.found > (isRemembered(user, sourceUserId, definition) ? 1 : 0)) {
        notices.push('OLD_ID_IN_METADATA');
    }

    const planned = planUser(user as UserRecord & { email: string }, sourceUserId, context);
    if (planned.kind === 'existing') {
        return { fate: { fate: 'existing', line: line.number, sourceUserId }, dropped };
    }
    if (planned.kind === 'excluded') return exclude(planned, dropped);
    const isUpdate = planned.kind === 'update';
    if (!isUpdate && context.awaitedGhosts.has(sourceUserId)) {
        return exclude({ reason: 'GHOST_AWAITS_LOGIN', detail: 'an earlier pass found a ghost in its place' }, dropped);
    }
    if ('problem' in hash && !isUpdate && definition.passwords.whenMissing === 'lazy') {
        return exclude({ reason: hash.problem, detail: hash.detail }, dropped);
    }
    const record = JSON.stringify(planned.user);
    // A character has three bytes at the most; only of a long record are they counted.
    const recordBytes = record.length * 3 > context.maxRecordBytes ? Buffer.byteLength(record) : record.length;
    if (recordBytes > context.maxRecordBytes) {
        const detail = `the record has ${recordBytes} bytes; a file takes ${context.maxRecordBytes}`;
        return exclude({ reason: 'RECORD_TOO_LARGE', detail }, dropped);
    }
    const taken = claim(planned.user, context.claims);
    if (taken !== undefined) return exclude(taken, dropped);
    if ('field' in hash && hash.isOutdated && !isUpdate) notices.push('OUTDATED_HASH_USED');
    if (planned.notices !== undefined) notices.push(...planned.notices);
    return {
        fate: {
            fate: 'planned',
            line: line.number,
            sourceUserId,
            user: planned.user,
            hashAlgorithm: 'field' in hash && !isUpdate ? hash.algorithm : undefined,
            upsert: isUpdate,
        },
        record,
        dropped,
        notices,
        ...('problem' in hash && !isUpdate ? { hashProblem: hash.problem } : {}),
        ...(planned.replaced === undefined ? {} : { replaced: planned.replaced }),
    };
}

function applyIdPolicy(
    carried: UserRecord,
    { profile, sourceUserId, hasTutorialFields }: SourceUser,
    { userIds }: CheckedDefinition,
): { readonly user: UserRecord; readonly notices: PlanNotice[] } | { readonly refused: string } {
    const id = mapUserId(sourceUserId, userIds);
    if ('refused' in id) return id;
    let user: UserRecord = id.userId === undefined ? carried : { ...carried, user_id: id.userId };
    if (userIds.policy === 'prefix') user = rewriteIds(user, userIds.rewrite, userIds);
    const notices: PlanNotice[] = [];
    if (hasTutorialFields) notices.push('TUTORIAL_FIELDS');
    if (Array.isArray(profile['identities']) && profile['identities'].length > 1) notices.push('LINKED_IDENTITIES');
    if (Array.isArray(profile['multifactor']) && profile['multifactor'].length > 0)
        notices.push('MULTIFACTOR_ENROLLED');
    if (userIds.policy === 'regenerate' && userIds.rememberAs !== false) {
        user = withValueAt(user, userIds.rememberAs, sourceUserId);
    }
    return { user, notices };
}

// The old ID stands where the definition wants it; anywhere else it is a reference that no longer leads to anybody.
function isRemembered(user: UserRecord, sourceUserId: string, { userIds, transform }: CheckedDefinition): boolean {
    return (
        userIds.policy === 'regenerate' &&
        userIds.rememberAs !== false &&
        // Only a custom transform can have taken it away.
        (transform === undefined || valueAt(user, userIds.rememberAs) === sourceUserId)
    );
}

type Planned =
    | { readonly kind: 'existing' }
    | ({ readonly kind: 'excluded' } & IdentifierTaken)
    | {
          readonly kind: 'new' | 'update';
          readonly user: UserRecord & { readonly email: string };
          readonly replaced?: readonly string[];
          readonly notices?: readonly PlanNotice[];
      };

function planUser(
    user: UserRecord & { readonly email: string },
    sourceUserId: string,
    context: TransformContext,
): Planned {
    const { target, definition, targetConnection, earlier } = context;
    const { email } = user;
    const fullId = typeof user['user_id'] === 'string' ? withDatabasePrefix(user['user_id']) : undefined;
    const holder = fullId === undefined ? undefined : target.connectionOfId(fullId);
    if (holder !== undefined && holder !== targetConnection) {
        return excluded(
            'USER_ID_IN_ANOTHER_CONNECTION',
            `the connection ${holder} of the target tenant has a user with this ID, and ${targetConnection} would have another`,
        );
    }
    if (!target.hasEmail(email)) {
        const movedTo = earlier?.targetIdOf(sourceUserId);
        if (movedTo !== undefined && target.connectionOfId(movedTo) === targetConnection) {
            return excluded(
                'EMAIL_CHANGED',
                'an earlier pass moved this user, and source and target have different addresses now',
            );
        }
        if (holder !== undefined) return excluded('USER_ID_IN_TARGET', 'the target has the ID under another address');
        const { username, phone_number: phoneNumber } = user;
        if (typeof username === 'string' && target.hasUsername(username)) {
            return excluded('USERNAME_IN_TARGET', 'the target has the `username` under another address');
        }
        if (typeof phoneNumber === 'string' && target.hasPhoneNumber(phoneNumber)) {
            return excluded('PHONE_NUMBER_IN_TARGET', 'the target has the `phone_number` under another address');
        }
        return target.isElsewhere(user)
            ? { kind: 'new', user, notices: ['IN_ANOTHER_CONNECTION'] }
            : { kind: 'new', user };
    }
    const profile =
        definition.existingUsers.policy === 'upsert' || definition.existingUsers.policy === 'merge'
            ? target.profileOf(email)
            : undefined;
    if (profile === undefined) return { kind: 'existing' };
    const update = updateRecordOf(user, profile, definition.existingUsers);
    if (update.kind === 'unchanged') return { kind: 'existing' };
    if (update.kind === 'conflict') {
        return excluded('MERGE_CONFLICT', 'source and target have different values at one place of the metadata');
    }
    const [problem] = importUserProblems(update.user);
    if (problem !== undefined) return excluded(problem.code, `after the merge: ${problem.message}`);
    const { replaced, notices } = update;
    return { kind: 'update', user: update.user as UserRecord & { email: string }, replaced, notices };
}

function excluded(reason: ExclusionReason, detail: string): Planned {
    return { kind: 'excluded', reason, detail };
}

function claim(user: UserRecord & { readonly email: string }, claims: IdentityClaims): IdentifierTaken | undefined {
    const text = (field: string): string | undefined => (typeof user[field] === 'string' ? user[field] : undefined);
    return claims.claim({
        email: user.email,
        username: text('username'),
        phoneNumber: text('phone_number'),
        userId: text('user_id'),
    });
}
