import { isOfConnection } from '../imports/of-connection.ts';
import { digestText } from '../records/digest.ts';
import type { ConnectionEndpoint } from '../run/endpoints.ts';
import { readJsonLines } from '../run-store/json-lines.ts';
import type { RunStore } from '../run-store/run-store.ts';
import { restoreId } from './delete-one.ts';
import type { RefusedAssignment } from './held-assignments.ts';
import { refuseUnrestored } from './refuse-unrestored.ts';
import type { ReplacementNeeds, SnapshotLine } from './replacement.ts';

/**
 * Settles the group that an earlier attempt began: an ID that has lost one of its two users, or was about to, gets everything again that hangs on the
 * ID. Users who are in both connections are left to the next pass, which finds both.
 *
 * @throws {MigrationError} `ID_STILL_TAKEN`, `ASSIGNMENTS_NOT_RESTORED`; `ARTIFACT_DAMAGED`; what the tenants throw
 */
export async function settleReplacement(run: ReplacementNeeds): Promise<void> {
    const { store, source, target, time } = run;
    const open = store.journal.state.replacement?.open;
    if (open === undefined || source.kind === 'file') return;
    const refused: RefusedAssignment[] = [];
    let replaced = 0;
    for await (const lines of readJsonLines<SnapshotLine>(store.artifacts, open.artifact)) {
        for (const line of lines) {
            time.stopIfAsked();
            if (!isBegun(store, open.deleting, line)) continue;
            const { isInSource, isInTarget } = await whereIs(run, source, line);
            if (isInSource === isInTarget) continue;
            if (isInTarget && (await hasNewAddress(run, source, line))) continue;
            if (isInTarget) replaced += 1;
            await restoreId({ run, refused }, line, isInTarget ? target : source);
        }
    }
    const at = new Date(time.clock.now()).toISOString();
    await store.journal.append({ type: 'replacement-finished', replaced, at });
    await refuseUnrestored(run, store.journal.state.pass, refused);
}

function isBegun({ ledger }: RunStore, deleting: ReadonlySet<string>, { userId }: SnapshotLine): boolean {
    return deleting.has(digestText(ledger.digest(userId)));
}

// The user of the source is still there: its address was changed since, and the next pass knows the new one.
async function hasNewAddress(
    { target }: ReplacementNeeds,
    { connection }: ConnectionEndpoint,
    { userId, email }: SnapshotLine,
): Promise<boolean> {
    const profile = await target.tenant.findUserById(userId);
    return profile !== undefined && isOfConnection(profile, connection.name) && profile['email'] !== email;
}

async function whereIs(
    { target }: ReplacementNeeds,
    source: ConnectionEndpoint,
    { userId, email, targetEmail }: SnapshotLine,
): Promise<{ readonly isInSource: boolean; readonly isInTarget: boolean }> {
    const [inSource, inTarget] = await Promise.all([
        source.tenant.findUsersByEmail(email),
        target.tenant.findUsersByEmail(targetEmail),
    ]);
    const isThere = (profiles: typeof inSource, connection: string) =>
        profiles.some((profile) => profile['user_id'] === userId && isOfConnection(profile, connection));
    return {
        isInSource: isThere(inSource, source.connection.name),
        isInTarget: isThere(inTarget, target.connection.name),
    };
}
