import type { Batch } from './batch.ts';

const OPEN = '[';
const COMMA = ',\n';
const CLOSE = ']';

/** A batch without its users: what a plan says of it. */
export interface MeasuredBatch extends Pick<Batch, 'number'> {
    /** Of the import file. */
    readonly bytes: number;
}

/** Packs users into the files of import jobs: in order, as few files as the limit allows. */
export class BatchPacker {
    private readonly file: OpenFile;
    private made = 0;

    /**
     * Makes a packer.
     *
     * @param maxFileBytes - bytes of one file at most, brackets and commas included
     */
    constructor(maxFileBytes: number) {
        this.file = new OpenFile(maxFileBytes);
    }

    /**
     * Adds a user.
     *
     * @param user - its record must fit into a file alone
     * @returns the batch that became full before this user, if one did
     */
    add(user: Batch['users'][number]): Batch | undefined {
        if (this.file.add(user)) return undefined;
        const full = this.finish();
        this.file.add(user);
        return full;
    }

    /** Gives the batch that is left; undefined where no user is. */
    finish(): Batch | undefined {
        if (this.file.isEmpty) return undefined;
        this.made += 1;
        const { users, bytes } = this.file.close();
        return { number: this.made, users, file: Buffer.from(bytes) };
    }
}

/** Measures the batches that a {@link BatchPacker} would make, and keeps no user. */
export class BatchMeter {
    private readonly maxFileBytes: number;
    private bytes = 0;
    private made = 0;

    /**
     * Makes a meter.
     *
     * @param maxFileBytes - as of the packer
     */
    constructor(maxFileBytes: number) {
        this.maxFileBytes = maxFileBytes;
    }

    /**
     * Adds a user.
     *
     * @returns the batch that became full before this user, if one did
     */
    add(record: string): MeasuredBatch | undefined {
        const size = Buffer.byteLength(record);
        const before = this.bytes;
        const after = before + (before === 0 ? OPEN : COMMA).length + size;
        if (before > 0 && after + CLOSE.length > this.maxFileBytes) {
            const full = this.finish();
            this.bytes = OPEN.length + size;
            return full;
        }
        this.bytes = after;
        return undefined;
    }

    /** Gives the batch that is left; undefined where no user is. */
    finish(): MeasuredBatch | undefined {
        if (this.bytes === 0) return undefined;
        this.made += 1;
        const bytes = this.bytes + CLOSE.length;
        this.bytes = 0;
        return { number: this.made, bytes };
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
    add(user: Batch['users'][number]): boolean {
        // Room for one record more than goes in, since its bytes are known only when it stands there.
        if (this.buffer.length === 0) this.buffer = Buffer.allocUnsafe(2 * this.maxBytes);
        const separator = this.isEmpty ? OPEN : COMMA;
        const start = this.length + separator.length;
        const end = start + this.buffer.write(user.record, start);
        if (end + CLOSE.length > this.maxBytes && !this.isEmpty) return false;
        this.buffer.write(separator, this.length, 'latin1');
        this.length = end;
        this.users.push(user);
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
