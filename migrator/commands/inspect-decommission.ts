import { checkDecommissionScopes } from '../checks/scopes.ts';
import { asksSource } from '../decommission/asks-source.ts';
import { refuseDecommission } from '../decommission/refuse-decommission.ts';
import { isMigrationError, type MigrationError } from '../errors.ts';
import { inspectRun } from '../run/inspected-run.ts';
import type { MigrationSettings } from '../run/settings.ts';

/** What a decommissioning would delete, found out without changing anything. */
export interface DecommissionInspection {
    /** Users of the source now, by search. */
    readonly sourceUsers: number;
    /** Users that the run knows to be in the target: no more than these are deleted. */
    readonly verifiedUsers: number;
    /** Users that earlier attempts have deleted. */
    readonly deleted: number;
    /** Users that the last attempt left in the source, with reasons: another one tries them again. */
    readonly staying: number;
    /** Whether an attempt has come to its end, and nobody stayed who is still there. */
    readonly isDone: boolean;
    /** Whether the import mode of the target still asks the source, where no client is enabled any more. */
    readonly isAskedByImportMode: boolean;
    /** Everything that forbids the deletion. */
    readonly refusals: readonly MigrationError[];
}

const NOTHING = { sourceUsers: 0, verifiedUsers: 0, deleted: 0, staying: 0, isAskedByImportMode: false, isDone: false };

/**
 * Looks whether the source may be decommissioned, and what would be deleted.
 *
 * @param settings - the migration, and what to delete
 */
export async function inspectDecommission(
    settings: Pick<
        MigrationSettings,
        'runId' | 'runsFolder' | 'projectFolder' | 'definitionPath' | 'source' | 'target' | 'decommission'
    >,
): Promise<DecommissionInspection> {
    try {
        const { source, target, state, loaded, progress, sourceUsers = 0 } = await inspectRun(settings);
        const known = await refuseDecommission(settings.decommission, {
            source,
            state,
            definitionDigest: loaded.digest,
        });
        await checkDecommissionScopes(known.tenant, settings.decommission);
        const { deleted = 0, staying = 0, isCompleted = false } = state?.decommission ?? {};
        return {
            ...{ sourceUsers, deleted, staying, refusals: [] },
            verifiedUsers: Math.max(0, (progress?.moved ?? 0) - deleted),
            isAskedByImportMode: await asksSource(target, known),
            isDone: isCompleted && (staying === 0 || sourceUsers === 0),
        };
    } catch (error) {
        if (!isMigrationError(error)) throw error;
        return { ...NOTHING, refusals: [error] };
    }
}
