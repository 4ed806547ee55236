import { updatesAccounts } from '../definition/existing-users.ts';
import { digestFields } from '../identity/field-digests.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { seenUserOf } from '../identity/seen-user.ts';
import { digestSource } from '../identity/source-digest.ts';
import type { TargetUser } from '../identity/target-users.ts';
import { LEDGER_FIELDS } from '../run-store/ledger.ts';
import type { DecidedUser } from '../users/decided-user.ts';
import { importUserProblems } from '../users/import-schema.ts';
import type { SourceUser } from '../users/source-record.ts';
import type { Exclusion, SentRecord } from '../users/user-fate.ts';
import { rememberAdopted, whyNoRoom } from './adopted-id.ts';
import { patchOf } from './change-of.ts';
import type { DecideContext, UserKey } from './decide-context.ts';
import { anotherConnection, digestOf, exclude, updated } from './decided-as.ts';
import { claim, tooLarge } from './fits-import.ts';
import { keptFields } from './kept-fields.ts';
import type { MadeRecord } from './make-record.ts';
import { updateRecordOf } from './update-record.ts';

/** Decides about a user whose address another account of the target has, which may be updated. */
export function decideExisting(
    id: UserKey,
    { profile }: SourceUser,
    { user: made, dropped }: MadeRecord,
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
    if (made['email_verified'] !== true) {
        const detail = 'the address is not verified in the source, and an account in the target has it';
        return exclude(id.line, id.sourceUserId, { reason: 'SOURCE_UNVERIFIED', detail }, dropped);
    }
    // Metadata that the source does not have stays the account's own.
    const own = made['app_metadata'] === undefined ? { app_metadata: holder.profile['app_metadata'] } : {};
    const memory = evidencePathOf(definition.userIds);
    const noRoom = memory !== undefined && existingUsers.policy === 'merge' && whyNoRoom(holder.profile, memory);
    const user = noRoom || rememberAdopted({ ...made, ...own }, id.sourceUserId, definition.userIds);
    if ('reason' in user) return exclude(id.line, id.sourceUserId, user as Exclusion, dropped);
    const update = updateRecordOf(user, holder.profile, existingUsers, memory);
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
    const kept = keptFields(digestFields(made['app_metadata'] === undefined ? made : user, digest), fields);
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
