import type { BatchState } from '../journal/run-state.ts';
import type { RejectedUser } from '../migration.ts';
import type { Job } from '../tenant/tenant.ts';
import { rejectedUsersOf } from '../users/rejected-users.ts';
import { type EndedJob, followJob } from './follow-job.ts';
import type { ImportContext } from './import-context.ts';
import type { Part } from './part.ts';
import { submitPart } from './submit-part.ts';

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
export async function runPart(context: ImportContext, part: Part, known: BatchState | undefined): Promise<PartOutcome> {
    const { run, progress, noMoreJobs } = context;
    let state = known;
    for (;;) {
        const release = once(await run.importSlots.acquire(noMoreJobs));
        progress.jobStarted();
        let ended: EndedJob;
        try {
            const resumed = state?.status === 'submitted' ? state : undefined;
            const jobId = resumed?.jobId ?? (await submitPart(context, part, state));
            if (jobId === undefined) return { ended: undefined, rejected: [], unnamed: 0, failedAsWhole: false };
            const submittedAt = Date.parse(resumed?.submittedAt ?? '') || run.clock.now();
            ended = await followJob(context, jobId, part.users.length, submittedAt, release);
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

function once(release: () => Promise<void>): () => Promise<void> {
    let done: Promise<void> | undefined;
    return () => (done ??= release());
}
