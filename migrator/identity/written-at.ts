import type { LedgerRecord } from '../run-store/ledger.ts';
import type { SubmissionState } from '../run-store/run-state.ts';
import { IMPORT_JOB_TIMEOUT_MS } from '../tenant/limits.ts';

type Sent = Pick<LedgerRecord, 'writtenAt'>;

/**
 * Gives when this migration wrote a user last, by the tenant's clock, in milliseconds since the Unix epoch.
 *
 * @param submission - the user's last one; undefined for one that was written by itself
 * @returns undefined for a user that was created and not written since
 */
export function writtenAtOf(known: Sent, submission: SubmissionState | undefined): number | undefined {
    // An import job creates users, and changes none.
    return submission !== undefined || known.writtenAt === 0 ? undefined : known.writtenAt;
}

/** Gives the time after which this migration has not written a user, by the tenant's clock; undefined where nobody knows. */
export function lastWrittenAtOf({ writtenAt }: Sent, submission: SubmissionState | undefined): number | undefined {
    return writtenAt === 0 ? createdWithin(submission)?.until : writtenAt;
}

/**
 * Gives when the source was as this migration wrote a user last: a long pass writes users hours after its snapshot of the source.
 *
 * @param sourceSnapshots - when they were taken, in milliseconds since the Unix epoch, the newest last
 * @returns undefined where nobody knows
 */
export function sourceSeenAtOf(
    known: Sent,
    submission: SubmissionState | undefined,
    sourceSnapshots: readonly number[],
): number | undefined {
    const decidedBefore = known.writtenAt === 0 ? Date.parse(submission?.startedAt ?? '') : known.writtenAt;
    return snapshotBefore(decidedBefore, sourceSnapshots) ?? lastWrittenAtOf(known, submission);
}

/** Gives the newest snapshot that was taken by a time, in milliseconds since the Unix epoch as both are; undefined where there was none. */
export function snapshotBefore(time: number, snapshots: readonly number[]): number | undefined {
    return snapshots.findLast((takenAt) => takenAt <= time);
}

/** Gives between when and when a submission can have made users, by the tenant's clock as far as it is known; no job works longer than two hours. */
export function createdWithin(submission: SubmissionState | undefined): { from: number; until: number } | undefined {
    if (submission === undefined) return undefined;
    const jobMadeAt = Date.parse(submission.tenantTime ?? submission.startedAt);
    // A request before may have made a job that nobody knows.
    const earlierMs =
        submission.isRepeated === true ? Date.parse(submission.acceptedAt ?? '') - Date.parse(submission.startedAt) : 0;
    const from = jobMadeAt - (submission.tenantTime === undefined ? 0 : Math.max(0, earlierMs || 0));
    const hasEnd = submission.endedAt !== undefined && submission.acceptedAt !== undefined;
    return { from, until: hasEnd ? endOf(submission) + POLL_MS : jobMadeAt + IMPORT_JOB_TIMEOUT_MS };
}

/** The end of a job is seen by a poll. */
const POLL_MS = 1_000;

function endOf({ tenantTime, startedAt, acceptedAt, endedAt }: SubmissionState): number {
    const tookMs = Date.parse(endedAt ?? '') - Date.parse(acceptedAt ?? '');
    // If nobody saw the job end, any write since it began counts as somebody else's.
    return Date.parse(tenantTime ?? startedAt) + (Number.isNaN(tookMs) ? 0 : tookMs);
}
