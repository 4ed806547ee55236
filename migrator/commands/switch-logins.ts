import { type LoginSide, otherSide } from '../cutover/login-side.ts';
import { openOrganizations } from '../cutover/open-organizations.ts';
import { loginSides } from '../cutover/open-sides.ts';
import { refuseDeletedSource, refuseReturn } from '../cutover/refuse-return.ts';
import { refuseStrandedClients } from '../cutover/refuse-stranded-clients.ts';
import { refuseUnknownCutover } from '../cutover/refuse-unknown-cutover.ts';
import { closeSide, openSide } from '../cutover/switch-clients.ts';
import type { SwitchSettings } from '../cutover/switch-settings.ts';
import { MigrationError } from '../errors.ts';
import { refreshReport } from '../report/refresh-report.ts';
import { chooseSettings } from '../run/choose-settings.ts';
import { describeEndpoint } from '../run/endpoints.ts';
import { budgetOf, checkRun, openRun } from '../run/open-run.ts';
import type { Run } from '../run/run.ts';
import { openFolderStore } from '../run-store/folder/folder-store.ts';
import { runFolderOf } from '../run-store/folder/run-folders.ts';
import type { EndpointRole } from '../run-store/journal-entry.ts';

/** What a step of a cut-over changed, or would change. */
export interface SwitchedLogins {
    /** IDs of the clients that were enabled, or disabled. */
    readonly clients: readonly string[];
    /** Names of the organizations that got the target connection. */
    readonly organizations: readonly string[];
}

/**
 * Opens the side of a migration that logins are to go through: enables its clients, and reads them back. The other side stays open. Where resources
 * enable the clients next, it only refuses what must not be.
 *
 * It can be repeated, and finishes what a killed cut-over has begun.
 *
 * @param settings - the clients, and the side that logins should go through
 * @throws {MigrationError} `NOT_VERIFIED` when logins are to go through the target, and the last pass by this definition was not verified;
 * `SOURCE_USERS_DELETED` when they are to go through a source again whose users were deleted; `LOGINS_SWITCHED_ELSEWHERE`; `CLIENTS_WITHOUT_CONNECTION`; `CLIENTS_NOT_SWITCHED`; what opening a run throws
 */
export async function openLogins(settings: SwitchSettings): Promise<SwitchedLogins> {
    return await withSides(settings, async (run, sides) => {
        refuseUnverified(run, settings.to);
        await record(run, 'switch-started', settings);
        if (settings.isOpenedBetween === true) return { clients: [], organizations: [] };
        const side = sides[settings.to];
        const { source, target } = sides;
        const organizations =
            settings.to === 'target' && source !== undefined ? await openOrganizations(source, target) : [];
        return { clients: side === undefined ? [] : await openSide(side, run.time), organizations };
    });
}

/**
 * Closes the other side: disables its clients once it has seen the first side open, and reads them back.
 *
 * @param settings - the clients, and the side that logins go through
 * @throws {MigrationError} `SOURCE_USERS_DELETED`, `LOGINS_SWITCHED_ELSEWHERE`, `CLIENTS_WITHOUT_CONNECTION`, `CLIENTS_NOT_SWITCHED`; what opening a run throws
 */
export async function closeLogins(settings: SwitchSettings): Promise<SwitchedLogins> {
    return await withSides(settings, async (run, sides) => {
        const open = sides[settings.to];
        const closing = sides[otherSide(settings.to)];
        if (settings.isOpenedBetween === true && open !== undefined) await openSide(open, run.time);
        const clients = open === undefined || closing === undefined ? [] : await closeSide(closing, open, run.time);
        await record(run, 'switch-completed', settings);
        await refreshReport(run);
        return { clients, organizations: [] };
    });
}

type Sides = { readonly source: LoginSide | undefined; readonly target: LoginSide };

async function withSides<T>(settings: SwitchSettings, work: (run: Run, sides: Sides) => Promise<T>): Promise<T> {
    const chosen = chooseSettings(settings);
    const checked = await checkRun(chosen);
    const { id, clock } = checked;
    const folder = runFolderOf(chosen, id);
    const { run, close } = await openRun(checked, budgetOf(chosen), (_runId, start) =>
        openFolderStore(folder, start, new Date(clock.now()).toISOString()),
    );
    try {
        refuseReturn(settings.to, run.store.journal.state);
        const sides = loginSides(run, settings);
        refuseStrandedClients(sides, settings);
        await refuseUnknownCutover(sides, settings, run.store.journal.state);
        if (settings.to === 'source' && sides.source !== undefined)
            await refuseDeletedSource(sides.source, sides.target, run.store.journal.state);
        return await work(run, sides);
    } finally {
        await close();
    }
}

// Going back, or finishing what was begun, must not be held up by a pass that was interrupted meanwhile.
function refuseUnverified({ store, definitionDigest, target, source }: Run, to: EndpointRole): void {
    const { verifiedBy, switched } = store.journal.state;
    if (to === 'source' || switched?.to === 'target' || verifiedBy === definitionDigest) return;
    const from = source.kind === 'file' ? describeEndpoint(source) : source.connection.name;
    throw new MigrationError(
        'NOT_VERIFIED',
        `Logins stay with ${from}: ${verifiedBy === undefined ? 'the last pass was not verified' : 'the definition was edited since the last pass'}, so ` +
            `nobody knows that everybody is in ${target.connection.name} as they should be. Run \`up\` again, which makes a pass, and look at its report.`,
        { subject: 'run' },
    );
}

async function record(
    { store, time }: Run,
    type: 'switch-started' | 'switch-completed',
    { to, isWayBack = false }: Pick<SwitchSettings, 'to' | 'isWayBack'>,
): Promise<void> {
    const { switched } = store.journal.state;
    // Before the first cut-over logins go through the source, as they always did.
    if (switched === undefined && to === 'source' && !isWayBack) return;
    if (switched?.to === to && (switched.isCompleted || type === 'switch-started')) return;
    await store.journal.append({ type, to, at: new Date(time.clock.now()).toISOString() });
}
