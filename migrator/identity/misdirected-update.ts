import { isSameDigest } from '../records/digest.ts';
import type { Ledger, LedgerRecord, LedgerStatus } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import type { SourceUser } from '../users/source-record.ts';
import { differingFields } from './differing-fields.ts';
import { digestFields } from './field-digests.ts';
import type { TargetUser, TargetUsers } from './target-users.ts';
import { wasTouched } from './was-touched.ts';
import { createdWithin } from './written-at.ts';

/** An account that got what was meant for another one. */
export interface MisdirectedUpdate {
    readonly account: TargetUser;
    /** Whether the import job made the account, and nobody has touched it since; otherwise it is somebody's. */
    readonly isMadeByJob: boolean;
}

const UNVERIFIED: ReadonlySet<LedgerStatus> = new Set(['sent', 'wrong']);

/**
 * Finds the account into which an import job wrote what was meant for another one.
 *
 * A job finds the account that it updates by its address. Before it does, that account may be deleted or change its address: then
 * Auth0 makes a new account, or updates that of somebody else, who may have signed up with the address and verified nothing.
 *
 * @param known - what the ledger knows of the user
 * @param submission - the user's last one
 * @returns undefined where the update went to its account, or nowhere
 */
export function misdirectedUpdateOf(
    { target, ledger }: { readonly target: TargetUsers; readonly ledger: Pick<Ledger, 'digest'> },
    { profile: { email }, sourceUserId }: Pick<SourceUser, 'profile' | 'sourceUserId'>,
    known: LedgerRecord | undefined,
    submission: SubmissionState | undefined,
): MisdirectedUpdate | undefined {
    if (known?.targetId === undefined || submission?.upsert !== true || !UNVERIFIED.has(known.status)) return undefined;
    const digest = (text: string) => ledger.digest(text);
    const meant = known.targetId;
    const isOther = (account: TargetUser | undefined) =>
        account !== undefined &&
        !isSameDigest(meant, digest(account.ownId)) &&
        !isSameDigest(meant, digest(account.userId));
    const remembering = target.byRememberedId(sourceUserId);
    const holder = typeof email === 'string' ? target.byEmail(email) : undefined;
    const hasAll = (account: TargetUser) =>
        !differingFields(known.fields, digestFields(account.profile, digest)).some((field) =>
            known.written.includes(field),
        );
    const account = [remembering, holder !== undefined && hasAll(holder) ? holder : undefined].find(isOther);
    const created = createdWithin(submission);
    if (account === undefined || created === undefined) return undefined;
    const createdAt = Date.parse(String(account.profile['created_at']));
    // Made after the job: somebody has made the account again.
    if (createdAt > created.until) return undefined;
    return { account, isMadeByJob: createdAt >= created.from && !wasTouched(account.profile) };
}
