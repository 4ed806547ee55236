import type { ExportedUsers } from '../exports/exported-users.ts';
import { type LinkedUser, linkedUsersOf } from '../exports/linked-users.ts';
import { evidenceOf, evidencePathOf, idBeforeLogin } from '../identity/remembered-id.ts';
import { connectionOf, openTargetIndex } from '../identity/target-index.ts';
import { unmappedId } from '../identity/user-id.ts';
import type { UserRecord } from '../records/user-record.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine, readJsonLines } from '../run-store/json-lines.ts';
import { isOnList, type SelectionList } from '../users/selection.ts';
import type { CampaignMemory } from './campaign-memory.ts';
import { findFlawedPasswords, type PasswordFlaw } from './flawed-passwords.ts';
import { accountOf, candidateOf, hasSetPassword, type ResetReason } from './reset-candidate.ts';
import type { LeftUsers, ResetNeeds } from './reset-needs.ts';

/** Who is to get a mail or a ticket. */
export interface ListedCandidates {
    readonly candidates: number;
    readonly byReason: Readonly<Partial<Record<ResetReason, number>>>;
    /** Users who got one in an earlier attempt. */
    readonly alreadySent: number;
}

/**
 * Finds the users of the target connection that are to reset their passwords, and writes them into a list that only this process can read.
 *
 * @param list - the users to take instead of those whose passwords are flawed
 * @param left - gets those that cannot be reached, or have set a password already
 */
export async function listCandidates(
    run: ResetNeeds,
    { source, target }: ExportedUsers,
    artifact: string,
    {
        list,
        memory,
        left,
    }: { readonly list?: SelectionList; readonly memory: CampaignMemory; readonly left: LeftUsers },
): Promise<ListedCandidates> {
    const { store, definition } = run;
    const { name } = run.target.connection;
    const evidencePath = evidencePathOf(definition.userIds);
    const index = await openTargetIndex({
        ...{ artifacts: store.artifacts, artifact: target.artifact, users: target.users, connection: name },
        evidencePath,
        digest: (text) => store.ledger.digest(text),
    });
    const byReason: Partial<Record<ResetReason, number>> = {};
    let [candidates, alreadySent] = [0, 0];
    const writer = openArtifactWriter(store.ephemeral, artifact);
    try {
        await endOrAbort([writer], async () => {
            const flawOf = list === undefined ? await findFlawedPasswords(run, source.artifact, index) : undefined;
            const flawIn = (profile: UserRecord, userId: string): PasswordFlaw | undefined => {
                if (list === undefined) return flawOf?.(userId);
                const remembered = evidencePath === undefined ? undefined : evidenceOf(profile, evidencePath);
                const ids = [userId, remembered, idBeforeLogin(profile), unmappedId(userId, definition.userIds)];
                // Each is asked for, so that every entry of this user counts.
                const found = ids.map((id) => id !== undefined && isOnList(profile, id, list));
                return found.includes(true) ? { reason: 'LISTED', isNewerInSource: false } : undefined;
            };
            // A reset by the ID of its primary would be that one's.
            const isFlawedPart = ({ userId, profile }: LinkedUser): boolean =>
                list === undefined ? flawOf?.(userId) !== undefined : isOnList(profile, userId, list);
            for await (const profiles of readJsonLines<UserRecord>(store.artifacts, target.artifact)) {
                run.time.stopIfAsked();
                for (const profile of profiles) {
                    const parts = linkedUsersOf(profile).filter(
                        (part) => part.connection === name && isFlawedPart(part),
                    );
                    await left.add(parts.map(({ userId }) => ({ userId, reason: 'LINKED' })));
                    const userId = String(profile['user_id']);
                    const flaw = connectionOf(profile) === name ? flawIn(profile, userId) : undefined;
                    if (flaw === undefined) continue;
                    const state = memory.stateOf(accountOf(profile));
                    if (state === 'sent') {
                        alreadySent += 1;
                        continue;
                    }
                    const candidate = candidateOf(profile, name);
                    const problem =
                        state === 'unknown'
                            ? 'UNKNOWN'
                            : typeof candidate === 'string'
                              ? candidate
                              : index.isDoubled(candidate.email, '')
                                ? 'ADDRESS_NOT_UNIQUE'
                                : list === undefined && !flaw.isNewerInSource && hasSetPassword(profile)
                                  ? 'PASSWORD_CHANGED'
                                  : undefined;
                    if (problem !== undefined || typeof candidate === 'string') {
                        await left.add([{ userId, reason: problem ?? 'LINKED' }]);
                        continue;
                    }
                    candidates += 1;
                    byReason[flaw.reason] = (byReason[flaw.reason] ?? 0) + 1;
                    await writer.write(jsonLine(candidate));
                }
            }
        });
    } finally {
        index.close();
    }
    return { candidates, byReason, alreadySent };
}
