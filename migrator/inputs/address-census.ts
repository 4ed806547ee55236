import { counted } from '../counted.ts';
import type { SourceFile } from '../definition/source-file.ts';
import type { UserRecord } from '../records/user-record.ts';
import { mappingOf, valueOfColumn } from '../users/column-mapping.ts';
import { fieldNamed } from '../users/mapped-columns.ts';

/** The least share of addresses that must be what they are taken for. */
const LEAST_SHARE = 0.9;

/** Tells by the addresses of all users whether they come from the right column. */
export class AddressCensus {
    private readonly source: SourceFile;
    private readonly isCsv: boolean;
    private addresses = 0;
    private others = 0;
    private withApostrophe = 0;
    private isThere: boolean;

    /**
     * Begins to count.
     *
     * @param header - the columns of a file that names them once for all records
     */
    constructor(source: SourceFile, header: readonly string[] | undefined) {
        this.source = source;
        this.isCsv = header !== undefined;
        this.isThere = this.namesEmail(Object.fromEntries((header ?? []).map((name) => [name, null])));
    }

    /** Counts the address of a user. */
    add(email: unknown, record: UserRecord): void {
        if (email === undefined) {
            this.isThere ||= this.namesEmail(record);
            return;
        }
        this.isThere = true;
        if (typeof email !== 'string' || !email.includes('@')) {
            this.others += 1;
            return;
        }
        this.addresses += 1;
        if (email.startsWith("'")) this.withApostrophe += 1;
    }

    /** Says that no record names an address, beside the columns that there are. */
    missing(columns: string): string | undefined {
        if (this.isThere) return undefined;
        return (
            'no record has an `email`, which every import needs: name its column (`columns: { email: ... }` in `source` of the ' +
            `definition), or make addresses in \`transform\`. There are ${columns}`
        );
    }

    /** Says that the addresses are none, or not as their people write them. */
    misplaced(columns: string): string | undefined {
        const users = this.addresses + this.others;
        if (this.addresses < users * LEAST_SHARE)
            return (
                `the \`email\` of ${this.others} of ${counted(users, 'user')} is not an address, so it comes from the wrong ` +
                `column. There are ${columns}`
            );
        const isSaid = this.source.leadingApostrophes !== undefined;
        if (this.isCsv && !isSaid && this.withApostrophe > this.addresses * (1 - LEAST_SHARE))
            return (
                `the \`email\` of ${this.withApostrophe} of ${counted(users, 'user')} begins with an apostrophe: say ` +
                "`leadingApostrophes: 'remove'` or `'keep'` in `source` of the definition"
            );
        return undefined;
    }

    private namesEmail(record: UserRecord): boolean {
        const mapped = mappingOf(this.source).fields;
        const columns = mapped.find(({ field }) => field === 'email')?.columns;
        if (columns !== undefined) return columns.some((column) => valueOfColumn(record, column) !== undefined);
        return Object.keys(record).some((name) => fieldNamed(name) === 'email');
    }
}
