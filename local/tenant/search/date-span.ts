/** The time that a date stands for, in milliseconds since 1970: a day is 24 hours long, a year is a year. */
export interface DateSpan {
    from: number;
    /** The first moment that is no longer part of it. */
    to: number;
}

const DATE =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?)?)?$/;
// Of a day and everything shorter.
const LENGTHS_MS = [86_400_000, 3_600_000, 60_000, 1000, 1];
const PARTS = { year: 0, month: 1, day: 2, milliseconds: 6 };

/** Reads a date of a query, such as `2020`, `2020-05`, `2020-05-01` or `2020-05-01T10:00`; `undefined` for what is none. */
export function dateSpan(text: string): DateSpan | undefined {
    const match = DATE.exec(text);
    if (match === null) return undefined;
    const groups: (string | undefined)[] = match.slice(1);
    const given = groups.slice(0, PARTS.milliseconds + 1).map((part, index) => {
        if (part === undefined) return undefined;
        return Number(index === PARTS.milliseconds ? part.padEnd(3, '0') : part);
    });
    const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = given;
    const local = Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds);
    // There is no 30th of February, and no 25th hour.
    const roundTrip = new Date(local);
    if (roundTrip.getUTCMonth() !== month - 1 || roundTrip.getUTCDate() !== day || minutes > 59 || seconds > 59)
        return undefined;
    const [sign, offsetHours = 0, offsetMinutes = 0] = groups.slice(PARTS.milliseconds + 1);
    const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000 * (sign === '-' ? -1 : 1);
    const from = local - offsetMs;
    const precision = given.findLastIndex((part) => part !== undefined);
    if (precision === PARTS.year) return { from, to: Date.UTC(year + 1, 0) };
    if (precision === PARTS.month) return { from, to: Date.UTC(year, month) };
    return { from, to: from + (LENGTHS_MS[precision - PARTS.day] ?? 1) };
}
