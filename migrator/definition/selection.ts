import { z } from 'zod';
import type { UserRecord } from '../records/user-record.ts';

/** Checks `only` of a definition: a predicate, a share, or a file of e-mail addresses or IDs. */
export const selectionSchema = z.union([
    z.custom<(user: UserRecord) => boolean>((value) => typeof value === 'function'),
    z.strictObject({ share: z.number().gt(0).max(1) }),
    z.strictObject({ file: z.string().min(1) }),
]);

/** Which users of the source go. */
export type Selection = z.output<typeof selectionSchema>;
