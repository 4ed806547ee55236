/** The users of one endpoint at one moment, as an artifact of NDJSON lines. */
export interface Snapshot {
    readonly artifact: string;
    /** Lines of the artifact. */
    readonly users: number;
    /** SHA-256 in hex of what was exported as it came: of a tenant's download still packed, of a file of users its lines. */
    readonly digest: string;
    /** When the export began, in ISO 8601: whatever happened later may not be in it. */
    readonly takenAt: string;
}

/** What the export stage hands on. */
export interface ExportedUsers {
    readonly source: Snapshot;
    readonly target: Snapshot;
}
