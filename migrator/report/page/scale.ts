/** Marks along an axis, from 0 to the end or just before it. */
export interface Scale {
    /** The value at the end of the axis. */
    readonly end: number;
    readonly marks: readonly number[];
}

// Each with the shortest time that is counted in it.
const UNITS = [
    { unit: 'seconds', ms: 1_000, fromMs: 0 },
    { unit: 'minutes', ms: 60_000, fromMs: 180_000 },
    { unit: 'hours', ms: 3_600_000, fromMs: 10_800_000 },
] as const;

/**
 * Gives an axis that begins at 0, ends at a round number at or above the largest value, and has at most six marks more.
 *
 * @param leastStep - between two marks, such as 1 for what is counted
 */
export function scaleUpTo(largest: number, leastStep = 0): Scale {
    const step = Math.max(leastStep, roundStep(largest, [1, 2, 5, 10]));
    const count = Math.max(1, Math.ceil(largest / step - 1e-6));
    return { end: count * step, marks: marksOf(step, count) };
}

/** Gives an axis of time, which ends where the time does. */
export function scaleOfTime(durationMs: number): Scale & { readonly unit: string } {
    const { unit, ms } = UNITS.findLast(({ fromMs }) => durationMs >= fromMs) ?? UNITS[0];
    const end = durationMs / ms;
    const step = roundStep(end, [1, 2, 3, 5, 10]);
    return { unit, end, marks: marksOf(step, Math.floor(end / step + 1e-9)) };
}

function roundStep(largest: number, rounds: readonly number[]): number {
    const rough = Math.max(largest, 1e-9) / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    return (rounds.find((round) => round * power >= rough - 1e-12) ?? 10) * power;
}

function marksOf(step: number, count: number): number[] {
    return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
