import { StayingUsers } from '../decommission/staying-users.ts';
import { createImportContext } from '../imports/import-context.ts';
import { patchUsers } from '../imports/patch-users.ts';
import type { RejectedUser } from '../imports/rejected-user.ts';
import { readWorkList, type UnreadItem } from '../imports/work-list.ts';
import type { DecidedMigration, ImportedMigration } from '../migration.ts';
import { artifactName } from '../run/run.ts';
import { endOrAbort } from '../run-store/artifact-writer.ts';
import { USERS_OF_A_GROUP } from './group-size.ts';
import { groupTimeOf } from './group-time.ts';
import { refuseUnrestored } from './refuse-unrestored.ts';
import { replaceGroup } from './replace-group.ts';
import type { ReplacedUser, Replacement, ReplacementNeeds } from './replacement.ts';

/**
 * Copies users into another connection of their tenant with the IDs that they have, and deletes each in the source once its copy is proven; group
 * after group, so that an ID has two users for seconds. Users whom a login has moved, with an ID of their own, are changed like those of any migration.
 *
 * @throws {MigrationError} `ID_STILL_TAKEN`, `ASSIGNMENTS_NOT_RESTORED`; what an import and the tenants throw
 */
export async function replaceUsers(run: ReplacementNeeds, decided: DecidedMigration): Promise<ImportedMigration> {
    const { source, store } = run;
    if (source.kind === 'file') throw new Error('a file has no users to replace');
    const { number: pass } = decided.pass;
    const { planned, updates, blocks } = decided.counts;
    const patched = await patchUsers(run, decided.work, updates + blocks);
    const stayingArtifact = artifactName(pass, 'staying.ndjson');
    const staying = new StayingUsers(store.artifacts, stayingArtifact);
    const time = groupTimeOf(run.time);
    const replacement: Replacement = { run: { ...run, time }, source, staying, refused: [] };
    const context = createImportContext(replacement.run, planned - updates, time.signal);
    const rejected: RejectedUser[] = [...patched.rejected];
    let [replaced, postponed, number] = [0, 0, 0];
    try {
        await endOrAbort([staying], async () => {
            for await (const users of groupsOf(decided)) {
                run.time.stopIfAsked();
                number += 1;
                const artifact = artifactName(pass, `replaced-${number}.ndjson`);
                const outcome = await replaceGroup(replacement, context, users, artifact);
                replaced += outcome.replaced;
                postponed += outcome.postponed;
                rejected.push(...outcome.rejected);
            }
        });
    } finally {
        time.close();
    }
    await refuseUnrestored(run, pass, replacement.refused);
    const { byReason, size } = staying;
    const { freedIdentifiers, gone, postponedBlocks } = patched;
    return {
        ...{ decided, rejected, freedIdentifiers, gone, deletedGone: 0, postponedBlocks },
        postponed: patched.postponed + postponed,
        replacement: { replaced, staying: byReason, stayingUsers: size, stayingArtifact },
    };
}

async function* groupsOf({ work }: DecidedMigration): AsyncGenerator<ReplacedUser[]> {
    let group: ReplacedUser[] = [];
    for await (const items of readWorkList(work)) {
        for (const item of items) {
            if (item.kind !== 'new') continue;
            group.push(replacedUserOf(item));
            if (group.length < USERS_OF_A_GROUP) continue;
            yield group;
            group = [];
        }
    }
    if (group.length > 0) yield group;
}

function replacedUserOf(item: UnreadItem): ReplacedUser {
    const { replaces, record } = item;
    if (replaces?.email === undefined) throw new Error('a user who is replaced has an address');
    const { email: targetEmail } = JSON.parse(record) as { readonly email: string };
    return { item, source: { ...replaces, email: replaces.email }, targetEmail: targetEmail.toLowerCase() };
}
