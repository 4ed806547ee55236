/** A record as one line of JSON, with the line of the file on which it begins. */
export interface FileRecord {
    readonly json: Buffer;
    readonly line: number;
    /** Whether these are the first bytes only of a record that is too long. */
    readonly isCut?: boolean;
}
