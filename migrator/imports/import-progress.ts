import type { Run } from '../run/run.ts';
import type { PollSchedule } from './poll-schedule.ts';
import type { Submission } from './submission.ts';

type ProgressNeeds = Pick<Run, 'time' | 'limits' | 'onProgress'>;

/** Speeds are averaged over this time. */
const MEASURED_MS = 60_000;
/** A request that is refused for less time was early: the slot is about to be free. */
const WAITS_AFTER_MS = 3_000;

/** An import job; times are milliseconds since the Unix epoch. */
interface TimedJob {
    readonly users: number;
    readonly submittedAt: number;
}

/** Emits how the import of a run goes, as far as the tenant's answers show it. */
export class ImportProgress {
    private readonly run: ProgressNeeds;
    private readonly total: number;
    private readonly schedule: Pick<PollSchedule, 'expectedMs'>;
    private done = 0;
    private firstJobAt: number | undefined;
    /** By job ID, in the order in which the tenant took them. */
    private readonly running = new Map<string, TimedJob>();
    /** Running jobs whose slots were passed on: each is over when the tenant takes one more job than it has slots. */
    private readonly leaving = new Set<string>();
    private ended: (TimedJob & { readonly endedAt: number })[] = [];
    /** Submissions without a slot, and since when. */
    private readonly waiting = new Map<Submission, number>();

    constructor(run: ProgressNeeds, total: number, schedule: Pick<PollSchedule, 'expectedMs'>) {
        this.run = run;
        this.total = total;
        this.schedule = schedule;
    }

    /** Records that a submission found no free slot: somebody else's jobs run, or one of ours has not ended yet. */
    slotRefused(submission: Submission): void {
        const since = this.waiting.get(submission) ?? this.now();
        this.waiting.set(submission, since);
        if (this.now() - since >= WAITS_AFTER_MS) this.emit();
    }

    /** Records that the tenant took the job of a submission. */
    jobAccepted(submission: Submission, jobId: string, submittedAt: number): void {
        this.waiting.delete(submission);
        this.firstJobAt ??= submittedAt;
        const [over] = this.leaving;
        if (over !== undefined && this.running.size >= this.run.limits.slots.size) this.end(over);
        this.running.set(jobId, { users: submission.users.length, submittedAt });
        this.emit();
    }

    /** Records that the slot of a job was passed on just before its end. */
    slotPassedOn(jobId: string): void {
        if (this.running.has(jobId)) this.leaving.add(jobId);
    }

    /** Records that the tenant no longer runs a job, or that a submission is given up. */
    jobEnded(submission: Submission, jobId: string | undefined): void {
        this.waiting.delete(submission);
        if (jobId !== undefined) this.end(jobId);
        this.emit();
    }

    /** Records the users of a batch that is finished. */
    finish(users: number): void {
        this.done += users;
        this.emit();
    }

    private end(jobId: string): void {
        const job = this.running.get(jobId);
        if (job === undefined) return;
        this.running.delete(jobId);
        this.leaving.delete(jobId);
        this.ended.push({ ...job, endedAt: this.now() });
    }

    private emit(): void {
        const now = this.now();
        const usersPerSecond = this.usersPerSecond(now);
        const isWaiting = [...this.waiting.values()].some((since) => now - since >= WAITS_AFTER_MS);
        const left = Math.max(0, this.total - this.done - this.imported(now));
        // While somebody else has every slot, nobody knows for how long.
        const isKnown = usersPerSecond > 0 && !(isWaiting && this.running.size === 0);
        this.run.onProgress({
            stage: 'import',
            done: this.done,
            total: this.total,
            jobsRunning: this.running.size,
            slots: this.run.limits.slots.size,
            ...(isWaiting ? { isWaitingForSlot: true } : {}),
            ...(isKnown ? { usersPerSecond, remainingMs: (left / usersPerSecond) * 1000 } : {}),
        });
    }

    /** Over the last minute; running jobs count as far as they are expected to be. */
    private usersPerSecond(now: number): number {
        if (this.firstJobAt === undefined) return this.run.limits.slots.size * (1000 / this.schedule.expectedMs(1));
        const from = Math.max(this.firstJobAt, now - MEASURED_MS);
        this.ended = this.ended.filter(({ endedAt }) => endedAt > from);
        const ended = this.ended.map((job) => partAfter(from, job, job.endedAt - job.submittedAt, job.endedAt));
        const running = [...this.running.values()].map((job) => partAfter(from, job, this.lengthOf(job, now), now));
        const users = [...ended, ...running].reduce((sum, part) => sum + part, 0);
        // In its first moment nothing has been measured: the jobs are taken at the speed that is expected of them.
        if (now - from < 1) return this.running.size * (1000 / this.schedule.expectedMs(1));
        return (users * 1000) / (now - from);
    }

    /** Users of running jobs that are expected to be in the target by now. */
    private imported(now: number): number {
        return [...this.running.values()]
            .map((job) => job.users * ((now - job.submittedAt) / this.lengthOf(job, now)))
            .reduce((sum, users) => sum + users, 0);
    }

    private lengthOf({ users, submittedAt }: TimedJob, now: number): number {
        return Math.max(1, this.schedule.expectedMs(users), now - submittedAt);
    }

    private now(): number {
        return this.run.time.clock.now();
    }
}

/** Users of a job that were imported from a time on, if it takes in users evenly. */
function partAfter(from: number, { users, submittedAt }: TimedJob, lengthMs: number, untilMs: number): number {
    const shownMs = Math.max(0, untilMs - Math.max(from, submittedAt));
    return lengthMs <= 0 ? users : (users * shownMs) / lengthMs;
}
