/** The stages in their order. */
export const STAGES = [
    'export',
    'decide',
    'update',
    'import',
    'reconcile',
    'attach',
    'verify',
    'decommission',
] as const;

/** One of the stages. */
export type StageName = (typeof STAGES)[number];

/** Where a run is. */
export interface Progress {
    /** The stage that works. */
    readonly stage: StageName;
    /** What is counted where it is not users: `assignments`, or users whose permissions are read. */
    readonly step?: 'assignments' | 'permissions read';
    /** Users that the stage is done with. */
    readonly done: number;
    /** Users that the stage has to do; undefined while that is not known. */
    readonly total: number | undefined;
    /** Users a second in this stage, where it is known. */
    readonly usersPerSecond?: number;
    /** Import jobs that run now. */
    readonly jobsRunning?: number;
    /** Import jobs that can run at once. */
    readonly slots?: number;
    /** Whether a file waits for an import slot that somebody else's job has. */
    readonly isWaitingForSlot?: true;
    /** Milliseconds that the stage will still take, where they can be told. */
    readonly remainingMs?: number;
}

/** Receives where a run is; may be called often. */
export type ProgressListener = (progress: Progress) => void;

/**
 * Says where a run is, in one line.
 *
 * @param ageMs - milliseconds since the progress was received; the time left is less by it, and unknown once it is over
 * @example import 120,400 of 200,000 · 812 users/s · 2 of 2 jobs · 1 min 38 s left
 *
 * @param progress - where the run is
 */
export function formatProgress(progress: Progress, ageMs = 0): string {
    const { stage, step, done, total, usersPerSecond, jobsRunning, slots, isWaitingForSlot, remainingMs } = progress;
    const counted = total === undefined ? `${count(done)} ${step ?? 'users'}` : `${count(done)} of ${count(total)}`;
    const parts = [`${stage} ${counted}${total === undefined || step === undefined ? '' : ` ${step}`}`];
    if (usersPerSecond !== undefined) parts.push(`${count(Math.round(usersPerSecond))} users/s`);
    if (jobsRunning !== undefined && slots !== undefined) parts.push(`${jobsRunning} of ${slots} jobs`);
    if (isWaitingForSlot === true) parts.push('waiting for an import slot: another import is running');
    // A job that takes longer than expected says nothing until it ends.
    if (remainingMs !== undefined && ageMs <= remainingMs)
        parts.push(`${formatDuration(Math.max(1000, remainingMs - ageMs))} left`);
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

const EMIT_EVERY_MS = 1_000;

/**
 * Passes progress on at most once a second, except the first and the last of a stage. What came too soon is passed on when the second is over,
 * unless something newer is.
 *
 * @param now - milliseconds since the Unix epoch
 * @param everyMs - @default 1000
 */
export function steadyProgress(
    listener: ProgressListener,
    now: () => number,
    everyMs: number = EMIT_EVERY_MS,
): ProgressListener {
    let stage: StageName | undefined;
    let emittedAt = Number.NEGATIVE_INFINITY;
    let timer: NodeJS.Timeout | undefined;
    let newest: Progress | undefined;
    const emit = (progress: Progress) => {
        clearTimeout(timer);
        timer = undefined;
        stage = progress.stage;
        emittedAt = now();
        listener(progress);
    };
    return (progress) => {
        const isLast = progress.total !== undefined && progress.done >= progress.total;
        const waitMs = emittedAt + everyMs - now();
        newest = progress;
        if (progress.stage !== stage || waitMs <= 0 || isLast) {
            emit(progress);
            return;
        }
        timer ??= setTimeout(() => {
            if (newest !== undefined) emit(newest);
        }, waitMs).unref();
    };
}
