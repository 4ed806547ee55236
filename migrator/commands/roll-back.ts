import { goesThroughTarget } from '../cutover/goes-through-target.ts';
import { enabledClients } from '../cutover/login-side.ts';
import { loginSides } from '../cutover/open-sides.ts';
import { refuseDeleteScript } from '../decommission/refuse-delete-script.ts';
import { StayingUsers } from '../decommission/staying-users.ts';
import { MigrationError } from '../errors.ts';
import { evidencePathOf } from '../identity/remembered-id.ts';
import { openTargetIndex } from '../identity/target-index.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { replacesSourceUsers } from '../replacement/replaces-source-users.ts';
import { refreshReport } from '../report/refresh-report.ts';
import { listRemovable } from '../rollback/list-removable.ts';
import { removeUsers } from '../rollback/remove-users.ts';
import { listRestorable, restoreUsers } from '../rollback/restore-users.ts';
import { chooseSettings } from '../run/choose-settings.ts';
import type { ConnectionEndpoint, SourceEndpoint } from '../run/endpoints.ts';
import { budgetOf, type CheckedRun, checkRun, openRun } from '../run/open-run.ts';
import { refuseOtherName } from '../run/refuse-other-name.ts';
import { artifactName, type Run } from '../run/run.ts';
import type { MigrationSettings } from '../run/settings.ts';
import { endOrAbort } from '../run-store/artifact-writer.ts';
import { readJournalState } from '../run-store/folder/file-journal.ts';
import { openFolderStore } from '../run-store/folder/folder-store.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';
import { noRun } from '../run-store/no-run.ts';
import type { RunState } from '../run-store/run-state.ts';
import { settleRun } from '../stages/1-settle.ts';
import { exportUsers } from '../stages/2-export.ts';

/** What a rollback needs to know. */
export interface RollbackSettings
    extends Omit<MigrationSettings, 'phase' | 'decommission' | 'approvedPlan' | 'eventsFile'> {
    /** The name of the target connection: without it nothing is removed, and the rollback is a plan. */
    readonly confirm?: string | undefined;
}

/** What a rollback removed, or would remove. */
export interface Rollback {
    /** Users that this run created and that nobody has changed or logged in as since. */
    readonly removable: number;
    /** Users that were removed; `0` for a plan. */
    readonly removed: number;
    /** Accounts that were in the target before the run and still have values that it wrote. */
    readonly restorable: number;
    /** Accounts that got back what they had; `0` for a plan. */
    readonly restored: number;
    /** Other users of the run in the target, by the reason why they stay. */
    readonly kept: Counts;
    /** Where the list of those lies; personal data. */
    readonly keptArtifact: string;
}

/**
 * Removes the users from the target that a run created and that nobody has changed or logged in as since; everybody else stays and is listed.
 *
 * Accounts that were there before get back what updates replaced, as far as nobody has changed it since. A later copy sends the removed users again.
 *
 * @param settings - the migration, and the confirmation
 * @throws {MigrationError} `RUN_NOT_FOUND`; `NOT_CONFIRMED` for the name of another connection; `ROLLBACK_REFUSED` while logins go through the
 * target or cannot go through the source, after users of the source were deleted, or where a Delete script of the target may delete them elsewhere;
 * `MISSING_SCOPES` where nobody can see if there is one; what opening a run and the tenants throw
 */
export async function rollBack(settings: RollbackSettings): Promise<Rollback> {
    const chosen = chooseSettings(settings);
    const checked = await checkRun(chosen);
    const { id, clock, source, target } = checked;
    const folder = runFolderOf(chosen, id);
    const known = await readJournalState(folder);
    if (known?.start === undefined) throw noRun(folder);
    if (replacesSourceUsers(checked)) throw sourceIsGone();
    refuseRollback(known, settings.confirm, target.connection.name);
    await refuseDeleteScript(target, { code: 'ROLLBACK_REFUSED', outcome: 'Nothing was removed.' });
    await refuseClosedSource(source);
    await refuseCutOver(checked, known);
    const { run, close } = await openRun(checked, budgetOf(chosen), (_runId, start) =>
        openFolderStore(folder, start, new Date(clock.now()).toISOString()),
    );
    try {
        await settleRun(run);
        return await removeOrPlan(run, settings.confirm !== undefined);
    } finally {
        await close();
    }
}

function sourceIsGone(): MigrationError {
    return new MigrationError(
        'ROLLBACK_REFUSED',
        'Users of the source were deleted because they are in the target, so removing them there would lose them. Nothing was removed.',
    );
}

function refuseRollback(
    { switched, decommission, replacement }: RunState,
    confirm: string | undefined,
    target: string,
): void {
    if (decommission !== undefined || replacement !== undefined) {
        throw sourceIsGone();
    }
    if (switched?.to === 'target') throw goesThrough(target);
    refuseOtherName(confirm, target, 'Nothing was removed.');
}

// Somebody may have switched by hand, or the run's folder may be older than the switch.
async function refuseClosedSource(source: SourceEndpoint): Promise<void> {
    if (source.kind === 'file') return;
    const { tenant, connection } = source;
    const enabled = await enabledClients(source);
    if (enabled.size > 0) return;
    throw new MigrationError(
        'ROLLBACK_REFUSED',
        `No client is enabled for ${connection.name} (${tenant.domain}), so nobody could log in without their user in the target. Nothing was removed. ` +
            'Enable the clients that people log in with for it, then run again.',
    );
}

// The source may be open for other clients than those that people log in with.
async function refuseCutOver(
    { source, target }: Pick<CheckedRun, 'source' | 'target'>,
    { switchedClients: clients }: RunState,
): Promise<void> {
    if (clients !== undefined && (await goesThroughTarget(loginSides({ source, target }, { clients }))))
        throw goesThrough(target.connection.name);
}

function goesThrough(target: string): MigrationError {
    return new MigrationError(
        'ROLLBACK_REFUSED',
        `Logins go through ${target}, and nobody could log in without their user there. Nothing was removed. Run \`up\` with \`phase: 'copy'\` first, ` +
            'which switches back.',
    );
}

async function refuseWithoutUpdates({ tenant }: ConnectionEndpoint): Promise<void> {
    if ((await tenant.grantedScopes()).includes('update:users')) return;
    throw new MigrationError(
        'MISSING_SCOPES',
        `The application of the target tenant ${tenant.domain} lacks update:users, and there are accounts to restore. Nothing was changed. Grant it under ` +
            'Applications > APIs > Auth0 Management API, then run again.',
    );
}

async function removeOrPlan(run: Run, isConfirmed: boolean): Promise<Rollback> {
    const { store, time, target, definition } = run;
    const now = () => new Date(time.clock.now()).toISOString();
    const pass = { number: store.journal.state.pass + 1, startedAt: now(), isFirstOfAttempt: true };
    const exported = await exportUsers(run, pass);
    const nameOf = (name: string) => artifactName(pass.number, name);
    const [removals, restores, keptArtifact] = [
        nameOf('removals.ndjson'),
        nameOf('restores.ndjson'),
        nameOf('kept.ndjson'),
    ];
    const kept = new StayingUsers(store.artifacts, keptArtifact);
    let [removable, removed, restorable, restored] = [0, 0, 0, 0];
    const index = await openTargetIndex({
        ...{ artifacts: store.artifacts, artifact: exported.target.artifact, users: exported.target.users },
        connection: target.connection.name,
        evidencePath: evidencePathOf(definition.userIds),
        digest: (text) => store.ledger.digest(text),
    });
    try {
        await endOrAbort([kept], async () => {
            const listed = await listRestorable(run, index, restores, kept);
            ({ restorable } = listed);
            if (restorable > 0) await refuseWithoutUpdates(target);
            removable = await listRemovable(run, exported.source.artifact, {
                index,
                restorable: listed,
                artifact: removals,
                kept,
            });
            // A later pass must not take these for the target as it will be then.
            for (const { artifact } of [exported.source, exported.target]) await store.artifacts.remove(artifact);
            if (isConfirmed) {
                await store.journal.append({ type: 'rollback-started', users: removable + restorable, at: now() });
                removed = await removeUsers(run, removals, kept);
                restored = await restoreUsers(run, restores, kept);
                await store.journal.append({ type: 'rollback-completed', users: removed + restored, at: now() });
                await refreshReport(run);
            }
        });
    } finally {
        index.close();
        for (const list of [removals, restores]) await store.ephemeral.remove(list);
    }
    return {
        removable,
        removed,
        restorable,
        restored,
        kept: kept.byReason,
        keptArtifact: store.artifacts.locate(keptArtifact),
    };
}
