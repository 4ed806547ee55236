import type { BatchState, RunState } from '../run-store/run-state.ts';

/** One import job of a run. */
export interface JobRow {
    /** The batch, and the part of it where it was sent in parts. */
    readonly name: string;
    readonly jobId: string;
    readonly users: number;
    /** Milliseconds since the Unix epoch. */
    readonly submittedAt: number;
    readonly endedAt: number;
    readonly inserted: number;
    readonly updated: number;
    readonly refused: number;
    readonly looks: number;
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
export function jobsOf({ batches, parts }: Pick<RunState, 'batches' | 'parts'>): readonly JobRow[] {
    const named: [string, BatchState][] = [...batches].map(([number, state]) => [String(number), state]);
    return [...named, ...parts]
        .flatMap(([name, state]) => rowOf(name, state))
        .sort((a, b) => a.submittedAt - b.submittedAt);
}

/** Cuts the time of the jobs into even intervals, a job's users spread evenly over its own time. */
export function intervalsOf(jobs: readonly JobRow[], count: number): readonly Interval[] {
    const start = Math.min(...jobs.map(({ submittedAt }) => submittedAt));
    const end = Math.max(...jobs.map(({ endedAt }) => endedAt));
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

function rowOf(name: string, state: BatchState): JobRow[] {
    const { jobId, submittedAt, endedAt = state.finishedAt, users, summary, rejected, looks = 0 } = state;
    if (jobId === undefined || submittedAt === undefined || endedAt === undefined) return [];
    return [
        {
            name,
            jobId,
            users,
            submittedAt: Date.parse(submittedAt),
            endedAt: Date.parse(endedAt),
            inserted: summary?.inserted ?? 0,
            updated: summary?.updated ?? 0,
            refused: summary?.failed ?? rejected.length,
            looks,
        },
    ];
}
