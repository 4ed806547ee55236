import type { Artifacts, RandomAccessFile } from '../artifacts/artifacts.ts';
import type { ExportedConnection, UserRecord } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-set.ts';
import { DigestTable } from '../records/digest-table.ts';
import { isRecord } from '../records/json-path.ts';
import { splitLines } from '../records/lines.ts';
import { emailKey } from '../users/import-record.ts';
import type { TargetUsers } from '../users/target-users.ts';

/** {@link TargetUsers} over an artifact that stays open. */
export interface TargetIndex extends TargetUsers {
    /** Closes the file behind the index. */
    close(): void;
}

/**
 * Indexes the export of the target: the file stays on disk, the memory holds 64-bit digests.
 *
 * @param connection - name of the target connection; users of other connections count for their IDs only
 */
export async function openTargetIndex(
    artifacts: Artifacts,
    exported: ExportedConnection,
    connection: string,
): Promise<TargetIndex> {
    const index = new IndexedTarget(exported.users);
    for await (const lines of splitLines(artifacts.read(exported.artifact) as AsyncIterable<Buffer>)) {
        for (const { bytes, offset } of lines) {
            const profile = JSON.parse(bytes.toString('utf8')) as UserRecord;
            index.add(profile, connectionOf(profile, connection), offset, connection);
        }
    }
    index.open(artifacts.openForRandomAccess(exported.artifact));
    return index;
}

class IndexedTarget implements TargetIndex {
    private readonly emails: DigestTable;
    private readonly usernames = new DigestSet();
    private readonly phoneNumbers = new DigestSet();
    private readonly userIds: DigestTable;
    private readonly connections: string[] = [];
    private file: RandomAccessFile | undefined;

    constructor(expectedUsers: number) {
        this.emails = new DigestTable(expectedUsers);
        this.userIds = new DigestTable(expectedUsers);
    }

    add(profile: UserRecord, connection: string, offset: number, target: string): void {
        const { user_id: userId, email, username, phone_number: phoneNumber } = profile;
        if (typeof userId === 'string') this.userIds.add(digest64(userId), this.numberOf(connection));
        if (connection !== target) return;
        if (typeof email === 'string') this.emails.add(digest64(emailKey(email)), offset);
        if (typeof username === 'string') this.usernames.add(digest64(username.toLowerCase()));
        if (typeof phoneNumber === 'string') this.phoneNumbers.add(digest64(phoneNumber));
    }

    open(file: RandomAccessFile): void {
        this.file = file;
    }

    hasEmail(email: string): boolean {
        return this.emails.size > 0 && this.emails.has(digest64(email));
    }

    hasUsername(username: string): boolean {
        return this.usernames.size > 0 && this.usernames.has(digest64(username.toLowerCase()));
    }

    hasPhoneNumber(phoneNumber: string): boolean {
        return this.phoneNumbers.size > 0 && this.phoneNumbers.has(digest64(phoneNumber));
    }

    connectionOfId(userId: string): string | undefined {
        if (this.userIds.size === 0) return undefined;
        const number = this.userIds.get(digest64(userId));
        return number === undefined ? undefined : this.connections[number];
    }

    profileOf(email: string): UserRecord | undefined {
        const offset = this.emails.get(digest64(email));
        if (offset === undefined || this.file === undefined) return undefined;
        const profile = JSON.parse(this.file.lineAt(offset).toString('utf8')) as UserRecord;
        return emailKey(String(profile['email'])) === email ? profile : undefined;
    }

    close(): void {
        this.file?.close();
    }

    private numberOf(connection: string): number {
        const known = this.connections.indexOf(connection);
        return known === -1 ? this.connections.push(connection) - 1 : known;
    }
}

// A linked user is in the target if any of its identities is; an export of one connection need not name it.
function connectionOf({ identities }: UserRecord, target: string): string {
    if (!Array.isArray(identities)) return target;
    const names = (identities as unknown[]).map((identity) =>
        isRecord(identity) ? identity['connection'] : undefined,
    );
    if (names.includes(target)) return target;
    return typeof names[0] === 'string' ? names[0] : 'of another kind';
}
