import type { TakenSlot } from '../locks/import-slots.ts';
import { changeRecords } from '../run-store/change-records.ts';
import type { Job } from '../tenant/jobs.ts';
import { type EndedJob, followJob } from './follow-job.ts';
import type { ImportContext } from './import-context.ts';
import { type LostFactors, recordLostFactors } from './lost-factors.ts';
import type { RejectedUser } from './rejected-user.ts';
import { rejectionsOf } from './rejected-users.ts';
import type { Submission } from './submission.ts';
import { submit } from './submit.ts';

/** What a submission came to. */
export interface SubmissionOutcome {
    readonly rejected: readonly RejectedUser[];
    /** Users that Auth0 counts as failed, or does not count at all, and does not name. */
    readonly unnamed: number;
    /** Whether the job failed as a whole, and nobody knows whom it imported. */
    readonly failedAsWhole: boolean;
    /** Users that are in the target without the factors that they brought. */
    readonly lostFactors: readonly LostFactors[];
    /** Auth0's words on a failed job. */
    readonly statusDetails?: string | undefined;
}

/**
 * Runs the import job of a submission in a slot, and reads whom Auth0 refused.
 *
 * The slot is given back when the job is about to end: the next request needs a moment to arrive, and reading errors needs
 * no slot.
 *
 * @param onJob - called when the submission has its job
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function runSubmission(
    context: ImportContext,
    submission: Submission,
    onJob?: () => void,
): Promise<SubmissionOutcome> {
    const { run, progress, noMoreJobs } = context;
    const slot = await run.limits.slots.acquire(noMoreJobs, () => {
        progress.slotRefused(submission);
    });
    const release = once(slot);
    const number = nextNumber(context);
    let jobId: string | undefined;
    let ended: EndedJob;
    try {
        const submitted = await submit(context, submission, number, slot.prediction);
        ({ jobId } = submitted);
        onJob?.();
        ended = await followJob(context, submitted, submission.users.length, (prediction) => {
            progress.slotPassedOn(submitted.jobId);
            return release(prediction);
        });
    } finally {
        await release();
        progress.jobEnded(submission, jobId);
    }
    const outcome = await outcomeOf(context, submission, ended.job);
    const refused = outcome.rejected.map(({ sourceUserId }) => sourceUserId);
    await changeRecords(run.store.ledger, refused, { status: 'refused' });
    const lost = await recordLostFactors(run, outcome.lostFactors);
    await run.store.journal.append({
        type: 'submission-finished',
        submission: number,
        failed: outcome.failedAsWhole,
        refused: outcome.rejected.length,
        ...lost,
        ...(ended.job?.summary === undefined ? {} : { summary: ended.job.summary }),
        endedAt: new Date(ended.endedAt).toISOString(),
        polls: ended.polls,
        at: new Date(run.time.clock.now()).toISOString(),
    });
    return outcome;
}

// The last number of each journal, also of a submission that is not written yet.
const numbers = new WeakMap<object, number>();

function nextNumber({ run }: ImportContext): number {
    const { journal } = run.store;
    const last = numbers.get(journal) ?? [...journal.state.submissions.keys()].reduce((a, b) => Math.max(a, b), 0);
    numbers.set(journal, last + 1);
    return last + 1;
}

// A job that the tenant has forgotten says nothing: the verification looks for everybody.
async function outcomeOf(
    context: ImportContext,
    submission: Submission,
    job: Job | undefined,
): Promise<SubmissionOutcome> {
    if (job === undefined) return { rejected: [], unnamed: 0, failedAsWhole: false, lostFactors: [] };
    const { summary, status, statusDetails } = job;
    const users = submission.users.length;
    const imported = (summary?.inserted ?? 0) + (summary?.updated ?? 0);
    if (status === 'completed' && summary?.failed === 0 && imported === users) {
        return { rejected: [], unnamed: 0, failedAsWhole: false, lostFactors: [] };
    }
    const errors = await context.run.target.tenant.jobs.getJobErrors(job.id);
    const { rejected, lostFactors } = rejectionsOf(submission, job, errors);
    if (status === 'failed') return { rejected, unnamed: 0, failedAsWhole: true, lostFactors, statusDetails };
    // A summary that does not add up hides somebody.
    const unnamed = Math.max(0, users - imported - rejected.length - lostFactors.length);
    return { rejected, unnamed, failedAsWhole: false, lostFactors };
}

function once(slot: TakenSlot): TakenSlot['release'] {
    let done: Promise<void> | undefined;
    return (prediction) => (done ??= slot.release(prediction));
}
