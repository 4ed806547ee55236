import type { Artifacts, RandomAccessFile } from '../run-store/artifacts.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet } from '../records/digest-table.ts';
import { DigestTable } from '../records/digest-table.ts';
import { isRecord } from '../records/json-path.ts';
import { splitLines } from '../records/lines.ts';
import type { UserRecord } from '../records/user-record.ts';
import { emailKey } from '../users/import-record.ts';
import type { TargetUsers } from './target-users.ts';
import type { ExportedConnection } from '../exports/exported-users.ts';

/** {@link TargetUsers} over an artifact that stays open. */
export interface TargetIndex extends TargetUsers {
    /** Users of the target connection. */
    readonly users: number;
    /** Closes the file behind the index. */
    close(): void;
}

/**
 * Indexes the export of the target: the file stays on disk, the memory holds 64-bit digests.
 *
 * @param connection - name of the target connection; users of other connections count for their identifiers only
 * @param source - name of the source connection where it is in the same tenant: its users are no others
 */
export async function openTargetIndex(
    artifacts: Artifacts,
    exported: ExportedConnection,
    connection: string,
    source?: string,
): Promise<TargetIndex> {
    const index = new IndexedTarget(exported.users);
    for await (const lines of splitLines(artifacts.read(exported.artifact) as AsyncIterable<Buffer>)) {
        for (const { bytes, offset } of lines) {
            const profile = JSON.parse(bytes.toString('utf8')) as UserRecord;
            const name = connectionOf(profile, connection);
            index.add(profile, name, offset, connection);
            if (name !== connection && name !== source) index.addElsewhere(profile);
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
    // Identifiers of the users of other connections, each with its kind.
    private readonly elsewhere = new DigestSet();
    users = 0;
    private file: RandomAccessFile | undefined;

    constructor(expectedUsers: number) {
        this.emails = new DigestTable(expectedUsers);
        this.userIds = new DigestTable(expectedUsers);
    }

    add(profile: UserRecord, connection: string, offset: number, target: string): void {
        const { user_id: userId, email, username, phone_number: phoneNumber } = profile;
        if (typeof userId === 'string') this.userIds.add(digest64(userId), this.numberOf(connection));
        if (connection !== target) return;
        this.users += 1;
        if (typeof email === 'string') this.emails.add(digest64(emailKey(email)), offset);
        if (typeof username === 'string') this.usernames.add(digest64(username.toLowerCase()));
        if (typeof phoneNumber === 'string') this.phoneNumbers.add(digest64(phoneNumber));
    }

    addElsewhere(profile: UserRecord): void {
        for (const identifier of identifiersOf(profile)) this.elsewhere.add(digest64(identifier));
    }

    isElsewhere(user: UserRecord): boolean {
        if (this.elsewhere.size === 0) return false;
        return identifiersOf(user).some((identifier) => this.elsewhere.has(digest64(identifier)));
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

function identifiersOf({ email, username, phone_number: phoneNumber }: UserRecord): string[] {
    return [
        ...(typeof email === 'string' ? [`email ${emailKey(email)}`] : []),
        ...(typeof username === 'string' ? [`username ${username.toLowerCase()}`] : []),
        ...(typeof phoneNumber === 'string' ? [`phone ${phoneNumber}`] : []),
    ];
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
