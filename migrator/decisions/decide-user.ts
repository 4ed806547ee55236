import { findKnownUser } from '../identity/known-user.ts';
import { wasCreated } from '../identity/was-created.ts';
import { wasSeen } from '../identity/was-seen.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import { isOnList } from '../users/selection.ts';
import { readSourceLine, type SourceLine, type SourceUser } from '../users/source-record.ts';
import { deletionOf } from '../users/user-to-delete.ts';
import type { DecideContext, UserKey } from './decide-context.ts';
import { decideMoved } from './decide-moved.ts';
import { decideNew } from './decide-new.ts';
import { exclude } from './decided-as.ts';
import { isAsSent } from './is-as-sent.ts';
import { withPassword } from './newer-password.ts';
import { whyNotReplaced, withoutOwnCopy } from './replaced-user.ts';
import { sameIdOnly } from './same-id-only.ts';

/**
 * Decides the fate of one user of the source, by what is true now.
 *
 * Pure but for the identifiers that it claims.
 *
 * @param line - the line's bytes and its number in the source, from 1
 * @throws {MigrationError} `DEFINITION_INVALID` for a function of the definition that no user can go by
 */
export function decideUser(line: SourceLine, context: DecideContext): DecidedUser {
    const read = readSourceLine(line, context.definition.source, context.sourceConnection, context.sourceTakenAt);
    if ('reason' in read) return exclude(line.number, read.sourceUserId, read);
    const { definition, ledger } = context;
    context.rewrittenPaths?.look(read.profile);
    const { sourceUserId } = read;
    const id = { line: line.number, sourceUserId };
    // Users that were moved before are on the list as well, though only new users are checked against it.
    if (context.selection !== undefined) isOnList(read.profile, sourceUserId, context.selection);
    if (definition.source !== undefined && !context.claims.claimSourceId(sourceUserId)) {
        return exclude(line.number, sourceUserId, {
            reason: 'DUPLICATE_SOURCE_ID',
            detail: 'an earlier user of the source has the same ID',
        });
    }
    const recorded = ledger.get(sourceUserId);
    const others =
        context.replacesSource === true
            ? { ...context, target: withoutOwnCopy(context.target, sourceUserId) }
            : context;
    const found = findKnownUser(others, read, recorded, (user, { fields }) =>
        isAsSent(fields, user, (text) => ledger.digest(text)),
    );
    const { known, submission, user: counterpart, formerUser } = found;
    if (formerUser !== undefined)
        return exclude(line.number, sourceUserId, sameIdOnly(sourceUserId, formerUser.profile, definition.userIds));
    if (counterpart !== undefined)
        return withPassword(decideMoved(id, read, counterpart, found, others), read, found, context);
    if (context.replacesSource === true) return decideReplaced(id, read, others);
    const wasThere = known !== undefined && wasSeen(known);
    if (known !== undefined) {
        if (wasThere || wasCreated(known, submission, definition.userIds)) {
            // An account that no export has shown may only have another address: who is brought back would have two.
            if (definition.deletedInTarget === 'leave' || known.targetId === undefined)
                return { fate: { kind: 'deleted', ...id }, decision: known.decision };
        } else if (context.isPresumedThere(known)) {
            const fate = { kind: 'moved', state: 'presumed', targetUserId: undefined, ...id } as const;
            return { fate, decision: known.decision };
        }
    }
    const decided = decideNew(id, read, context);
    return wasThere && decided.fate.kind !== 'new' ? { ...decided, isNotRestored: true } : decided;
}

// A user that takes its ID along: one that is still in the source was not replaced yet, whatever an earlier attempt began.
function decideReplaced(id: UserKey, read: SourceUser, context: DecideContext): DecidedUser {
    const { sourceUserId, profile } = read;
    const decided = decideNew(id, read, context);
    if (decided.fate.kind !== 'new') return decided;
    const refused = whyNotReplaced(profile, sourceUserId, context);
    if (refused !== undefined) return exclude(id.line, sourceUserId, refused, decided.dropped);
    return { ...decided, replaces: deletionOf(sourceUserId, profile) };
}
