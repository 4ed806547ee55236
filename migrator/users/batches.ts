import { createHash, hash } from 'node:crypto';
import type { Batch, PlannedUser } from '../migration.ts';

const OPEN = '[';
const COMMA = ',\n';
const CLOSE = ']';
const EMPTY_BYTES = OPEN.length + CLOSE.length;

/** A batch without its users: what a plan says of it. */
export interface MeasuredBatch extends Pick<Batch, 'number' | 'upsert' | 'digest'> {
    /** Of the import file. */
    readonly bytes: number;
}

/**
 * Packs users into the files of import jobs: in order, as few files as the limit allows.
 *
 * New users and updates go into files of their own, for a job is either the one or the other: so nobody who signs up while a
 * run works is written over. The same users in the same order always give the same batches, which is what a resumed run relies on.
 */
export class BatchPacker {
    private readonly packer: Packer<Batch>;

    /**
     * Makes a packer.
     *
     * @param maxFileBytes - bytes of one file at the most, brackets and commas included
     */
    constructor(maxFileBytes: number) {
        this.packer = new Packer(maxFileBytes, () => new KeptFile());
    }

    /**
     * Adds a user.
     *
     * @param record - the user's JSON; it must fit into a file alone
     * @returns the batch that became full before this user, if one did
     */
    add(user: PlannedUser, record: string): Batch | undefined {
        return this.packer.add(user, record);
    }

    /** Gives the batches that are left; none where no user is. */
    finish(): Batch[] {
        return this.packer.finish();
    }
}

/** Measures the batches that a {@link BatchPacker} would make, and keeps no user. */
export class BatchMeter {
    private readonly packer: Packer<MeasuredBatch>;

    /**
     * Makes a meter.
     *
     * @param maxFileBytes - as of the packer
     */
    constructor(maxFileBytes: number) {
        this.packer = new Packer(maxFileBytes, () => new DigestedFile());
    }

    /**
     * Adds a user.
     *
     * @returns the batch that became full before this user, if one did
     */
    add(user: PlannedUser, record: string): MeasuredBatch | undefined {
        return this.packer.add(user, record);
    }

    /** Gives the batches that are left. */
    finish(): MeasuredBatch[] {
        return this.packer.finish();
    }
}

interface OpenFile<Made> {
    add(user: PlannedUser, separator: string, record: string): void;
    close(number: number, upsert: boolean, bytes: number): Made;
}

class Packer<Made> {
    private readonly maxFileBytes: number;
    private readonly open: () => OpenFile<Made>;
    private readonly inserts = { upsert: false, file: undefined as OpenFile<Made> | undefined, bytes: 0 };
    private readonly updates = { upsert: true, file: undefined as OpenFile<Made> | undefined, bytes: 0 };
    private made = 0;

    constructor(maxFileBytes: number, open: () => OpenFile<Made>) {
        this.maxFileBytes = maxFileBytes;
        this.open = open;
    }

    add(user: PlannedUser, record: string): Made | undefined {
        const kind = user.upsert ? this.updates : this.inserts;
        const recordBytes = Buffer.byteLength(record);
        const isFull = kind.file !== undefined && kind.bytes + COMMA.length + recordBytes > this.maxFileBytes;
        const full = isFull ? this.close(kind) : undefined;
        if (kind.file === undefined) {
            kind.file = this.open();
            kind.bytes = EMPTY_BYTES + recordBytes;
            kind.file.add(user, OPEN, record);
        } else {
            kind.bytes += COMMA.length + recordBytes;
            kind.file.add(user, COMMA, record);
        }
        return full;
    }

    finish(): Made[] {
        return [this.close(this.inserts), this.close(this.updates)].filter((made) => made !== undefined);
    }

    private close(kind: { upsert: boolean; file: OpenFile<Made> | undefined; bytes: number }): Made | undefined {
        const { file, upsert, bytes } = kind;
        if (file === undefined) return undefined;
        kind.file = undefined;
        this.made += 1;
        return file.close(this.made, upsert, bytes);
    }
}

class KeptFile implements OpenFile<Batch> {
    private readonly users: PlannedUser[] = [];
    private readonly parts: string[] = [];

    add(user: PlannedUser, separator: string, record: string): void {
        this.users.push(user);
        this.parts.push(separator, record);
    }

    close(number: number, upsert: boolean): Batch {
        const file = Buffer.from(`${this.parts.join('')}${CLOSE}`);
        return { number, upsert, users: this.users, file, digest: hash('sha256', file) };
    }
}

class DigestedFile implements OpenFile<MeasuredBatch> {
    private readonly hash = createHash('sha256');

    add(_user: PlannedUser, separator: string, record: string): void {
        this.hash.update(separator + record);
    }

    close(number: number, upsert: boolean, bytes: number): MeasuredBatch {
        return { number, upsert, bytes, digest: this.hash.update(CLOSE).digest('hex') };
    }
}
