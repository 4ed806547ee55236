import { readSourceUsers } from '../exports/source-users.ts';
import { findKnownUser, knownUserNeeds } from '../identity/known-user.ts';
import { connectionOf, type TargetIndex } from '../identity/target-index.ts';
import type { TargetUser } from '../identity/target-users.ts';
import type { DecidedMigration } from '../migration.ts';
import { digest64 } from '../records/digest.ts';
import { DigestSet, DigestTable } from '../records/digest-table.ts';
import type { UserRecord } from '../records/user-record.ts';
import { artifactName } from '../run/run.ts';
import { endOrAbort, openArtifactWriter } from '../run-store/artifact-writer.ts';
import type { RandomAccessFile } from '../run-store/artifacts.ts';
import { jsonLine, readJsonLines } from '../run-store/json-lines.ts';
import { LIVE_STATUSES } from '../run-store/ledger.ts';
import type { AssignmentNeeds } from './assignment-needs.ts';

/** Who has become whom: the users of the source that are in the target. */
export interface Counterparts {
    /** How many there are. */
    readonly users: number;
    /**
     * Gives the full ID in the target of a user of the source; undefined for a user that was not moved, and for one that is a part of another
     * user of the target connection by now: that one is another person of the source.
     */
    targetOf(sourceUserId: string): string | undefined;
    /** Tells where a user of the source is in the target, linked ones too; undefined for one that was not moved. */
    pairOf(sourceUserId: string): Pair | undefined;
    /** Gives the number of a user of the target in the ledger of assignments; undefined for one that was not moved. */
    holderOf(targetUserId: string): number | undefined;
    /** Tells whether a number in the ledger of assignments is that of a user who was moved. */
    isHolder(holder: number): boolean;
    /** Closes the file behind it. */
    close(): void;
}

/** Hears of each pair while the source is read. */
export type PairListener = (pair: Pair, profile: UserRecord) => Promise<void> | void;

/** A user of the source with its counterpart, as it is written down. */
export interface Pair {
    readonly from: string;
    /** The full ID of the user in the target that has its identity. */
    readonly to: string;
    /** The full ID of that identity, where it is linked to another one. */
    readonly own?: string;
    /** Whether the user of the target is another one of its connection. */
    readonly isPart?: true;
    /** Whether other identities are linked to it. */
    readonly hasOthers?: true;
    readonly holder: number;
    /** When the user of the target was made, as it shows it. */
    readonly createdAt: unknown;
}

/**
 * Finds the counterpart of every user of the source, once: by the ledger and an export of the target that was made after the import.
 *
 * The pairs lie in a file; the memory holds two digests and two numbers a user.
 *
 * @param index - of an export of the target that was made after the import
 */
export async function openCounterparts(
    run: AssignmentNeeds,
    decided: Pick<DecidedMigration, 'pass' | 'exported' | 'isKept'>,
    index: TargetIndex,
    onPair: PairListener = () => undefined,
): Promise<Counterparts> {
    const { store } = run;
    const artifact = counterpartsArtifact(decided.pass.number);
    const places = new DigestTable(decided.exported.source.users);
    const moved = new MovedUsers(decided.exported.source.users);
    const writer = openArtifactWriter(store.ephemeral, artifact);
    const needs = knownUserNeeds(run, index);
    const connectionName = run.target.connection.name;
    let offset = 0;
    await endOrAbort([writer], async () => {
        for await (const users of readSourceUsers(run, decided.exported.source.artifact)) {
            run.time.stopIfAsked();
            const written: Buffer[] = [];
            for (const read of users) {
                const { sourceUserId, profile } = read;
                const recorded = store.ledger.get(sourceUserId);
                // Whom the ledger does not know is taken by identity, unless the decision found another person in it.
                if (recorded === undefined ? !decided.isKept(sourceUserId) : !LIVE_STATUSES.has(recorded.status))
                    continue;
                const { known, user } = findKnownUser(needs, read, recorded);
                // An account that only has the address, and whose update perhaps never was written, is not taken for the user.
                if (recorded !== undefined && known === undefined) continue;
                if (user === undefined) continue;
                const { created_at: createdAt } = user.profile;
                const holder = store.assigned.holderOf(user.userId, createdAt);
                const link = linkOf(user, connectionName);
                const pair: Pair = { from: sourceUserId, to: user.userId, holder, createdAt, ...link };
                const bytes = jsonLine(pair);
                if (!places.add(digest64(sourceUserId), offset)) continue;
                offset += bytes.length;
                written.push(bytes);
                if (pair.isPart === true) continue;
                moved.add(user.userId, holder);
                await onPair(pair, profile);
            }
            if (written.length > 0) await writer.write(Buffer.concat(written));
        }
    });
    return new FiledCounterparts(places, moved, store.ephemeral.openForRandomAccess(artifact));
}

/** The users of the target who were moved, each with its number in the ledger of assignments. */
export class MovedUsers {
    private readonly holders: DigestTable;
    private readonly numbers: DigestSet;

    /**
     * Makes an empty list.
     *
     * @param expected - users to make room for
     */
    constructor(expected = 0) {
        this.holders = new DigestTable(expected);
        this.numbers = new DigestSet(expected);
    }

    /** Adds a user by its full ID in the target. */
    add(userId: string, holder: number): void {
        this.holders.set(digest64(userId), holder);
        this.numbers.add(halvesOf(holder));
    }

    /** Gives the number of a user; undefined for one that was not moved. */
    holderOf(userId: string): number | undefined {
        return this.holders.get(digest64(userId));
    }

    /** Tells whether a number is that of a user who was moved. */
    isHolder(holder: number): boolean {
        return this.numbers.has(halvesOf(holder));
    }
}

function linkOf(
    { profile, ownId, isLinked }: TargetUser,
    connection: string,
): Pick<Pair, 'own' | 'isPart' | 'hasOthers'> {
    const { identities } = profile;
    if (!isLinked) return Array.isArray(identities) && identities.length > 1 ? { hasOthers: true } : {};
    return { own: ownId, ...(connectionOf(profile) === connection ? { isPart: true } : {}) };
}

function halvesOf(holder: number): { high: number; low: number } {
    return { high: Math.floor(holder / 2 ** 32), low: holder % 2 ** 32 };
}

/** Reads who was moved again. */
export async function readMovedUsers(run: AssignmentNeeds, pass: number): Promise<MovedUsers> {
    const moved = new MovedUsers();
    for await (const pairs of readPairs(run, pass)) {
        for (const { to, holder, isPart } of pairs) if (isPart !== true) moved.add(to, holder);
    }
    return moved;
}

/** Reads who has become whom again. */
export async function* readPairs({ store }: Pick<AssignmentNeeds, 'store'>, pass: number): AsyncGenerator<Pair[]> {
    yield* readJsonLines<Pair>(store.ephemeral, counterpartsArtifact(pass));
}

function counterpartsArtifact(pass: number): string {
    return artifactName(pass, 'counterparts.ndjson');
}

class FiledCounterparts implements Counterparts {
    private readonly places: DigestTable;
    private readonly moved: MovedUsers;
    private readonly file: RandomAccessFile;

    constructor(places: DigestTable, moved: MovedUsers, file: RandomAccessFile) {
        this.places = places;
        this.moved = moved;
        this.file = file;
    }

    get users(): number {
        return this.places.size;
    }

    targetOf(sourceUserId: string): string | undefined {
        const pair = this.pairOf(sourceUserId);
        return pair?.isPart === true ? undefined : pair?.to;
    }

    pairOf(sourceUserId: string): Pair | undefined {
        const place = this.places.get(digest64(sourceUserId));
        if (place === undefined) return undefined;
        const pair = JSON.parse(this.file.lineAt(place).toString('utf8')) as Pair;
        return pair.from === sourceUserId ? pair : undefined;
    }

    holderOf(targetUserId: string): number | undefined {
        return this.moved.holderOf(targetUserId);
    }

    isHolder(holder: number): boolean {
        return this.moved.isHolder(holder);
    }

    close(): void {
        this.file.close();
    }
}
