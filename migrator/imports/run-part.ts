import type { BatchState } from '../run-store/run-state.ts';
import type { Run } from '../run/run.ts';
import type { TakenSlot } from './import-slots.ts';
import type { Job } from '../tenant/tenant.ts';
import type { RejectedUser } from '../users/rejected-user.ts';
import { rejectedUsersOf } from '../users/rejected-users.ts';
import { type EndedJob, followJob } from './follow-job.ts';
import type { ImportContext } from './import-context.ts';
import type { Part } from './part.ts';
import { type SubmittedJob, submitPart } from './submit-part.ts';

/** What the job of a part came to. */
export interface PartOutcome {
    /** Undefined where the target itself proved what was done. */
    readonly ended: (EndedJob & { readonly job: Job }) | undefined;
    readonly rejected: readonly RejectedUser[];
    /** Users that Auth0 counts as failed and does not name. */
    readonly unnamed: number;
    /** Whether the job failed as a whole without naming a user. */
    readonly failedAsWhole: boolean;
}

/**
 * Runs the import job of a part in a slot, or goes on with one that an earlier process began, and reads whom Auth0 refused.
 *
 * The slot is given back when the job is about to end: the next request needs a moment to arrive, and reading errors needs
 * no slot.
 */
export async function runPart(
    context: ImportContext,
    part: Part,
    known: BatchState | undefined,
    onJob?: () => void,
): Promise<PartOutcome> {
    const { run, progress, noMoreJobs } = context;
    let state = known;
    for (;;) {
        const slot = await run.importSlots.acquire(noMoreJobs);
        const release = once(slot);
        progress.jobStarted();
        let ended: EndedJob;
        try {
            const submitted = submittedBefore(state, run) ?? (await submitPart(context, part, state, slot.promise));
            if (submitted === undefined) return { ended: undefined, rejected: [], unnamed: 0, failedAsWhole: false };
            onJob?.();
            ended = await followJob(context, submitted, part.users.length, release);
        } finally {
            await release();
            progress.jobEnded();
        }
        const { job } = ended;
        if (job !== undefined) return { ended: { ...ended, job }, ...(await readRejected(context, part, job)) };
        // A forgotten job is an answer that was lost: what is there tells.
        state = { digest: part.digest, status: 'unknown', users: part.users.length, rejected: [] };
    }
}

function submittedBefore(state: BatchState | undefined, run: Run): SubmittedJob | undefined {
    if (state?.status !== 'submitted' || state.jobId === undefined) return undefined;
    return { jobId: state.jobId, submittedAt: Date.parse(state.submittedAt ?? '') || run.clock.now() };
}

async function readRejected(
    { run }: ImportContext,
    part: Part,
    job: Job,
): Promise<Pick<PartOutcome, 'rejected' | 'unnamed' | 'failedAsWhole'>> {
    if (job.status === 'completed' && job.summary?.failed === 0) {
        return { rejected: [], unnamed: 0, failedAsWhole: false };
    }
    const errors = await run.target.tenant.getJobErrors(job.id);
    const rejected = rejectedUsersOf(part, job, errors);
    if (job.status === 'failed') {
        return { rejected, unnamed: 0, failedAsWhole: rejected.every(({ codes }) => codes.includes('JOB_FAILED')) };
    }
    return { rejected, unnamed: Math.max(0, (job.summary?.failed ?? 0) - rejected.length), failedAsWhole: false };
}

function once(slot: TakenSlot): TakenSlot['release'] {
    let done: Promise<void> | undefined;
    return (promise) => (done ??= slot.release(promise));
}
