import { type Digest64, type DigestFunction, isSameDigest } from '../records/digest.ts';
import { DigestSet, DigestTable } from '../records/digest-table.ts';

/**
 * What this migration knows of an assignment in the target.
 *
 * - `sent`: it is in a request that left, or was about to
 * - `verified`: this migration wrote it, and a list of the target showed it since
 * - `found`: the target had it before this migration could write it, so it is not ours
 * - `removing`: its removal is in a request that left, or was about to
 * - `removed`: this migration took it away, or neither tenant has it any more
 */
export const ASSIGNMENT_STATUSES = ['sent', 'verified', 'found', 'removing', 'removed'] as const;

/** One of {@link ASSIGNMENT_STATUSES}. */
export type AssignmentStatus = (typeof ASSIGNMENT_STATUSES)[number];

/** Names one assignment. */
export interface AssignmentName {
    /** Where it is listed: a role, an organization, the permissions of one user, the linked accounts. */
    readonly list: string;
    /** A number for the user and its time of creation: a user that was made again has nothing of the old one. */
    readonly holder: number;
    /** What of the list, where a user can have several. */
    readonly item: string;
}

/** An assignment with what became of it. */
export type AssignmentRecord = readonly [name: AssignmentName, status: AssignmentStatus];

/** Bytes of one record. */
export const ASSIGNMENT_BYTES = 32;

const [NAME, LIST, HOLDER, STATUS] = [0, 8, 16, 24];
const IS_SEEN = 25;
const GROWTH = 1.5;

/**
 * Remembers which assignments this migration wrote, as digests.
 *
 * Only those are ever taken away, and what somebody took away in the target does not come back. It is append-only; the last record of
 * an assignment counts. An assignment takes some 50 bytes of memory. Where the ledger was lost, nothing is known, and so nothing is
 * taken away.
 */
export class AssignmentLedger {
    private readonly digest: DigestFunction;
    private readonly persist: (bytes: Buffer) => void;
    private readonly places = new DigestTable(0);
    private readonly lists = new DigestSet();
    private entries = Buffer.alloc(ASSIGNMENT_BYTES * 64);
    private appended = 0;

    /**
     * Makes an empty ledger.
     *
     * @param digest - with the run's key
     * @param persist - keeps records; returns when they would survive a power cut
     */
    constructor(digest: DigestFunction, persist: (bytes: Buffer) => void = () => undefined) {
        this.digest = digest;
        this.persist = persist;
    }

    /** Assignments in the ledger. */
    get size(): number {
        return this.places.size;
    }

    /** Records that were ever appended: an older backup has fewer. */
    get records(): number {
        return this.appended;
    }

    /** Takes records that were kept, in order. */
    load(bytes: Buffer): void {
        this.appended += bytes.length / ASSIGNMENT_BYTES;
        for (let offset = 0; offset < bytes.length; offset += ASSIGNMENT_BYTES) {
            const at = this.entryOf(digestAt(bytes, offset + NAME));
            // What becomes of it says nothing about who has seen it.
            const isSeen = this.entries.readUInt8(at + IS_SEEN);
            bytes.copy(this.entries, at, offset, offset + ASSIGNMENT_BYTES);
            this.entries.writeUInt8(isSeen, at + IS_SEEN);
            this.lists.add(digestAt(bytes, offset + LIST));
        }
    }

    /** Gives a number for a user, by which assignments name it. */
    holderOf(userId: string, createdAt: unknown): number {
        const { high, low } = this.digest(`${userId} ${String(createdAt)}`);
        // 53 bits: what a number holds exactly.
        return high * 2 ** 21 + (low >>> 11);
    }

    /** Gives what became of an assignment; undefined where nothing is known. */
    statusOf(name: AssignmentName): AssignmentStatus | undefined {
        const at = this.find(name);
        return at === undefined ? undefined : statusAt(this.entries, at);
    }

    /** Says that one of the tenants shows an assignment, and gives what is known of it. */
    see(name: AssignmentName): AssignmentStatus | undefined {
        const at = this.find(name);
        if (at === undefined) return undefined;
        this.entries.writeUInt8(1, at + IS_SEEN);
        return statusAt(this.entries, at);
    }

    /** Tells whether anything was ever known of a list. */
    knowsList(list: string): boolean {
        return this.lists.has(this.digest(list));
    }

    /**
     * Adds or replaces what is known of assignments.
     *
     * @throws {MigrationError} `STORAGE_FULL`; none of the records counts then
     */
    append(records: readonly AssignmentRecord[]): void {
        if (records.length === 0) return;
        const bytes = Buffer.alloc(records.length * ASSIGNMENT_BYTES);
        records.forEach(([name, status], number) => {
            const offset = number * ASSIGNMENT_BYTES;
            writeDigest(bytes, offset + NAME, this.nameOf(name));
            writeDigest(bytes, offset + LIST, this.digest(name.list));
            bytes.writeDoubleLE(name.holder, offset + HOLDER);
            bytes.writeUInt8(ASSIGNMENT_STATUSES.indexOf(status), offset + STATUS);
        });
        this.persist(bytes);
        this.load(bytes);
    }

    /** Forgets which assignments were seen. */
    beginPass(): void {
        for (let at = 0; at < this.places.size * ASSIGNMENT_BYTES; at += ASSIGNMENT_BYTES)
            this.entries.writeUInt8(0, at + IS_SEEN);
    }

    /**
     * Says that neither tenant has the assignments that were not seen in this pass: given again, they are new.
     *
     * @param lists - digests of the lists that were read in both tenants
     * @param isRead - tells whether the user is one whose assignments were read
     */
    endUnseen(lists: DigestSet, isRead: (holder: number) => boolean): void {
        this.end(
            (at) =>
                this.entries.readUInt8(at + IS_SEEN) !== 1 &&
                lists.has(digestAt(this.entries, at + LIST)) &&
                isRead(this.entries.readDoubleLE(at + HOLDER)),
        );
    }

    /**
     * Forgets what is known of the assignments of users, as if the ledger were lost.
     *
     * @param isUser - tells whether a holder is a user
     */
    forget(isUser: (holder: number) => boolean): void {
        this.end((at) => isUser(this.entries.readDoubleLE(at + HOLDER)));
    }

    private end(isEnded: (at: number) => boolean): void {
        const ended: Buffer[] = [];
        for (let at = 0; at < this.places.size * ASSIGNMENT_BYTES; at += ASSIGNMENT_BYTES) {
            if (statusAt(this.entries, at) === 'removed' || !isEnded(at)) continue;
            const record = Buffer.from(this.entries.subarray(at, at + ASSIGNMENT_BYTES));
            record.writeUInt8(ASSIGNMENT_STATUSES.indexOf('removed'), STATUS);
            ended.push(record);
        }
        if (ended.length === 0) return;
        const bytes = Buffer.concat(ended);
        this.persist(bytes);
        this.load(bytes);
    }

    /** Gives the digest of a list, for {@link endUnseen}. */
    digestOfList(list: string): Digest64 {
        return this.digest(list);
    }

    private nameOf({ list, holder, item }: AssignmentName): Digest64 {
        return this.digest(`${list} ${holder} ${item}`);
    }

    // A digest alone must never make one person another.
    private find(name: AssignmentName): number | undefined {
        const place = this.places.get(this.nameOf(name));
        if (place === undefined) return undefined;
        const at = place * ASSIGNMENT_BYTES;
        const isIt =
            this.entries.readDoubleLE(at + HOLDER) === name.holder &&
            isSameDigest(digestAt(this.entries, at + LIST), this.digest(name.list));
        return isIt ? at : undefined;
    }

    private entryOf(digest: Digest64): number {
        const place = this.places.get(digest) ?? this.places.size;
        this.places.add(digest, place);
        const at = place * ASSIGNMENT_BYTES;
        if (at + ASSIGNMENT_BYTES > this.entries.length) {
            const larger = Buffer.alloc(Math.ceil((at * GROWTH) / ASSIGNMENT_BYTES + 1) * ASSIGNMENT_BYTES);
            this.entries.copy(larger);
            this.entries = larger;
        }
        return at;
    }
}

function statusAt(bytes: Buffer, offset: number): AssignmentStatus {
    return ASSIGNMENT_STATUSES[bytes.readUInt8(offset + STATUS)] ?? 'found';
}

function digestAt(bytes: Buffer, offset: number): Digest64 {
    return { high: bytes.readUInt32LE(offset), low: bytes.readUInt32LE(offset + 4) };
}

function writeDigest(bytes: Buffer, offset: number, { high, low }: Digest64): void {
    bytes.writeUInt32LE(high, offset);
    bytes.writeUInt32LE(low, offset + 4);
}
