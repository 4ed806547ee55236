/** The stages in their order. */
export type StageName = 'export' | 'transform' | 'import' | 'reconcile' | 'verify' | 'decommission';

/** Where a run is. */
export interface Progress {
    readonly stage: StageName;
    /** Users that the stage is done with. */
    readonly done: number;
    /** Users that the stage has to do; undefined while that is not known. */
    readonly total: number | undefined;
    /** Users a second in this stage, where it is known. */
    readonly usersPerSecond?: number;
    /** Import jobs that run now. */
    readonly jobsRunning?: number;
    /** Milliseconds that the stage will still take, where they can be told. */
    readonly remainingMs?: number;
}

/** Hears where a run is; may be called often. */
export type ProgressListener = (progress: Progress) => void;

/**
 * Says where a run is, in one line.
 *
 * @example import 120,400 of 200,000 · 812 users/s · 2 jobs · 1 min 38 s left
 */
export function formatProgress(progress: Progress): string {
    const { stage, done, total, usersPerSecond, jobsRunning, remainingMs } = progress;
    const parts = [
        total === undefined ? `${stage} ${count(done)} users` : `${stage} ${count(done)} of ${count(total)}`,
    ];
    if (usersPerSecond !== undefined) parts.push(`${count(Math.round(usersPerSecond))} users/s`);
    if (jobsRunning !== undefined) parts.push(`${jobsRunning} ${jobsRunning === 1 ? 'job' : 'jobs'}`);
    if (remainingMs !== undefined) parts.push(`${formatDuration(remainingMs)} left`);
    return parts.join(' · ');
}

/** Says a length of time as a person would. */
export function formatDuration(ms: number): string {
    const seconds = Math.ceil(ms / 1000);
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function count(number: number): string {
    return number.toLocaleString('en-US');
}
