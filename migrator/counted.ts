// Made once: a page of a large run has tens of thousands of numbers.
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SMALL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** Writes a number for a person: `1,234,567`, or `1.5` where it is small. */
export function grouped(number: number): string {
    return (number < 10 ? SMALL : WHOLE).format(number);
}

/**
 * Writes a number with what it counts: `1 user`, `2 users`.
 *
 * @param plural - where it is more than an `s`
 */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
    return `${grouped(number)} ${number === 1 ? noun : plural}`;
}

/** Writes how many there are for each reason: `LINKED 1, NOT_COPIED 2`. */
export function reasonsText(counts: Readonly<Record<string, number>>): string {
    return Object.entries(counts)
        .map(([reason, number]) => `${reason} ${grouped(number)}`)
        .join(', ');
}
