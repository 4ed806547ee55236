import type { Faults } from '../control/faults.ts';

/** What keeps a job from its end, because a fault was ordered. */
export interface Interruption {
    kind: 'fails' | 'never-ends';
    /** Users that the job still does. */
    afterUsers: number;
}

/**
 * Takes the fault that was ordered for a job, if there is one.
 *
 * @param route - the one that starts the job, as in the README's list of endpoints
 */
export function takeInterruption(faults: Faults, route: string): Interruption | undefined {
    const failure = faults.take('failed-job', route);
    if (failure !== undefined) return { kind: 'fails', afterUsers: failure.after_users ?? 0 };
    const standstill = faults.take('endless-job', route);
    if (standstill !== undefined) return { kind: 'never-ends', afterUsers: standstill.after_users ?? 0 };
    return undefined;
}
