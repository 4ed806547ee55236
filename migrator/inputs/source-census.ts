import type { SourceFile } from '../definition/source-file.ts';
import { areColumnNames, shownColumns } from '../disclosure/column-names.ts';
import { nearestName } from '../disclosure/nearest-name.ts';
import { shownName, shownPath, shownText } from '../disclosure/shown-text.ts';
import { MigrationError } from '../errors.ts';
import { isRecord } from '../records/json-path.ts';
import { Line } from '../records/lines.ts';
import { hasRepeatedKeys } from '../records/repeated-keys.ts';
import type { UserRecord } from '../records/user-record.ts';
import { type Column, mappingOf, valueOfColumn } from '../users/column-mapping.ts';
import { doubledField, fieldNamed } from '../users/mapped-columns.ts';
import { readSourceLine } from '../users/source-record.ts';
import { AddressCensus } from './address-census.ts';

/** The least share of records that must be users: below it the file is misread as a whole. */
const LEAST_SHARE = 0.9;
/** Records after which a file without one user is refused, however long it is. */
const RECORDS_WITHOUT_USER = 1000;
const RECORDS_LOOKED_INTO = 200;
const MAX_NAMES = 200;
/** What a spreadsheet makes of a long number: `1.75928847299117E+17`, and `2E+17` where the digits behind were zeros. */
const ROUNDED = /^\d(?:[.,]\d+E\+?|E\+)\d+$/i;

/** Why a file is refused that could be read. */
export interface CensusRefusal {
    readonly code: 'SOURCE_COLUMN_NOT_FOUND' | 'SOURCE_CONNECTION_UNCLEAR' | 'SOURCE_FILE_MISREAD';
    readonly what: string;
}

/**
 * Counts what is in a file of users while it is copied, and tells one that is misread as a whole.
 *
 * A single record that is no user is excluded by its line. When most are none, when a column occurs nowhere or nothing says whose
 * the users are, each exclusion would be right and the run wrong.
 */
export class SourceCensus {
    /** Records that are users, whether or not they can go. */
    users = 0;
    private records = 0;
    private readonly source: SourceFile;
    private readonly missing: Set<Column>;
    private readonly names = new Set<string>();
    /** Whether the header is more likely a person: a value of it is the value of other people, too. */
    private isHeaderInDoubt = false;
    private readonly details = new Map<string, number>();
    private readonly connections = new Map<string, number>();
    private withoutConnection = 0;
    private readonly addresses: AddressCensus;
    private readonly needsEmail: boolean;
    private plainUsers = 0;
    private ofOthers = 0;
    private doubled: readonly [string, string] | undefined;

    /**
     * Begins to count.
     *
     * @param source - how the records become profiles
     * @param header - the columns of a file that names them once for all records
     * @param needsEmail - whether users without an address cannot get one from the definition's `transform`
     */
    constructor(source: SourceFile, header: readonly string[] | undefined, needsEmail: boolean) {
        this.source = source;
        this.addresses = new AddressCensus(source, header);
        this.needsEmail = needsEmail;
        this.missing = new Set(mappingOf(source).said);
        for (const name of header ?? []) this.names.add(name);
        for (const column of header === undefined ? [] : this.missing) {
            if (header?.includes(column.name) === true) this.missing.delete(column);
        }
    }

    /**
     * Counts one record.
     *
     * @param bytes - its JSON on one line
     * @returns what it is; in one with a `repeated-key` nobody knows which of two values is meant
     */
    add(bytes: Buffer, number: number, isCut: boolean): 'repeated-key' | 'rounded-id' | 'user' | 'no-user' {
        this.records += 1;
        const line = new Line(bytes, [0, bytes.length], { number, offset: 0, isCut });
        const read = readSourceLine(line, this.source);
        const { record } = read;
        if (record !== undefined) {
            if (hasRepeatedKeys(line.text, record)) return 'repeated-key';
            this.doubled ??= doubledField(record, this.source);
            this.recordNames(record);
            for (const column of this.missing) {
                if (valueOfColumn(record, column) !== undefined) this.missing.delete(column);
            }
        }
        if ('reason' in read && read.reason === 'LINE_UNREADABLE') {
            this.details.set(read.detail, (this.details.get(read.detail) ?? 0) + 1);
            return 'no-user';
        }
        if (ROUNDED.test(read.sourceUserId ?? '')) return 'rounded-id';
        this.users += 1;
        if (!('reason' in read)) {
            this.plainUsers += 1;
            this.addresses.add(read.profile['email'], read.record);
        }
        if ('reason' in read && (read.reason === 'NOT_A_DATABASE_USER' || read.reason === 'LINKED_TO_ANOTHER_PRIMARY'))
            this.ofOthers += 1;
        else if (read.connection === undefined) this.withoutConnection += 1;
        else if (this.connections.has(read.connection) || this.connections.size < MAX_NAMES)
            this.connections.set(read.connection, (this.connections.get(read.connection) ?? 0) + 1);
        return 'user';
    }

    /** Tells already on the way that no user will come. */
    isHopeless(): boolean {
        return this.users === 0 && this.records >= RECORDS_WITHOUT_USER;
    }

    /**
     * Judges the whole file.
     *
     * @param likeness - what the beginning of the file looks like, where that is known
     */
    refusal(likeness: string | undefined): CensusRefusal | undefined {
        const columns = this.missingColumns();
        if (columns !== undefined && this.names.size > 0 && likeness === undefined)
            return { code: 'SOURCE_COLUMN_NOT_FOUND', what: columns };
        if (this.users < this.records * LEAST_SHARE) {
            return this.names.size > 0 && likeness === undefined && this.isWithoutId()
                ? { code: 'SOURCE_COLUMN_NOT_FOUND', what: this.withoutId() }
                : { code: 'SOURCE_FILE_MISREAD', what: this.misread(likeness) };
        }
        if (columns !== undefined) return { code: 'SOURCE_COLUMN_NOT_FOUND', what: columns };
        if (this.doubled !== undefined) return { code: 'SOURCE_FILE_MISREAD', what: this.unclearNames(this.doubled) };
        const misplaced = this.addresses.misplaced(this.columns());
        if (misplaced !== undefined) return { code: 'SOURCE_FILE_MISREAD', what: misplaced };
        const connection = this.unclearConnection();
        if (connection !== undefined) return { code: 'SOURCE_CONNECTION_UNCLEAR', what: connection };
        const missing = this.needsEmail && this.plainUsers > 0 ? this.addresses.missing(this.columns()) : undefined;
        if (missing === undefined) return undefined;
        return likeness === undefined
            ? { code: 'SOURCE_COLUMN_NOT_FOUND', what: missing }
            : { code: 'SOURCE_FILE_MISREAD', what: `${missing}. ${likeness}` };
    }

    private recordNames(record: UserRecord): void {
        if (this.records > RECORDS_LOOKED_INTO || this.names.size >= MAX_NAMES) return;
        for (const name in record) {
            const value = record[name];
            this.isHeaderInDoubt ||= value === name;
            if (!isRecord(value)) this.names.add(name);
            else for (const key in value) this.names.add(`${name}.${key}`);
        }
    }

    private columns(): string {
        return shownColumns(this.isHeaderInDoubt ? [...this.names].map(() => '') : this.names);
    }

    private unclearNames([one, other]: readonly [string, string]): string {
        const field = shownName(fieldNamed(one));
        return (
            `${shownName(one)} and ${shownName(other)} may both be ${field}, and hold different values: say which with \`columns\` in ` +
            '`source` of the definition'
        );
    }

    private missingColumns(): string | undefined {
        if (this.missing.size === 0) return undefined;
        const wanted = [...this.missing].map(({ name }) => this.withNearest(name));
        return `no record has ${wanted.join(', ')}. There are ${this.columns()}`;
    }

    private withNearest(name: string): string {
        const known = this.isHeaderInDoubt || !areColumnNames(this.names) ? [] : this.names;
        const near = nearestName(name, known);
        return `${shownText(name, known)}${near === undefined ? '' : ` (is it ${shownName(near)}?)`}`;
    }

    private isWithoutId(): boolean {
        return [...this.details.keys()].every((detail) => detail.includes('`user_id`'));
    }

    private withoutId(): string {
        const { columns } = this.source;
        const said = columns?.['user_id'];
        const inside = said === undefined ? [] : [...this.names].filter((name) => name.startsWith(`${said}.`));
        const way =
            inside.length > 0
                ? `${shownText(said ?? '', this.names)} is an object: say ${shownName(inside[0] ?? '')}`
                : "name the column in `columns: { user_id: '...' }`; where the address is the only ID, say " +
                  "`columns: { user_id: 'email', email: 'email' }`";
        return (
            `${this.records - this.users} of ${this.records} records have no \`user_id\` that is a text or a number: ${way}. ` +
            `There are ${this.columns()}`
        );
    }

    private misread(likeness: string | undefined): string {
        const reasons = [...this.details].map(([detail, records]) => `${records} × ${detail}`).slice(0, 3);
        return (
            `${this.users} of ${this.records} records are users (${reasons.join('; ')}). ` +
            (likeness ?? (this.names.size > 0 ? `There are the columns ${this.columns()}.` : ''))
        ).trim();
    }

    private unclearConnection(): string | undefined {
        const { connection } = this.source;
        const { size } = this.connections;
        const named = [...this.connections]
            .map(([name, users]) => `${shownName(name)} (${users})`)
            .slice(0, 20)
            .join(', ');
        if (connection === undefined) {
            return size > 1
                ? `it has users of several databases, ${named}. Say which with \`connection\` in \`source\` of the definition`
                : undefined;
        }
        if (size > 0 && !this.connections.has(connection))
            return `no user is of the connection ${shownText(connection, this.connections.keys())}. There are ${named}`;
        // A whole tenant's users are in it, and nothing tells those of one database from another's.
        if (this.withoutConnection > 0 && (size > 0 || this.ofOthers > 0))
            return (
                `${this.withoutConnection} database users name no connection, so nothing tells whether they are of ${shownText(connection)}. ` +
                'Export the users with `identities`, or those of one connection only'
            );
        return undefined;
    }
}

/** Makes an error of a refusal. */
export function censusError(path: string, { code, what }: CensusRefusal): MigrationError {
    const end = what.endsWith('.') ? '' : '.';
    return new MigrationError(
        code,
        `The file of users ${shownPath(path)} cannot be used: ${what}${end} Nothing was sent.`,
    );
}
