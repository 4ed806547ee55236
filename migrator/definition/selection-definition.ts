import type { UserRecord } from '../records/user-record.ts';

/** A file that lists the users to move. */
export interface SelectionFile {
    /** Path of the file, relative to the project's folder: one address or ID per line. */
    readonly file: string;
    /**
     * The column of a CSV file that has them.
     *
     * @default none: the file is a plain list
     */
    readonly column?: string | undefined;
    /**
     * Encoding of the file.
     *
     * @default the byte order mark's, or UTF-8
     */
    readonly encoding?: string | undefined;
}

/** Which users of the source to move: a predicate, a share that is the same users in every run, or a file. */
export type SelectionDefinition =
    | ((user: UserRecord) => boolean)
    | {
          /** Share of the users, above `0` and up to `1`: `0.05` moves about 5 of 100. */
          readonly share: number;
      }
    | SelectionFile;
