import type { Batch } from './batch.ts';

const OPEN = '[';
const COMMA = ',\n';
const CLOSE = ']';

/** A batch without its users: what a plan says of it. */
export interface MeasuredBatch extends Pick<Batch, 'number' | 'upsert'> {
    /** Of the import file. */
    readonly bytes: number;
}

/**
 * Packs users into the files of import jobs: in order, as few files as the limit allows.
 *
 * New users and updates go into files of their own, for a job is either the one or the other: so nobody who signs up while a
 * run works is written over.
 */
export class BatchPacker {
    private readonly packer: Packer<Batch>;

    /**
     * Makes a packer.
     *
     * @param maxFileBytes - bytes of one file at the most, brackets and commas included
     */
    constructor(maxFileBytes: number) {
        this.packer = new Packer(maxFileBytes, (batch, users, file) => ({ ...batch, users, file: Buffer.from(file) }));
    }

    /**
     * Adds a user.
     *
     * @param user - its record must fit into a file alone
     * @returns the batch that became full before this user, if one did
     */
    add(user: Batch['users'][number]): Batch | undefined {
        return this.packer.add(user.kind === 'upsert', user.record, user);
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
        this.packer = new Packer(maxFileBytes, (batch, _users, file) => ({ ...batch, bytes: file.length }));
    }

    /**
     * Adds a user.
     *
     * @returns the batch that became full before this user, if one did
     */
    add(upsert: boolean, record: string): MeasuredBatch | undefined {
        return this.packer.add(upsert, record, undefined);
    }

    /** Gives the batches that are left. */
    finish(): MeasuredBatch[] {
        return this.packer.finish();
    }
}

type Finish<Made> = (
    batch: Omit<MeasuredBatch, 'bytes'>,
    users: readonly Batch['users'][number][],
    file: Buffer,
) => Made;

class Packer<Made> {
    private readonly finishFile: Finish<Made>;
    private readonly inserts: OpenFile;
    private readonly updates: OpenFile;
    private made = 0;

    constructor(maxFileBytes: number, finishFile: Finish<Made>) {
        this.finishFile = finishFile;
        this.inserts = new OpenFile(maxFileBytes);
        this.updates = new OpenFile(maxFileBytes);
    }

    add(upsert: boolean, record: string, kept: Batch['users'][number] | undefined): Made | undefined {
        const file = upsert ? this.updates : this.inserts;
        if (file.add(record, kept)) return undefined;
        const full = this.close(file, upsert);
        file.add(record, kept);
        return full;
    }

    finish(): Made[] {
        return [this.close(this.inserts, false), this.close(this.updates, true)].filter((made) => made !== undefined);
    }

    private close(file: OpenFile, upsert: boolean): Made | undefined {
        if (file.isEmpty) return undefined;
        this.made += 1;
        const { users, bytes } = file.close();
        return this.finishFile({ number: this.made, upsert }, users, bytes);
    }
}

// A file that grows. Records are encoded where they will stand, so that each is walked once to be measured and sent.
class OpenFile {
    private readonly maxBytes: number;
    private buffer = Buffer.alloc(0);
    private length = 0;
    private users: Batch['users'][number][] = [];

    constructor(maxBytes: number) {
        this.maxBytes = maxBytes;
    }

    get isEmpty(): boolean {
        return this.length === 0;
    }

    // Tells whether the record is in; a file that is full stays as it was.
    add(record: string, user: Batch['users'][number] | undefined): boolean {
        // Room for one record more than goes in, since its bytes are known only when it stands there.
        if (this.buffer.length === 0) this.buffer = Buffer.allocUnsafe(2 * this.maxBytes);
        const separator = this.isEmpty ? OPEN : COMMA;
        const start = this.length + separator.length;
        const end = start + this.buffer.write(record, start);
        if (end + CLOSE.length > this.maxBytes && !this.isEmpty) return false;
        this.buffer.write(separator, this.length, 'latin1');
        this.length = end;
        if (user !== undefined) this.users.push(user);
        return true;
    }

    // Gives the file; its bytes are the next file's as soon as that has a user.
    close(): { readonly users: readonly Batch['users'][number][]; readonly bytes: Buffer } {
        const { users } = this;
        const bytes = this.buffer.subarray(0, this.length + this.buffer.write(CLOSE, this.length, 'latin1'));
        this.length = 0;
        this.users = [];
        return { users, bytes };
    }
}
