import type { PresetName } from '../inputs/presets/preset.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { HashDescription } from '../users/password-hashes/description.ts';

export type { HashDescription } from '../users/password-hashes/description.ts';

/** A password hash that your function took out of a record, with what the hash does not say itself. */
export interface HashOfRecord extends HashDescription {
    /** The hash; nothing for a user without one. */
    readonly hash: unknown;
}

/** The column of the password hash, with what the hash does not say itself. */
export interface HashColumn extends HashDescription {
    /** Name of the column that has the hash, or keys joined by dots. */
    readonly column: string;
    /**
     * Name of the column that has the salt.
     *
     * @default none: the salt is part of the hash
     */
    readonly saltColumn?: string | undefined;
}

/** A file of users in place of the source connection, and how its records become profiles. */
export interface SourceFileDefinition {
    /**
     * Path of the file, relative to the project's folder: NDJSON, a JSON document or CSV, gzipped or not.
     *
     * @default the file that the program names (`new DatabaseExport(...)`)
     */
    readonly file?: string | undefined;
    /**
     * The system that wrote the file. Its lists, columns and hashes are known; your other settings take precedence.
     *
     * @default none
     */
    readonly from?: PresetName | undefined;
    /**
     * Format of the file.
     *
     * @default detected from the first bytes
     */
    readonly format?: 'json' | 'csv' | undefined;
    /**
     * Encoding of the text, such as `windows-1252` or `utf-16`.
     *
     * @default the byte order mark's, or UTF-8
     */
    readonly encoding?: string | undefined;
    /**
     * Where the list of users is in a JSON document: keys joined by dots.
     *
     * @default the document itself is the list
     */
    readonly at?: string | undefined;
    /**
     * Lines at the beginning that are neither records nor a header, `1` to `1_000`.
     *
     * @default none
     */
    readonly skipLines?: number | undefined;
    /**
     * CSV: the character between cells.
     *
     * @default detected from the header
     */
    readonly delimiter?: string | undefined;
    /**
     * CSV: the character around cells, or `false` for none.
     *
     * @default '"'
     */
    readonly quote?: string | false | undefined;
    /**
     * CSV: the character before a quote inside a cell. With `quote: false`, a backslash reads the escapes of PostgreSQL's `COPY` and
     * of `mysql --batch`.
     *
     * @default the quote itself
     */
    readonly escape?: string | undefined;
    /**
     * CSV: names of the columns of a file without a header.
     *
     * @default the first line
     */
    readonly header?: readonly string[] | undefined;
    /**
     * CSV: whether to remove the apostrophe before each text.
     *
     * @default detected from the file; a file that could be either is refused
     */
    readonly leadingApostrophes?: 'remove' | 'keep' | undefined;
    /**
     * Texts that mean "no value". An empty text always does.
     *
     * @default in CSV: NULL, null, None and \N
     */
    readonly nulls?: readonly string[] | undefined;
    /**
     * Uses only the records of this connection, in a file of several.
     *
     * @default all records
     */
    readonly connection?: string | undefined;
    /**
     * Auth0's field, or a path in metadata, with the column or path that it comes from: `{ user_id: 'id', email: 'emails.0.address' }`.
     *
     * @default columns with Auth0's own names, also as its dashboard and exports write them (`Given Name`)
     */
    readonly columns?: Readonly<Record<string, string>> | undefined;
    /**
     * The column of the password hash, or a function that takes the hash out of a record.
     *
     * @default none, or what `from` knows
     */
    readonly passwordHash?: HashColumn | ((record: UserRecord) => string | HashOfRecord | null | undefined) | undefined;
    /**
     * What to do with a user who has a number in metadata that Auth0 would round: `exclude` the user, or keep the digits as `text`.
     *
     * @default 'exclude'
     */
    readonly largeNumbers?: 'exclude' | 'text' | undefined;
}
