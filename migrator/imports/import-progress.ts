import type { Run } from '../run/run.ts';

type ProgressNeeds = Pick<Run, 'time' | 'limits' | 'onProgress'>;

/** Emits how the import of a run goes. */
export class ImportProgress {
    private readonly run: ProgressNeeds;
    private readonly total: number;
    private readonly startedAt: number;
    private done = 0;
    private doneHere = 0;
    private jobs = 0;

    constructor(run: ProgressNeeds, total: number) {
        this.run = run;
        this.total = total;
        this.startedAt = run.time.clock.now();
    }

    /** Records that a job takes a slot. */
    jobStarted(): void {
        this.jobs += 1;
        this.emit();
    }

    /** Records that a slot is free again. */
    jobEnded(): void {
        this.jobs -= 1;
        this.emit();
    }

    /** Records the users of a batch that is finished. */
    finish(users: number): void {
        this.done += users;
        this.doneHere += users;
        this.emit();
    }

    private emit(): void {
        const elapsedMs = this.run.time.clock.now() - this.startedAt;
        const usersPerSecond = this.doneHere === 0 ? undefined : (this.doneHere / Math.max(1, elapsedMs)) * 1000;
        this.run.onProgress({
            stage: 'import',
            done: this.done,
            total: this.total,
            jobsRunning: this.jobs,
            slots: this.run.limits.slots.size,
            ...(usersPerSecond === undefined
                ? {}
                : { usersPerSecond, remainingMs: ((this.total - this.done) / usersPerSecond) * 1000 }),
        });
    }
}
