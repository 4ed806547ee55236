import { readRunState } from '../journal/run-state.ts';
import type {
    ClassifiedRejection,
    ImportedMigration,
    PlannedUser,
    ReconciledMigration,
    RejectedUser,
    UserRecord,
} from '../migration.ts';
import { type Run, stopIfAsked } from '../run.ts';
import { isSentUser } from '../users/sent-user.ts';

const LOOKUPS_AT_ONCE = 4;

/** Codes that can mean that the user is there, by an import of ours whose answer was lost. */
const LOOK_UP: ReadonlySet<string> = new Set(['DUPLICATED_USER', 'JOB_FAILED', 'CONFLICT', 'CONFLICT_EMAIL']);

/**
 * Finds out what the rejected users are: looks each one up in the target and judges by what is there.
 *
 * @throws {MigrationError} `TIME_BUDGET_SPENT`, `RUN_STOPPED`; what the tenant throws
 */
export async function reconcileUsers(run: Run, { plan, rejected }: ImportedMigration): Promise<ReconciledMigration> {
    const byLine = new Map(rejected.map((user) => [user.line, user]));
    const rejections: ClassifiedRejection[] = [];
    if (byLine.size === 0) return { plan, rejections };
    const startedAt = Date.parse(readRunState(run.journal.entries).passStartedAt ?? '');
    for await (const fates of plan.fates()) {
        const pairs = fates.flatMap((fate): [PlannedUser, RejectedUser][] => {
            const rejection = fate.fate === 'planned' ? byLine.get(fate.line) : undefined;
            return rejection === undefined || fate.fate !== 'planned' ? [] : [[fate, rejection]];
        });
        for (let at = 0; at < pairs.length; at += LOOKUPS_AT_ONCE) {
            stopIfAsked(run);
            const some = pairs.slice(at, at + LOOKUPS_AT_ONCE);
            rejections.push(
                ...(await Promise.all(some.map(([user, rejection]) => classify(run, user, rejection, startedAt)))),
            );
            run.onProgress({ stage: 'reconcile', done: rejections.length, total: byLine.size });
        }
    }
    return { plan, rejections };
}

async function classify(
    run: Run,
    user: PlannedUser,
    rejection: RejectedUser,
    startedAt: number,
): Promise<ClassifiedRejection> {
    if (!rejection.codes.some((code) => LOOK_UP.has(code))) return { ...rejection, class: 'refused' };
    const { tenant, connection } = run.target;
    const found = (await tenant.findUsersByEmail(user.user.email)).find((profile) => isOf(profile, connection.name));
    if (found === undefined) {
        return { ...rejection, class: rejection.codes.includes('DUPLICATED_USER') ? 'unexplained' : 'refused' };
    }
    return {
        ...rejection,
        class: isSentUser(found, user, run.definition.userIds, startedAt) ? 'imported' : 'existing',
    };
}

function isOf(profile: UserRecord, connection: string): boolean {
    const identities = profile['identities'];
    return (
        Array.isArray(identities) &&
        (identities as UserRecord[]).some((identity) => identity['connection'] === connection)
    );
}
