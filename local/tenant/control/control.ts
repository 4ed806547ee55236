import type { CallCounts } from './call-counts.ts';
import type { MovableClock } from './movable-clock.ts';

/** What the control API works with, beside the tenant itself. */
export interface Control {
    readonly clock: MovableClock;
    readonly calls: CallCounts;
    /** Every endpoint of the tenant. */
    readonly endpoints: readonly string[];
    /** Makes the tenant what it was when it started. */
    reset(): Promise<void>;
    /** Adds the entries of a seed file to what is there. */
    seed(file: string): Promise<void>;
}
