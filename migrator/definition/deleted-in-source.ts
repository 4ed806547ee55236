import { z } from 'zod';

/**
 * Checks `deleted` of a definition.
 *
 * @internal
 */
export const deletedInSourceSchema = z
    .union([
        z.literal('report'),
        z.strictObject({
            policy: z.literal('delete'),
            confirm: z.string().min(1),
            maxDeletions: z.int().min(1),
        }),
    ])
    .default('report');
