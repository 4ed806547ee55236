import { forgetOlderAssignments } from '../assignments/older-assignments.ts';
import { isMigrationError } from '../errors.ts';
import { followJob } from '../imports/follow-job.ts';
import { pollScheduleOf } from '../imports/import-context.ts';
import { findLostFactors, recordLostFactors } from '../imports/lost-factors.ts';
import type { ReplacementNeeds } from '../replacement/replacement.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { settleReplacement } from '../replacement/settle-replacement.ts';
import type { SubmissionState } from '../run-store/run-state.ts';

/** A request without an answer is waited for no longer than this: what its job did later is seen by the verification. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Settles what an earlier attempt left in flight, so that the exports of this one show all that it did.
 *
 * Import jobs that Auth0 has taken are followed to their end. A request that got no answer may have made a job, so the time of a job
 * is waited for. A ledger of assignments that is older than the journal is forgotten. Of each user it asks only
 * whether second factors were lost: the exports show who is there, and the ledger who was sent.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED` (both retryable); what the tenant throws
 */
export async function settleRun(run: ReplacementNeeds): Promise<void> {
    const { journal } = run.store;
    await forgetOlderAssignments(run);
    const open = [...journal.state.submissions.values()].filter(({ status }) => status !== 'finished');
    for (const submission of open) {
        run.time.stopIfAsked();
        const ended = await settle(run, submission);
        await journal.append({
            type: 'submission-finished',
            submission: submission.submission,
            refused: 0,
            ...ended,
            at: new Date(run.time.clock.now()).toISOString(),
        });
    }
    if (replacesSourceUsers(run)) await settleReplacement(run);
}

async function settle(run: ReplacementNeeds, { submission, jobId, acceptedAt, startedAt, users }: SubmissionState) {
    const schedule = pollScheduleOf(run.limits);
    const { clock } = run.time;
    if (jobId === undefined) {
        const sinceMs = Math.max(0, clock.now() - Date.parse(startedAt));
        const jobMs = Math.min(LONGEST_WAIT_MS, schedule.expectedMs(users));
        await run.time.sleep(Math.max(0, jobMs - sinceMs));
        return {};
    }
    // Its time by a clock that may have been another machine's: at the worst it is polled at once.
    const submittedAt = Math.min(clock.now(), Date.parse(acceptedAt ?? '') || clock.now());
    try {
        const { job, endedAt, polls } = await followJob({ run, schedule }, { jobId, submittedAt }, users);
        const lost = job === undefined ? [] : await findLostFactors(run, submission, job);
        return {
            ...(await recordLostFactors(run, lost)),
            failed: job?.status !== 'completed',
            endedAt: new Date(endedAt).toISOString(),
            polls,
            ...(job?.summary === undefined ? {} : { summary: job.summary }),
        };
    } catch (error) {
        // A job that cannot be asked about any more is over.
        if (isMigrationError(error) && error.code === 'REQUEST_REFUSED') return { failed: true };
        throw error;
    }
}
