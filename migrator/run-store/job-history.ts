import type { RunState, SubmissionState } from './run-state.ts';

/** One import job of a run. */
export interface JobRow {
    readonly pass: number;
    /** Number of the submission. */
    readonly name: string;
    readonly jobId: string;
    readonly users: number;
    /** Milliseconds since the Unix epoch. */
    readonly submittedAt: number;
    readonly endedAt: number;
    readonly inserted: number;
    readonly updated: number;
    readonly refused: number;
    readonly polls: number;
}

/** A stretch of time of a run. */
export interface Interval {
    /** Milliseconds since the start of the first job. */
    readonly startMs: number;
    readonly usersPerSecond: number;
    /** Import jobs at once, on average. */
    readonly jobs: number;
}

/** Lists the import jobs of a run that have ended, in the order of their submission. */
export function jobsOf({ submissions }: Pick<RunState, 'submissions'>): readonly JobRow[] {
    return [...submissions.values()].flatMap(rowOf).sort((a, b) => a.submittedAt - b.submittedAt);
}

/** Cuts the time of the jobs into even intervals, a job's users spread evenly over its own time. */
export function intervalsOf(jobs: readonly JobRow[], count: number): readonly Interval[] {
    const start = jobs.reduce((least, { submittedAt }) => Math.min(least, submittedAt), Number.POSITIVE_INFINITY);
    const end = jobs.reduce((most, { endedAt }) => Math.max(most, endedAt), Number.NEGATIVE_INFINITY);
    if (!(end > start)) return [];
    const lengthMs = (end - start) / count;
    return Array.from({ length: count }, (_, index) => {
        const [from, to] = [start + index * lengthMs, start + (index + 1) * lengthMs];
        let users = 0;
        let busyMs = 0;
        for (const job of jobs) {
            const shared = Math.max(0, Math.min(to, job.endedAt) - Math.max(from, job.submittedAt));
            busyMs += shared;
            users += (job.users * shared) / Math.max(1, job.endedAt - job.submittedAt);
        }
        return { startMs: index * lengthMs, usersPerSecond: (users / lengthMs) * 1000, jobs: busyMs / lengthMs };
    });
}

function rowOf({
    submission,
    pass,
    jobId,
    acceptedAt,
    endedAt,
    users,
    summary,
    refused,
    polls,
}: SubmissionState): JobRow[] {
    if (jobId === undefined || acceptedAt === undefined || endedAt === undefined) return [];
    return [
        {
            pass,
            name: String(submission),
            jobId,
            users,
            submittedAt: Date.parse(acceptedAt),
            endedAt: Date.parse(endedAt),
            inserted: summary?.inserted ?? 0,
            updated: summary?.updated ?? 0,
            refused: summary?.failed ?? refused ?? 0,
            polls: polls ?? 0,
        },
    ];
}
