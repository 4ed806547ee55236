import { isOfConnection } from '../imports/of-connection.ts';
import { deletionOf } from '../users/user-to-delete.ts';
import { deleteOne } from './delete-one.ts';
import type { HeldAssignments } from './held-assignments.ts';
import { type Look, look } from './look.ts';
import type { ReplacedUser, Replacement } from './replacement.ts';

/**
 * Deletes one user of the source whose copy was imported, after a look at both in this moment.
 *
 * - `replaced`: the copy has everything that was sent, and the user of the source was as its export showed it; it is gone
 * - `taken-back`: one of the two was not; the user of the source stays, and its copy is gone
 * - `stays`: the user of the source stays, and so does a copy that somebody has changed or logged in as
 *
 * @throws {MigrationError} `ID_STILL_TAKEN`; what the tenants throw
 */
export async function replaceOne(
    replacement: Replacement,
    user: ReplacedUser,
    held: HeldAssignments,
): Promise<'replaced' | 'taken-back' | 'stays'> {
    const { run, source, staying } = replacement;
    const { userId } = user.source;
    const seen = await look(replacement, user);
    if (seen.stays === undefined && seen.isAsSent) {
        const gone = { endpoint: source, user: user.source };
        const reason = await deleteOne(replacement, { userId, held }, gone, run.target);
        if (reason === undefined) return 'replaced';
        await staying.add([{ userId, reason }]);
        return 'stays';
    }
    if (seen.copy === undefined) {
        await refuse(replacement, user);
        await staying.add([{ userId, reason: seen.stays ?? 'NOT_COPIED' }]);
        return 'stays';
    }
    const isTakenBack = !seen.isTouched && (await takeBack(replacement, user, held, seen));
    const reason = seen.isTouched ? 'COPY_CHANGED' : (seen.stays ?? 'NOT_COPIED');
    await staying.add([{ userId, reason }]);
    return isTakenBack ? 'taken-back' : 'stays';
}

/**
 * Deletes a copy in the target that nobody has touched, so that its ID has the user of the source alone again.
 *
 * @returns false where the user of the source is gone: then its copy is all that is left of it, and stays
 * @throws {MigrationError} `ID_STILL_TAKEN`; what the tenants throw
 */
export async function takeBack(
    replacement: Replacement,
    user: ReplacedUser,
    held: HeldAssignments,
    seen: Look,
): Promise<boolean> {
    const { run, source } = replacement;
    const { userId } = user.source;
    if (seen.source === undefined) {
        // It may have another address now. A call by ID that reaches it proves that it is there.
        const profile = await run.target.tenant.findUserById(userId);
        if (profile === undefined || !isOfConnection(profile, source.connection.name)) return false;
    }
    const copy = { ...deletionOf(userId, seen.copy ?? {}), email: user.targetEmail };
    if ((await deleteOne(replacement, { userId, held }, { endpoint: run.target, user: copy }, source)) !== undefined)
        return false;
    await refuse(replacement, user);
    return true;
}

// The verification must not miss it in the target.
async function refuse({ run }: Replacement, { source: { userId } }: ReplacedUser): Promise<void> {
    const known = run.store.ledger.get(userId);
    if (known !== undefined) await run.store.ledger.append([[userId, { ...known, status: 'refused' }]]);
}
