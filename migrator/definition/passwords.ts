import { z } from 'zod';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const HOUR_MS = 60 * 60_000;
/** A day begins first at the date line, in UTC+14. */
const EARLIEST_DAY_MS = 14 * HOUR_MS;
/** An export takes its time, and clocks differ. */
const MARGIN_MS = HOUR_MS;

/**
 * Checks `passwords` of a definition.
 *
 * @internal
 */
export const passwordsSchema = z.strictObject({
    hashExport: z.string().min(1).optional(),
    hashExportedAt: z
        .string()
        .refine(
            (text) => (DAY.test(text) || MOMENT.test(text)) && !Number.isNaN(Date.parse(text)),
            'expected a day such as 2026-11-21, or a moment with its time zone such as 2026-11-21T09:30:00Z',
        )
        .optional(),
    privateKey: z
        .string()
        .min(1)
        .refine(
            (path) => !path.includes('-----BEGIN'),
            'expected the path of a file; a definition never contains the key itself',
        )
        .optional(),
    whenMissing: z.enum(['refuse', 'reset', 'lazy']),
    whenOutdated: z.enum(['missing', 'use']).default('missing'),
    whenChanged: z.enum(['report', 'reset']).default('report'),
});

/**
 * Gives the moment before which the hash export can not have been made, whatever the time zone of the day and the clocks of the people.
 *
 * @param hashExportedAt - as the definition says it
 * @returns milliseconds since the Unix epoch
 */
export function earliestExportOf(hashExportedAt: string): number {
    return Date.parse(hashExportedAt) - (DAY.test(hashExportedAt) ? EARLIEST_DAY_MS : MARGIN_MS);
}
