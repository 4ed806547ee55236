import { readSourceUsers } from '../exports/source-users.ts';
import { findKnownUser, knownUserNeeds } from '../identity/known-user.ts';
import type { TargetUsers } from '../identity/target-users.ts';
import { DigestSet } from '../records/digest-table.ts';
import { LIVE_STATUSES } from '../run-store/ledger.ts';
import type { ResetReason } from './reset-candidate.ts';
import type { ResetNeeds } from './reset-needs.ts';

/** Says why a user of the target, by its full ID, has no usable password of the source; undefined for one that has. */
export type FlawOf = (userId: string) => Exclude<ResetReason, 'LISTED'> | undefined;

/** The two times are of two tenants, whose clocks may differ. */
const SAME_MOMENT_MS = 60_000;

/**
 * Finds the users that this migration created without a usable password hash, by the ledger, and those who have changed their password in the
 * source since they were created, by the exports.
 *
 * @param sourceArtifact - name of the export of the source
 */
export async function findFlawedPasswords(
    run: ResetNeeds,
    sourceArtifact: string,
    target: TargetUsers,
): Promise<FlawOf> {
    const { ledger } = run.store;
    const [withoutHash, outdated] = [new DigestSet(), new DigestSet()];
    ledger.forEach(({ status, password, targetId }) => {
        if (password === undefined || targetId === undefined || !LIVE_STATUSES.has(status)) return;
        (password === 'none' ? withoutHash : outdated).add(targetId);
    });
    for await (const users of readSourceUsers(run, sourceArtifact)) {
        run.time.stopIfAsked();
        for (const read of users) {
            const changedAt = Date.parse(String(read.profile['last_password_reset']));
            if (Number.isNaN(changedAt)) continue;
            const { known, user } = findKnownUser(knownUserNeeds(run, target), read, ledger.get(read.sourceUserId));
            if (known?.isOurs !== true || user === undefined) continue;
            if (changedAt - Date.parse(String(user.profile['created_at'])) > SAME_MOMENT_MS)
                outdated.add(ledger.digest(user.userId));
        }
    }
    return (userId) => {
        const id = ledger.digest(userId);
        if (withoutHash.has(id)) return 'NO_HASH';
        return outdated.has(id) ? 'OUTDATED_HASH' : undefined;
    };
}
