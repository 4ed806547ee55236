/** One line of a result: what was measured, its value, and whether its goal was reached; undefined where there is no goal. */
export type ResultRow = readonly [what: string, value: string, isReached: boolean | undefined];

/** Prints a result, and makes the command fail if a goal was missed. */
export function printRows(rows: readonly ResultRow[]): void {
    const width = Math.max(...rows.map(([what]) => what.length)) + 2;
    for (const [what, value, isReached] of rows)
        console.log(`${what.padEnd(width)}${value}${isReached === undefined ? '' : isReached ? '  ok' : '  MISSED'}`);
    if (rows.some(([, , isReached]) => isReached === false)) process.exitCode = 1;
}

/** Writes a number with its thousands apart. */
export function grouped(number: number): string {
    return number.toLocaleString('en-US');
}
