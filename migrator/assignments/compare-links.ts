import { linkedUsersOf } from '../exports/linked-users.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { parseExported } from '../records/parse-record.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { AssignmentName, AssignmentStatus } from '../run-store/assignment-ledger.ts';
import { readLines } from '../run-store/read-lines.ts';
import { isOurs, wasTakenAway } from './assignment-name.ts';
import { type Pair, readPairs } from './counterparts.ts';
import type { Sides } from './sides.ts';

/**
 * Compares which users are linked to which: users of the source whose identities both lie in the source connection.
 *
 * A user of the target is only ever linked by its own identity, and only while it stands alone: it may be a part of another person by
 * now. Identities of other connections come back by a login, or by an action that links accounts; they are counted.
 *
 * @param artifact - the snapshot of the source
 * @returns linked identities that no import takes, by their connection
 */
export async function compareLinks(sides: Sides, artifact: string, pass: number): Promise<Counts> {
    const { run, counterparts, files, takenAway } = sides;
    const own = run.source.kind === 'file' ? undefined : run.source.connection.name;
    const elsewhere: Record<string, number> = {};
    const inSource = new DigestSet();
    for await (const lines of readLines(run.store.artifacts, artifact)) {
        for (const { bytes } of lines) {
            if (!bytes.includes('profileData')) continue;
            const record = parseExported(bytes.toString('utf8'))?.record ?? {};
            const primary = counterparts.pairOf(String(record['user_id']));
            const [wanted, lacking]: [string[], string[]] = [[], []];
            const profiles: UserRecord[] = [];
            for (const { userId, connection, profile } of linkedUsersOf(record)) {
                if (connection !== own) {
                    if (primary !== undefined) elsewhere[connection] = (elsewhere[connection] ?? 0) + 1;
                    continue;
                }
                const secondary = counterparts.pairOf(userId);
                if (secondary === undefined) continue;
                inSource.add(digest64(linkText(secondary, primary)));
                if (primary === undefined) continue;
                const fate = fateOf(sides, primary, secondary);
                if (fate === 'left') takenAway.links += 1;
                else {
                    wanted.push(ownOf(secondary));
                    profiles.push(profile);
                }
                if (fate === 'lacking') lacking.push(ownOf(secondary));
            }
            if (primary === undefined) continue;
            await files.wanted.add({ kind: 'links', user: primary.to, secondaries: wanted, profiles });
            await files.lacking.add({ kind: 'links', user: primary.to, secondaries: lacking });
        }
    }
    await findSurplus(sides, pass, inSource);
    sides.hasRead('links', '');
    return elsewhere;
}

function fateOf(sides: Sides, primary: Pair, secondary: Pair): 'there' | 'lacking' | 'left' {
    // Somebody made it a part of another user: nobody is linked to a third person.
    if (primary.own !== undefined) return 'left';
    const status = see(sides, primary.to, secondary);
    if (secondary.own === undefined) {
        if (wasTakenAway(status)) sides.disown([nameOf(sides, primary.to, secondary)]);
        return secondary.hasOthers === true || wasTakenAway(status) ? 'left' : 'lacking';
    }
    if (secondary.to === primary.to) return 'there';
    // It is taken from that user first.
    if (!isOurs(see(sides, secondary.to, secondary))) return 'left';
    sides.relinked += 1;
    return 'lacking';
}

// Users who are linked in the target, and not in the source.
async function findSurplus(sides: Sides, pass: number, inSource: DigestSet): Promise<void> {
    const { run, files, added } = sides;
    for await (const pairs of readPairs(run, pass)) {
        for (const pair of pairs) {
            if (pair.own === undefined) continue;
            // Where the one to whom it is linked in the source was not moved, nobody can tell.
            const isInSource = [linkText(pair, { to: pair.to }), linkText(pair, undefined)].some((text) =>
                inSource.has(digest64(text)),
            );
            if (isInSource) continue;
            if (isOurs(see(sides, pair.to, pair)))
                await files.surplus.add({
                    ...{ kind: 'links', user: pair.to, secondaries: [pair.own] },
                    sourceUserId: pair.from,
                });
            else added.links += 1;
        }
    }
}

function see(sides: Sides, user: string, secondary: Pair): AssignmentStatus | undefined {
    return sides.run.store.assigned.see(nameOf(sides, user, secondary));
}

function nameOf(sides: Sides, user: string, secondary: Pair): AssignmentName {
    return sides.nameOf('links', user, user, ownOf(secondary));
}

function ownOf({ to, own }: Pair): string {
    return own ?? to;
}

function linkText(secondary: Pair, primary: Pick<Pair, 'to'> | undefined): string {
    return JSON.stringify([ownOf(secondary), primary?.to]);
}
