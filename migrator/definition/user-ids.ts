import { z } from 'zod';
import { metadataPath } from './metadata-path.ts';

/**
 * Checks `userIds` of a definition.
 *
 * @internal
 */
export const userIdsSchema = z
    .discriminatedUnion('policy', [
        z.strictObject({
            policy: z.literal('regenerate'),
            rememberAs: z.union([metadataPath, z.literal(false)]).default('app_metadata.previous_user_id'),
            rewrite: z
                .never(
                    "new IDs are not known before the import, so nothing can be rewritten; say 'prefix', or leave it out",
                )
                .optional(),
        }),
        z.strictObject({
            policy: z.literal('retain'),
            // Absent and not a default: the digest of a definition that was sent by before stays as it was.
            whenSameTenant: z.enum(['refuse', 'replace-source-users']).optional(),
        }),
        z.strictObject({
            policy: z.literal('prefix'),
            prefix: z
                .string()
                .max(100)
                .regex(/^[^\s|]+\|?$/, 'expected letters without white space, with one | at the end at most')
                // Auth0 puts `auth0|` before every ID by itself.
                .refine(
                    (prefix) => !prefix.startsWith('auth0|'),
                    'expected no auth0|: the IDs would begin with it twice',
                ),
            rewrite: z.array(metadataPath).default([]),
        }),
    ])
    .prefault({ policy: 'regenerate' });

/**
 * Tells whether the target shows whose an account is that became a user.
 *
 * Users write their `user_metadata` themselves, so an ID proves nothing there. Policies that keep IDs have a place of their own.
 */
export function hasEvidence(userIds: z.output<typeof userIdsSchema>): boolean {
    return userIds.policy !== 'regenerate' || isEvidence(userIds.rememberAs);
}

/** Tells whether users cannot write the place where their IDs are remembered. */
export function isEvidence(rememberAs: string | false): rememberAs is string {
    return rememberAs !== false && rememberAs.startsWith('app_metadata.');
}
