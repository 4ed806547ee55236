import { evidencePathOf, rememberedIdsOf, withRememberedId } from '../identity/remembered-id.ts';
import { connectionOf } from '../identity/target-index.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';

/**
 * Undoes a link, and writes the old ID back to the user who is separate again: Auth0 discards the metadata of a user who is linked to another one.
 *
 * Without it, a run that loses its folder would not know the user any more, and might make another one.
 *
 * @param user - the full ID of the primary in the target
 * @param secondary - the full ID of the one that was linked to it
 * @param sourceUserId - the full ID of that one in the source
 */
export async function unlinkUser(
    { target: { tenant, connection }, definition: { userIds } }: Pick<AssignmentNeeds, 'target' | 'definition'>,
    user: string,
    secondary: string,
    sourceUserId: string | undefined,
): Promise<void> {
    await tenant.unlinkUser(user, secondary);
    const path = evidencePathOf(userIds);
    // Where IDs are kept, the user's own says who it is.
    if (sourceUserId === undefined || userIds.policy !== 'regenerate' || path === undefined) return;
    const profile = await tenant.findUserById(secondary);
    if (profile === undefined || connectionOf(profile) !== connection.name) return;
    if (rememberedIdsOf(profile, path).length > 0) return;
    const { app_metadata: metadata } = withRememberedId({}, path, sourceUserId);
    await tenant.updateUser(secondary, { app_metadata: metadata });
}
