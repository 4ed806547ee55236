import { hash } from 'node:crypto';
import type { Batch, PlannedUser } from '../migration.ts';

const OPEN = Buffer.from('[');
const COMMA = Buffer.from(',\n');
const CLOSE = Buffer.from(']');

/**
 * Packs users into the files of import jobs: in order, as few files as the limit allows.
 *
 * The same users in the same order always give the same batches, which is what a resumed run relies on.
 */
export class BatchPacker {
    private readonly maxFileBytes: number;
    private parts: Buffer[] = [];
    private users: PlannedUser[] = [];
    private bytes = OPEN.length + CLOSE.length;
    private made = 0;

    /**
     * Makes a packer.
     *
     * @param maxFileBytes - bytes of one file at the most, brackets and commas included
     */
    constructor(maxFileBytes: number) {
        this.maxFileBytes = maxFileBytes;
    }

    /** Tells whether a record fits into a file at all. */
    static fits(record: Buffer, maxFileBytes: number): boolean {
        return record.length + OPEN.length + CLOSE.length <= maxFileBytes;
    }

    /**
     * Adds a user.
     *
     * @param record - the user's JSON, in UTF-8; it must fit into a file alone
     * @returns the batch that became full before this user, if one did
     */
    add(user: PlannedUser, record: Buffer): Batch | undefined {
        const separator = this.users.length === 0 ? 0 : COMMA.length;
        const full = this.bytes + separator + record.length > this.maxFileBytes ? this.finish() : undefined;
        if (this.users.length > 0) {
            this.parts.push(COMMA);
            this.bytes += COMMA.length;
        }
        this.parts.push(record);
        this.users.push(user);
        this.bytes += record.length;
        return full;
    }

    /** Gives the last batch, or undefined when no user is left. */
    finish(): Batch | undefined {
        if (this.users.length === 0) return undefined;
        const file = Buffer.concat([OPEN, ...this.parts, CLOSE]);
        this.made += 1;
        const batch = { number: this.made, users: this.users, file, digest: hash('sha256', file) };
        this.parts = [];
        this.users = [];
        this.bytes = OPEN.length + CLOSE.length;
        return batch;
    }
}
