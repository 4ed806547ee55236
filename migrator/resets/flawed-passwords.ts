import { datedHash } from '../decisions/dated-hash.ts';
import { hasNewerPassword } from '../decisions/newer-password.ts';
import { readSourceUsers } from '../exports/source-users.ts';
import { findKnownUser, knownUserNeeds } from '../identity/known-user.ts';
import type { TargetUsers } from '../identity/target-users.ts';
import { DigestSet } from '../records/digest-table.ts';
import { LIVE_STATUSES } from '../run-store/ledger.ts';
import type { ResetReason } from './reset-candidate.ts';
import type { ResetNeeds } from './reset-needs.ts';

/** What is wrong with the password that a user has in the target. */
export interface PasswordFlaw {
    readonly reason: ResetReason;
    /** Whether the source has a newer one than the target, whatever was chosen there. */
    readonly isNewerInSource: boolean;
}

/** Says why a user of the target, by the full ID of its own identity, has no usable password of the source; undefined for one that has. */
export type FlawOf = (userId: string) => PasswordFlaw | undefined;

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
    const needs = knownUserNeeds(run, target);
    const { sourceSnapshots } = needs;
    const ofExport = datedHash(undefined, run.definition.passwords);
    const [withoutHash, outdated, newerInSource] = [new DigestSet(), new DigestSet(), new DigestSet()];
    ledger.forEach(({ status, password, targetId }) => {
        if (password === undefined || targetId === undefined || !LIVE_STATUSES.has(status)) return;
        (password === 'none' ? withoutHash : outdated).add(targetId);
    });
    for await (const users of readSourceUsers(run, sourceArtifact)) {
        run.time.stopIfAsked();
        for (const read of users) {
            const { known, user } = findKnownUser(needs, read, ledger.get(read.sourceUserId));
            if (known === undefined || user === undefined) continue;
            const hash = read.hash ?? ofExport;
            if (hasNewerPassword({ source: read, target: user, known, hash, sourceSnapshots }))
                newerInSource.add(ledger.digest(user.ownId));
        }
    }
    return (userId) => {
        const id = ledger.digest(userId);
        const isNewerInSource = newerInSource.has(id);
        if (withoutHash.has(id)) return { reason: 'NO_HASH', isNewerInSource };
        return outdated.has(id) || isNewerInSource ? { reason: 'OUTDATED_HASH', isNewerInSource } : undefined;
    };
}
