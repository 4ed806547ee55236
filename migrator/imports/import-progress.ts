import type { Run } from '../run/run.ts';

/** Tells the listener of a run how its import goes. */
export class ImportProgress {
    private readonly run: Run;
    private readonly total: number;
    private readonly startedAt: number;
    private done = 0;
    private doneHere = 0;
    private jobs = 0;

    constructor(run: Run, total: number) {
        this.run = run;
        this.total = total;
        this.startedAt = run.clock.now();
    }

    /** Notes users that an earlier process of the run has imported. */
    skip(users: number): void {
        this.done += users;
        this.tell();
    }

    /** Notes that a job takes a slot. */
    jobStarted(): void {
        this.jobs += 1;
        this.tell();
    }

    /** Notes that a slot is free again. */
    jobEnded(): void {
        this.jobs -= 1;
        this.tell();
    }

    /** Notes the users of a batch that is finished. */
    finish(users: number): void {
        this.done += users;
        this.doneHere += users;
        this.tell();
    }

    private tell(): void {
        const elapsedMs = this.run.clock.now() - this.startedAt;
        const usersPerSecond = this.doneHere === 0 ? undefined : (this.doneHere / Math.max(1, elapsedMs)) * 1000;
        this.run.onProgress({
            stage: 'import',
            done: this.done,
            total: this.total,
            jobsRunning: this.jobs,
            slots: this.run.importSlots.size,
            ...(usersPerSecond === undefined
                ? {}
                : { usersPerSecond, remainingMs: ((this.total - this.done) / usersPerSecond) * 1000 }),
        });
    }
}
