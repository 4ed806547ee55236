import { digestFields } from '../identity/field-digests.ts';
import { evidencePathOf, rememberedIdsOf } from '../identity/remembered-id.ts';
import { digestSource } from '../identity/source-digest.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { withDatabasePrefix } from '../identity/user-id.ts';
import { LEDGER_FIELDS } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import { factorKindsOf } from '../users/import-mfa-factors.ts';
import { isSelected } from '../users/selection.ts';
import type { SourceUser } from '../users/source-record.ts';
import type { Exclusion, SentRecord } from '../users/user-fate.ts';
import type { DecideContext, UserKey } from './decide-context.ts';
import { decideExisting } from './decide-existing.ts';
import { digestOfRecord, exclude } from './decided-as.ts';
import { claim, tooLarge } from './fits-import.ts';
import { makeRecord } from './make-record.ts';
import { sameIdOnly } from './same-id-only.ts';

/** Decides about a user that the target does not have by identity; another account may hold its address. */
export function decideNew(id: UserKey, read: SourceUser, context: DecideContext): DecidedUser {
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
        decision: digestOfRecord(record),
        // A plan sends nobody, and millions pass through it.
        ...(context.isForSending
            ? {
                  source: digestSource(profile, digest),
                  fields: digestFields(user, digest),
                  written: LEDGER_FIELDS,
                  ...(user['mfa_factors'] === undefined ? {} : { factors: factorKindsOf(user) }),
              }
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
    if (fullId !== undefined && connection !== undefined)
        return sameIdOnly(sourceUserId, target.byId(fullId)?.profile ?? {}, definition.userIds);
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
    const [own, remembered] = [user, holder.profile].map((record) => (path ? rememberedIdsOf(record, path) : []));
    if (
        remembered?.some((other) => other !== sourceUserId && own?.includes(other) !== true) === true ||
        context.isSourceUser?.(holder.userId) === true ||
        context.isOfMovedUser?.(holder.userId) === true
    ) {
        return {
            reason: 'HELD_BY_ANOTHER_USER',
            detail: 'the account in the target with this address is another user, of this source or of another migration',
        };
    }
    return holder;
}
