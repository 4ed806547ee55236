import { MigrationError } from '../errors.ts';
import { type Digest64, type DigestFunction, isSameDigest } from '../records/digest.ts';
import { DigestSet, DigestTable } from '../records/digest-table.ts';
import { isRecord } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Artifacts, RandomAccessFile } from '../run-store/artifacts.ts';
import { readLines } from '../run-store/read-lines.ts';
import { emailKey } from '../users/email-key.ts';
import { evidenceOf, idBeforeLogin } from './remembered-id.ts';
import type { TargetUser, TargetUsers } from './target-users.ts';

/** {@link TargetUsers} over an artifact that stays open. */
export interface TargetIndex extends TargetUsers {
    /** Closes the file behind the index. */
    close(): void;
}

/** What an index of the target is made of. */
export interface TargetIndexOptions {
    readonly artifacts: Artifacts;
    /** Name of the artifact with the export of the target. */
    readonly artifact: string;
    /** Users in it. */
    readonly users: number;
    /** Name of the target connection; users of other connections count for their identifiers only. */
    readonly connection: string;
    /** Name of the source connection where it is in the same tenant: its users are no strangers. */
    readonly sourceConnection?: string | undefined;
    /** Place in `app_metadata` where a migration remembers IDs of the source; those of users whom a login has moved are found without it. */
    readonly evidencePath: string | undefined;
    /** Digests with the run's key, so that IDs are found by what the ledger keeps of them. */
    readonly digest: DigestFunction;
}

/** Indexes an export of the target: the file stays on disk, the memory holds 64-bit digests and places. */
export async function openTargetIndex(options: TargetIndexOptions): Promise<TargetIndex> {
    const { artifacts, artifact } = options;
    const index = new IndexedTarget(options);
    for await (const lines of readLines(artifacts, artifact)) {
        for (const { text, offset, number } of lines) index.add(profileOf(text, number), offset);
    }
    index.open(artifacts.openForRandomAccess(artifact));
    return index;
}

// The parser's own message quotes what it cannot read.
function profileOf(text: string, line: number): UserRecord {
    try {
        const profile: unknown = JSON.parse(text);
        if (isRecord(profile)) return profile;
    } catch {
        // Not JSON.
    }
    throw new MigrationError(
        'EXPORT_DAMAGED',
        `Line ${line} of the export of the target is not a JSON object, so it is unknown who is there. Run again: a new export is made.`,
        { retryable: true, subject: 'target' },
    );
}

class IndexedTarget implements TargetIndex {
    users = 0;
    private readonly options: TargetIndexOptions;
    private readonly digest: DigestFunction;
    private readonly emails: DigestTable;
    private readonly ids: DigestTable;
    private readonly remembered = new DigestTable();
    private readonly usernames = new DigestTable();
    private readonly phoneNumbers = new DigestTable();
    // Identifiers of the users of other connections, each with its kind.
    private readonly elsewhere = new DigestSet();
    private readonly doubled = new DigestSet();
    // Later lines with the same, perhaps of the same user: an export can list one twice.
    private readonly repeated: [Digest64, number][] = [];
    // IDs that users of other connections have.
    private readonly idsElsewhere = new DigestSet();
    // Those of them that are not users of the source.
    private readonly idsOfStrangers = new DigestSet();
    private file: RandomAccessFile | undefined;

    constructor(options: TargetIndexOptions) {
        this.options = options;
        this.digest = options.digest;
        this.emails = new DigestTable(options.users);
        this.ids = new DigestTable(options.users);
    }

    add(profile: UserRecord, offset: number): void {
        const { connection, sourceConnection, evidencePath } = this.options;
        const own = identitiesIn(profile, connection);
        const userId = textOf(profile, 'user_id');
        if (own.length === 0) {
            // The target connection's own user goes first where two have one ID.
            if (userId !== undefined) {
                this.ids.add(this.digest(userId), offset);
                this.idsElsewhere.add(this.digest(userId));
            }
            if (connectionOf(profile) !== sourceConnection) {
                if (userId !== undefined) this.idsOfStrangers.add(this.digest(userId));
                for (const identifier of identifiersOf(profile)) this.elsewhere.add(this.digest(identifier));
            }
            return;
        }
        this.users += 1;
        if (userId !== undefined) this.ids.set(this.digest(userId), offset);
        for (const identity of own) {
            if (identity.userId !== undefined) this.ids.set(this.digest(identity.userId), offset);
            const { email, username, phoneNumber } = identity;
            if (email !== undefined) this.claim(this.emails, `email ${emailKey(email)}`, offset);
            if (username !== undefined) this.usernames.add(this.digest(username.toLowerCase()), offset);
            if (phoneNumber !== undefined) this.phoneNumbers.add(this.digest(phoneNumber), offset);
        }
        for (const id of sourceIdsOf(profile, evidencePath)) this.claim(this.remembered, `remembered ${id}`, offset);
    }

    open(file: RandomAccessFile): void {
        this.file = file;
        for (const [digest, offset] of this.repeated) {
            const first = this.profileAt(this.emails.get(digest) ?? this.remembered.get(digest));
            if (first?.['user_id'] !== this.profileAt(offset)?.['user_id']) this.doubled.add(digest);
        }
    }

    byId(userId: string): TargetUser | undefined {
        return this.byIdDigest(this.digest(userId));
    }

    byIdDigest(digest: Digest64): TargetUser | undefined {
        const isIt = (id: string | undefined) => id !== undefined && isSameDigest(this.digest(id), digest);
        return this.userAt(this.ids.get(digest), (profile) => {
            const own = this.own(profile);
            // A user who is linked to one of another connection is known by the ID of that one, too.
            return own.find(({ userId }) => isIt(userId)) ?? (isIt(textOf(profile, 'user_id')) ? own[0] : undefined);
        });
    }

    byRememberedId(sourceUserId: string): TargetUser | undefined {
        if (this.remembered.size === 0) return undefined;
        return this.userAt(this.remembered.get(this.digest(`remembered ${sourceUserId}`)), (profile) =>
            sourceIdsOf(profile, this.options.evidencePath).includes(sourceUserId) ? this.own(profile)[0] : undefined,
        );
    }

    byEmail(email: string): TargetUser | undefined {
        if (this.emails.size === 0) return undefined;
        const key = emailKey(email);
        return this.userAt(this.emails.get(this.digest(`email ${key}`)), (profile) =>
            this.own(profile).find((identity) => identity.email !== undefined && emailKey(identity.email) === key),
        );
    }

    byEmailDigest(digest: number): readonly TargetUser[] {
        // The ledger digests the same text, and keeps the lower half.
        const isIt = ({ email }: OwnIdentity) =>
            email !== undefined && this.digest(`email ${emailKey(email)}`).low === digest;
        return this.emails
            .valuesOfLow(digest)
            .flatMap((offset) => this.userAt(offset, (profile) => this.own(profile).find(isIt)) ?? []);
    }

    byUsername(username: string): TargetUser | undefined {
        if (this.usernames.size === 0) return undefined;
        const key = username.toLowerCase();
        return this.userAt(this.usernames.get(this.digest(key)), (profile) =>
            this.own(profile).find((identity) => identity.username?.toLowerCase() === key),
        );
    }

    byPhoneNumber(phoneNumber: string): TargetUser | undefined {
        if (this.phoneNumbers.size === 0) return undefined;
        return this.userAt(this.phoneNumbers.get(this.digest(phoneNumber)), (profile) =>
            this.own(profile).find((identity) => identity.phoneNumber === phoneNumber),
        );
    }

    connectionOfId(userId: string): string | undefined {
        if (this.ids.size === 0) return undefined;
        const profile = this.profileAt(this.ids.get(this.digest(userId)));
        if (profile === undefined) return undefined;
        if (this.own(profile).length > 0) return this.options.connection;
        return textOf(profile, 'user_id') === userId ? (connectionOf(profile) ?? 'of another kind') : undefined;
    }

    isIdShared(userId: string): boolean {
        return this.idsElsewhere.size > 0 && this.idsElsewhere.has(this.digest(userId));
    }

    isIdOfStranger(userId: string): boolean {
        return this.idsOfStrangers.size > 0 && this.idsOfStrangers.has(this.digest(userId));
    }

    isElsewhere(user: UserRecord): boolean {
        if (this.elsewhere.size === 0) return false;
        return identifiersOf(user).some((identifier) => this.elsewhere.has(this.digest(identifier)));
    }

    isDoubled(email: string | undefined, sourceUserId: string): boolean {
        if (this.doubled.size === 0) return false;
        return (
            (email !== undefined && this.doubled.has(this.digest(`email ${emailKey(email)}`))) ||
            this.doubled.has(this.digest(`remembered ${sourceUserId}`))
        );
    }

    close(): void {
        this.file?.close();
    }

    private claim(table: DigestTable, text: string, offset: number): void {
        const digest = this.digest(text);
        if (!table.add(digest, offset) && table.get(digest) !== offset) this.repeated.push([digest, offset]);
    }

    private own(profile: UserRecord): readonly OwnIdentity[] {
        return identitiesIn(profile, this.options.connection);
    }

    // A digest alone must never make one person another.
    private userAt(
        offset: number | undefined,
        identityOf: (profile: UserRecord) => OwnIdentity | undefined,
    ): TargetUser | undefined {
        const profile = this.profileAt(offset);
        const identity = profile === undefined ? undefined : identityOf(profile);
        if (profile === undefined || identity === undefined) return undefined;
        // Two users of one connection may be linked to each other: which of the two identities was found tells whose profile it is.
        const userId = textOf(profile, 'user_id') ?? '';
        return { profile, userId, ownId: identity.userId ?? userId, isLinked: identity.isSecondary };
    }

    private profileAt(offset: number | undefined): UserRecord | undefined {
        if (offset === undefined || this.file === undefined) return undefined;
        return JSON.parse(this.file.lineAt(offset).toString('utf8')) as UserRecord;
    }
}

// What a migration wrote, and what a login that moved the user did.
function sourceIdsOf(profile: UserRecord, evidencePath: string | undefined): readonly string[] {
    const ids = [evidencePath === undefined ? undefined : evidenceOf(profile, evidencePath), idBeforeLogin(profile)];
    return ids.filter((id) => id !== undefined);
}

interface OwnIdentity {
    readonly isSecondary: boolean;
    readonly userId: string | undefined;
    readonly email: string | undefined;
    readonly username: string | undefined;
    readonly phoneNumber: string | undefined;
}

/**
 * Gives what a profile has in the target connection: the primary identity has the profile's own identifiers, a linked one has its
 * own. An export of one connection need not name identities.
 */
function identitiesIn(profile: UserRecord, connection: string): readonly OwnIdentity[] {
    const { identities } = profile;
    const own = {
        isSecondary: false,
        userId: textOf(profile, 'user_id'),
        email: textOf(profile, 'email'),
        username: textOf(profile, 'username'),
        phoneNumber: textOf(profile, 'phone_number'),
    };
    if (!Array.isArray(identities)) return [own];
    return (identities as unknown[]).flatMap((identity, place): OwnIdentity[] => {
        if (!isRecord(identity) || identity['connection'] !== connection) return [];
        if (place === 0) return [own];
        const data = isRecord(identity['profileData']) ? identity['profileData'] : {};
        const id = identity['user_id'];
        return [
            {
                isSecondary: true,
                userId: typeof id === 'string' ? `auth0|${id}` : undefined,
                email: textOf(data, 'email'),
                username: textOf(data, 'username'),
                phoneNumber: textOf(data, 'phone_number'),
            },
        ];
    });
}

/** Names the connection of a user's own identity. */
export function connectionOf({ identities }: UserRecord): string | undefined {
    const first: unknown = Array.isArray(identities) ? identities[0] : undefined;
    return isRecord(first) && typeof first['connection'] === 'string' ? first['connection'] : undefined;
}

function identifiersOf(user: UserRecord): string[] {
    const [email, username, phoneNumber] = ['email', 'username', 'phone_number'].map((field) => textOf(user, field));
    return [
        ...(email === undefined ? [] : [`email ${emailKey(email)}`]),
        ...(username === undefined ? [] : [`username ${username.toLowerCase()}`]),
        ...(phoneNumber === undefined ? [] : [`phone ${phoneNumber}`]),
    ];
}

function textOf(record: UserRecord, field: string): string | undefined {
    const value = record[field];
    return typeof value === 'string' ? value : undefined;
}
