import { StayingUsers } from '../decommission/staying-users.ts';
import { createImportContext } from '../imports/import-context.ts';
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
 * after group, so that an ID has two users for seconds.
 *
 * @throws {MigrationError} `ID_STILL_TAKEN`, `ASSIGNMENTS_NOT_RESTORED`; what an import and the tenants throw
 */
export async function replaceUsers(run: ReplacementNeeds, decided: DecidedMigration): Promise<ImportedMigration> {
    const { source, store } = run;
    if (source.kind === 'file') throw new Error('a file has no users to replace');
    const { number: pass } = decided.pass;
    const { planned: total } = decided.counts;
    const stayingArtifact = artifactName(pass, 'staying.ndjson');
    const staying = new StayingUsers(store.artifacts, stayingArtifact);
    const time = groupTimeOf(run.time);
    const replacement: Replacement = { run: { ...run, time }, source, staying, refused: [] };
    const context = createImportContext(replacement.run, total, time.signal);
    const rejected: RejectedUser[] = [];
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
    return {
        ...{ decided, rejected, postponed, freedIdentifiers: 0, gone: 0, deletedGone: 0, postponedBlocks: 0 },
        replacement: { replaced, staying: byReason, stayingUsers: size, stayingArtifact },
    };
}

async function* groupsOf({ work }: DecidedMigration): AsyncGenerator<ReplacedUser[]> {
    let group: ReplacedUser[] = [];
    for await (const items of readWorkList(work)) {
        for (const item of items) {
            // A call by ID may reach either of two users, so nobody is blocked here.
            if (item.kind === 'block') continue;
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
