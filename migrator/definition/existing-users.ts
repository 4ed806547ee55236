import { z } from 'zod';

const conflicts = z.enum(['keep-target', 'take-source', 'exclude']);

/**
 * Checks `existingUsers` of a definition: a word, or an object with the rule for values that differ.
 *
 * - `keep-target`: the value of the target stays
 * - `take-source`: the value of the source goes over it
 * - `exclude`: a user with such a value is left as it is, and listed
 *
 * @internal
 */
export const existingUsersSchema = z
    .union([
        z.enum(['skip', 'refuse', 'upsert']).transform((policy) => ({ policy })),
        z.literal('merge').transform((policy) => ({ policy, conflicts: 'keep-target' as const })),
        z.discriminatedUnion('policy', [
            z.strictObject({ policy: z.enum(['skip', 'refuse', 'upsert']) }),
            z.strictObject({ policy: z.literal('merge'), conflicts: conflicts.default('keep-target') }),
        ]),
    ])
    .prefault('skip');

/** What becomes of users whose e-mail address the target has. */
export type ExistingUsersPolicy =
    | { readonly policy: 'skip' | 'refuse' | 'upsert' }
    | { readonly policy: 'merge'; readonly conflicts: MergeConflictRule };

/** Tells whether accounts that only have a user's address may be updated. */
export function updatesAccounts({ policy }: ExistingUsersPolicy): boolean {
    return policy === 'upsert' || policy === 'merge';
}

/** Whose value stays where source and target differ. */
export type MergeConflictRule = 'keep-target' | 'take-source' | 'exclude';
