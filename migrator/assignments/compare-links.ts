import { linkedUsersOf } from '../exports/linked-users.ts';
import type { Counts } from '../plan/plan-counts.ts';
import { splitLines } from '../records/lines.ts';
import { parseRecord } from '../records/parse-record.ts';
import type { Sides } from './sides.ts';

/**
 * Compares which users are linked to which: users of the source whose identities both lie in the source connection.
 *
 * Identities of other connections come back by a login, or by an action that links accounts; they are counted.
 *
 * @param artifact - the snapshot of the source
 * @returns linked identities that no import takes, by their connection
 */
export async function compareLinks({ run, counterparts, files }: Sides, artifact: string): Promise<Counts> {
    const own = run.source.kind === 'file' ? undefined : run.source.connection.name;
    const elsewhere: Record<string, number> = {};
    for await (const lines of splitLines(run.store.artifacts.read(artifact) as AsyncIterable<Buffer>)) {
        for (const { bytes } of lines) {
            if (!bytes.includes('profileData')) continue;
            const record = parseRecord(bytes.toString('utf8'))?.record ?? {};
            const user = counterparts.targetOf(String(record['user_id']));
            if (user === undefined) continue;
            const secondaries: string[] = [];
            for (const { userId, connection } of linkedUsersOf(record)) {
                if (connection !== own) {
                    elsewhere[connection] = (elsewhere[connection] ?? 0) + 1;
                    continue;
                }
                const secondary = counterparts.targetOf(userId);
                // Whoever is linked already has the ID of the user to whom it is linked, as the export shows.
                if (secondary === user) files.wanted.counts.links += 1;
                else if (secondary !== undefined) secondaries.push(secondary);
            }
            await files.wanted.add({ kind: 'links', user, secondaries });
            await files.lacking.add({ kind: 'links', user, secondaries });
        }
    }
    return elsewhere;
}
