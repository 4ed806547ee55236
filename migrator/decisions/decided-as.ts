import { hash as cryptoHash } from 'node:crypto';
import type { TargetUser } from '../identity/target-users.ts';
import type { Digest64 } from '../records/digest.ts';
import type { FieldDigests, LedgerField } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import type { PlanNotice } from '../users/plan-notice.ts';
import type { Exclusion, UpdatedUser } from '../users/user-fate.ts';
import type { DecideContext, UserKey } from './decide-context.ts';

const DECISION_LETTERS = 32;

/** Gives the decision that a user is not sent, and why. */
export function exclude(
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

/** Gives the decision that an account of the target is changed by its ID. */
export function updated(
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

/** Digests a decision, so that an approved plan is known again. */
export function digestOf({ sourceUserId }: { readonly sourceUserId: string }, what: string, record: string): string {
    return digestOfRecord(`${sourceUserId}\n${what}\n${record}`);
}

/** Says why a call by ID must not be made: it could hit another user. */
export function anotherConnection({ targetConnection }: DecideContext): Exclusion {
    return {
        reason: 'USER_ID_IN_ANOTHER_CONNECTION',
        detail: `another connection of the target tenant has a user with the ID of this one in ${targetConnection}, and a call by ID could hit either`,
    };
}

/** Digests the decision to send a record that says whom it is about. */
export function digestOfRecord(record: string): string {
    return cryptoHash('sha256', record).slice(0, DECISION_LETTERS);
}
