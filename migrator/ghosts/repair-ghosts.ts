import { isMigrationError } from '../errors.ts';
import type { ImportContext } from '../imports/import-context.ts';
import { journaledPart } from '../imports/journaled-part.ts';
import { partOf } from '../imports/part.ts';
import type { ClassifiedRejection } from '../migration.ts';
import { stopIfAsked } from '../run/run.ts';
import type { PlannedUser } from '../users/user-fate.ts';
import { classifyRejection, keysOf } from './classify-rejection.ts';

/** A ghost, with the user that it keeps out of the target. */
export interface Ghost {
    readonly user: PlannedUser;
    readonly rejection: ClassifiedRejection;
    /** Whether some user of the tenant has the ID that a delete by ID would hit. */
    readonly isIdTaken: boolean;
}

/**
 * Removes ghosts in the order that Auth0 documents, and imports their users again.
 *
 * Delete by ID where the ID is known and nobody else of the tenant has it; delete the connection's user by e-mail address;
 * import again; look the user up as proof. A run that is killed in between finds the same ghosts again, and whoever was
 * deleted is imported then. A ghost that cannot be repaired stays one, and the others go on.
 *
 * @returns one classification a ghost: `repaired`, or `ghost` with what went wrong
 * @see https://auth0.com/docs/manage-users/user-migration/configure-automatic-migration-from-your-database (read 2026-08-20)
 */
export async function repairGhosts(context: ImportContext, ghosts: readonly Ghost[]): Promise<ClassifiedRejection[]> {
    const { run } = context;
    const { tenant, connection } = run.target;
    const failed = new Map<number, string>();
    for (const { user, isIdTaken } of ghosts) {
        stopIfAsked(run);
        await run.journal.append({
            type: 'ghost-deleting',
            line: user.line,
            at: new Date(run.clock.now()).toISOString(),
        });
        try {
            const { userId, email } = keysOf(user);
            if (userId !== undefined && !isIdTaken) await tenant.deleteUser(userId);
            await tenant.deleteConnectionUser(connection.id, email);
        } catch (error) {
            if (!isMigrationError(error) || error.retryable) throw error;
            failed.set(user.line, `it could not be deleted (${error.code})`);
        }
    }
    const deleted = ghosts.filter(({ user }) => !failed.has(user.line));
    let number = 0;
    for (const users of packed(
        deleted.map(({ user }) => user),
        run.maxImportFileBytes,
    )) {
        number += 1;
        const { rejected } = await journaledPart(
            context,
            partOf({ number: 0, upsert: false }, `repair-${number}`, users),
        );
        for (const { line, codes } of rejected) failed.set(line, `its import was refused again (${codes.join(', ')})`);
    }
    const outcomes: ClassifiedRejection[] = [];
    for (const { user, rejection } of ghosts) {
        const problem = failed.get(user.line);
        const proof = problem === undefined ? await classifyRejection(run, user, rejection, () => false) : undefined;
        outcomes.push(
            proof?.class === 'imported'
                ? {
                      ...rejection,
                      class: 'repaired',
                      evidence: [...rejection.evidence, 'deleted, imported again and found'],
                  }
                : { ...rejection, evidence: [...rejection.evidence, problem ?? 'it was not found after its repair'] },
        );
    }
    return outcomes;
}

function* packed(users: readonly PlannedUser[], maxBytes: number): Generator<PlannedUser[]> {
    let some: PlannedUser[] = [];
    let bytes = 2;
    for (const user of users) {
        const size = Buffer.byteLength(JSON.stringify(user.user)) + 2;
        if (some.length > 0 && bytes + size > maxBytes) {
            yield some;
            [some, bytes] = [[], 2];
        }
        some.push(user);
        bytes += size;
    }
    if (some.length > 0) yield some;
}
