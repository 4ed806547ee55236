import { isRecord } from '../records/json-path.ts';
import { parseExported } from '../records/parse-record.ts';
import type { UserRecord } from '../records/user-record.ts';
import { artifactName, type Run } from '../run/run.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import { jsonLine } from '../run-store/json-lines.ts';
import { readLines } from '../run-store/read-lines.ts';
import type { Snapshot } from './exported-users.ts';
import { dropRepeatedUsers, ListedUsers } from './repeated-users.ts';

/** What the profile of a linked identity brings that an import takes. */
const CARRIED = [
    ...['email', 'email_verified', 'username', 'phone_number', 'phone_verified'],
    ...['given_name', 'family_name', 'name', 'nickname', 'picture'],
] as const;

const LINE_FEED = Buffer.from('\n');

/** A secondary identity of a user, as the user that it was before it was linked. */
export interface LinkedUser {
    /** The full ID. */
    readonly userId: string;
    readonly connection: string;
    readonly profile: UserRecord;
}

/** Lists the secondary identities of a user in the order in which they were linked; those of databases have a full ID. */
export function linkedUsersOf({ identities }: UserRecord): LinkedUser[] {
    if (!Array.isArray(identities)) return [];
    return (identities as unknown[]).slice(1).flatMap((identity): LinkedUser[] => {
        if (!isRecord(identity)) return [];
        const { user_id: id, provider, connection, profileData } = identity;
        if (typeof id !== 'string' || typeof provider !== 'string' || typeof connection !== 'string') return [];
        const data = isRecord(profileData) ? profileData : {};
        const userId = `${provider}|${id}`;
        const carried = Object.fromEntries(
            CARRIED.filter((key) => Object.hasOwn(data, key)).map((key) => [key, data[key]]),
        );
        const own = { provider, connection, user_id: id, isSocial: false };
        return [{ userId, connection, profile: { user_id: userId, ...carried, identities: [own] } }];
    });
}

/**
 * Adds to a snapshot of a connection its users who are linked to another user of it: an export shows them within that user only.
 *
 * They are imported as users of their own, blocked if that user is, and linked again by the attach stage.
 *
 * @returns another snapshot, whose lines hold each of them behind the user to which it is linked
 */
export async function withLinkedUsers(
    { store }: Pick<Run, 'store'>,
    pass: { readonly number: number },
    snapshot: Snapshot,
    connection: string,
): Promise<Snapshot> {
    const artifact = artifactName(pass.number, 'source-unlinked.ndjson');
    const writer = openArtifactWriter(store.artifacts, artifact);
    const listed = new ListedUsers(snapshot.users);
    await endOrAbort([writer], async () => {
        for await (const lines of readLines(store.artifacts, snapshot.artifact)) {
            const written: Buffer[] = [];
            listed.addLines(lines);
            for (const { bytes } of lines) {
                written.push(bytes, LINE_FEED);
                if (!bytes.includes('profileData')) continue;
                const record = parseExported(bytes.toString('utf8'))?.record ?? {};
                // A blocked user cannot log in with any of its identities.
                const block = record['blocked'] === true ? { blocked: true } : {};
                for (const linked of linkedUsersOf(record)) {
                    if (linked.connection !== connection) continue;
                    listed.add(linked.userId);
                    written.push(jsonLine({ ...linked.profile, ...block }));
                }
            }
            if (written.length > 0) await writer.write(Buffer.concat(written));
        }
    });
    // A user who is linked during the export may also have a line of its own, from before.
    return { ...snapshot, artifact, users: await dropRepeatedUsers(store.artifacts, artifact, listed) };
}
